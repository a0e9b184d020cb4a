"""P4: 1,000 idle connections on 250 documents, bytes each. `python -m benchmarks.p4_idle`."""

import asyncio

from benchmarks.servers import EVERYBODY, Peer

CONNECTIONS, DOCUMENTS = 1000, 250


async def hold(peer: Peer) -> tuple[float, float]:
    """Bytes a connection, and the share of a core that they cost while nothing happens."""
    await (await peer.tab(0).open()).close()  # what is loaded at first use is not the connections'
    await asyncio.sleep(1.0)
    before = peer.resident_bytes()
    tabs = [await peer.tab(number % DOCUMENTS).open() for number in range(CONNECTIONS)]
    await asyncio.sleep(2.0)
    each = (peer.resident_bytes() - before) / CONNECTIONS
    cpu = peer.cpu_seconds()
    await asyncio.sleep(5.0)
    share = (peer.cpu_seconds() - cpu) / 5.0
    for tab in tabs:
        await tab.close()
    return each, share


def main() -> None:
    print(f"P4  {CONNECTIONS} idle connections on {DOCUMENTS} documents")
    for start in EVERYBODY:
        with start(DOCUMENTS) as peer:
            each, share = asyncio.run(hold(peer))
        print(f"  {peer.name:12} {each / 1000:6.1f} kB each   {share:5.1%} of a core")
    print("  (goal: 35 kB)")


if __name__ == "__main__":
    main()
