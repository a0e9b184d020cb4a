"""P3: one document, 100 writers, 2 keys/s each; then 500 writers with ours. `python -m benchmarks.p3_one_document`."""

import asyncio

from benchmarks.crowds import Crowd, gather_crowd
from benchmarks.servers import EVERYBODY, writers
from benchmarks.typing_traces import percentile

CROWD = Crowd(documents=1, writers=100, keys=2, seconds=10, observers=5)
LARGE = Crowd(documents=1, writers=500, keys=2, seconds=10, observers=2)


def main() -> None:
    print(f"P3  one document x {CROWD.writers} writers x {CROWD.keys:.0f} keys/s")
    each = {}
    for start in EVERYBODY:
        with start(1) as peer:
            outcome = asyncio.run(gather_crowd(peer, CROWD))
        each[peer.name] = outcome.cpu_each
        median, late = (percentile(outcome.arrivals, share) * 1e3 for share in (0.5, 0.99))
        print(
            f"  {peer.name:12} {outcome.cpu_each:6.0f} µs CPU a key   key to peer {median:5.1f} ms, p99 {late:5.1f} ms"
        )
    with writers(1) as peer:
        outcome = asyncio.run(gather_crowd(peer, LARGE))
    late = percentile(outcome.arrivals, 0.95) * 1e3
    print(f"  writers, 500 writers: {outcome.cpu_each:6.0f} µs CPU a key   key to peer p95 {late:5.1f} ms")
    print(
        f"  CPU, ours / Hocuspocus: {each['writers'] / each['hocuspocus']:.2f}   (goal: 1; 500 writers at p95 100 ms)"
    )


if __name__ == "__main__":
    main()
