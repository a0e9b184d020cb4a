"""P2: 20 documents, 5 writers each, 20 keys/s each. `python -m benchmarks.p2_documents`."""

import asyncio

from benchmarks.crowds import Crowd, gather_crowd
from benchmarks.servers import EVERYBODY
from benchmarks.typing_traces import percentile

CROWD = Crowd(documents=20, writers=5, keys=20, seconds=10)


def main() -> None:
    print(f"P2  {CROWD.documents} documents x {CROWD.writers} writers x {CROWD.keys:.0f} keys/s")
    each = {}
    for start in EVERYBODY:
        with start(CROWD.documents) as peer:
            outcome = asyncio.run(gather_crowd(peer, CROWD))
        each[peer.name] = outcome.cpu_each
        median, late = (percentile(outcome.arrivals, share) * 1e3 for share in (0.5, 0.99))
        print(
            f"  {peer.name:12} {outcome.cpu_each:6.0f} µs CPU a key   key to peer {median:5.1f} ms, p99 {late:5.1f} ms"
        )
    print(f"  CPU, ours / Hocuspocus: {each['writers'] / each['hocuspocus']:.2f}   (goal: 100 µs, p99 10 ms, durable)")


if __name__ == "__main__":
    main()
