"""HTTP to others: pinned addresses, no redirects, limits on size and time. Addresses that people give must be public.

Called by services that deliver webhooks, and by the adapters beside this module, whose addresses the operator gives. A
name is resolved once, every address it has must be public, and the connection is made to just that address, so that a
second answer of the name server can't lead inside.
"""

import ipaddress
import socket
import ssl
import time
from asyncio import get_running_loop, timeout
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore

from writers_app.errors import InvalidError

RESPONSE_LIMIT = 16 * 1024
SECONDS = 15.0
PRIVATE = "The address %(host)s is not a public one. Webhooks go to public addresses only."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` 0 and an `error` when nothing did; `body` is cut at the limit; names of `headers` are
    in lower case.
    """

    status: int
    body: str
    error: str
    milliseconds: int
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300


def check_url(url: str, *, private_allowed: bool = False) -> str:
    """The address if it has the form of one we would post to; InvalidError says what is wrong with it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if not url.isprintable():
            raise ValueError(url)
    except ValueError:
        raise InvalidError("That is not an address. Give one like https://example.org/hook.") from None
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password or port == 0:
        raise InvalidError("Give an address that begins with https:// and holds no user name or password.")
    if not private_allowed and _literal(host) is not None:
        check_public(host, [host])
    return url


def check_public(host: str, addresses: Iterable[str]) -> None:
    """InvalidError unless every address is a public one."""
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address)):
            raise InvalidError(PRIVATE, host=host)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address in IPv6 clothes is judged by what is inside: mapped, 6to4, NAT64.
        inner = address.ipv4_mapped or address.sixtofour
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name itself and connects to the address that it checked."""

    def __init__(self, *, private_allowed: bool) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._private_allowed = private_allowed

    async def connect_tcp(self, host: str, port: int, *args: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        found = await get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._private_allowed:
            check_public(host, addresses)
        return await self._inner.connect_tcp(addresses[0], port, *args, **more)

    async def connect_unix_socket(self, *args: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("sockets of this machine are not reached from here")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def post(url: str, body: bytes, headers: Mapping[str, str], *, private_allowed: bool = False) -> Answer:
    return await send("POST", url, body, headers, private_allowed=private_allowed)


async def send(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private_allowed: bool = False,
    seconds: float = SECONDS,
    limit: int = RESPONSE_LIMIT,
) -> Answer:
    """Ask once and never raise for what the other side does; a redirect is an answer like any other, not followed."""
    started = time.monotonic()
    status, text, error = 0, "", ""
    received: dict[str, str] = {}
    try:
        check_url(url, private_allowed=private_allowed)
        async with timeout(seconds):
            exchange = _exchange(method, url, body, headers, limit, private_allowed=private_allowed)
            status, received, text = await exchange
    except InvalidError as refused:
        error = refused.message
    except TimeoutError:
        error = f"No answer within {seconds:.0f} seconds."
    except (OSError, ssl.SSLError, UnicodeError, httpcore.NetworkError, httpcore.ProtocolError) as failed:
        error = f"The connection failed: {failed or type(failed).__name__}"[:400]
    return Answer(status, text, error, round((time.monotonic() - started) * 1000), received)


async def _exchange(
    method: str, url: str, body: bytes, headers: Mapping[str, str], limit: int, *, private_allowed: bool
) -> tuple[int, dict[str, str], str]:
    backend = _PinnedBackend(private_allowed=private_allowed)
    async with (
        httpcore.AsyncConnectionPool(network_backend=backend, retries=0) as pool,
        pool.stream(method, url, headers=list(headers.items()), content=body) as response,
    ):
        kept = bytearray()
        async for chunk in response.aiter_stream():
            kept += chunk
            if len(kept) >= limit:
                break
    received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return response.status, received, bytes(kept[:limit]).decode("utf-8", "replace").replace("\x00", "")
