"""P6: from a key to its durable acknowledgement, at 500 keys/s. `python -m benchmarks.p6_saved`.

The peers acknowledge in memory (Hocuspocus) or never (y-websocket), so theirs is shown for what it is.
"""

import asyncio

from benchmarks.crowds import Crowd, gather_crowd
from benchmarks.servers import hocuspocus, writers
from benchmarks.typing_traces import percentile

CROWD = Crowd(documents=5, writers=5, keys=20, seconds=10, observers=0)


def main() -> None:
    rate = CROWD.documents * CROWD.writers * CROWD.keys
    print(f"P6  key to acknowledgement at {rate:.0f} keys/s")
    for start, worth in ((writers, "durable"), (hocuspocus, "in memory")):
        with start(CROWD.documents) as peer:
            outcome = asyncio.run(gather_crowd(peer, CROWD))
        median, late = (percentile(outcome.acknowledged, share) * 1e3 for share in (0.5, 0.99))
        done = len(outcome.acknowledged) / max(1, outcome.keys)
        print(f"  {peer.name:12} {median:5.1f} ms, p99 {late:5.1f} ms   {worth}, {done:.1%} acknowledged")
    print("  (goal: p99 10 ms, durable)")


if __name__ == "__main__":
    main()
