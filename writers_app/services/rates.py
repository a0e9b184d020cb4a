"""How often somebody may try: limits on signing in, registering and asking for mails. Called by the auth endpoints.

A stranger can't lock a victim out: what counts is the pair of address and e-mail and the address alone, and a device on
which the victim has signed in before (it holds a cookie that says so) has a count of its own. Guessing that comes from
many addresses at once only makes answers to unknown devices slower.
"""

import asyncio
import hmac
import ipaddress
import math
import secrets
from dataclasses import dataclass
from uuid import UUID

from writers_app.config import settings
from writers_app.errors import TooManyRequestsError
from writers_app.integrations.counters import counters
from writers_app.services.access import Actor
from writers_app.services.tokens import derive

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
ADDRESS_SHARE = 3
"""One address may try this many times the login rate over all its accounts: a family or a school shares one."""
PRESENCE_SECONDS = 60
TEXTS_A_DAY = 20
GUESS_WINDOW = 3600
GUESSES_UNSLOWED = 20
SLOWEST_ANSWER = 3.0

TOO_MANY_LOGINS = "Too many attempts to sign in. Wait %(seconds)s seconds and try again."
TOO_MANY_ACCOUNTS = "Too many accounts were made from this address. Wait %(seconds)s seconds and try again."
TOO_MANY_MAILS = "Too many mails were asked for. Wait %(seconds)s seconds and try again."
TOO_MANY_CODES = "Too many codes were asked for. Wait %(seconds)s seconds and try again."
TOO_MANY_CODE_CHECKS = "Too many wrong codes. Wait %(seconds)s seconds and try again."
TOO_MANY_PURCHASES = "Too many purchases were begun. Wait %(seconds)s seconds and try again."
TOO_MANY_CHECKS = "Too many wrong passwords. Wait %(seconds)s seconds and try again."


@dataclass(frozen=True, slots=True)
class Rate:
    limit: int
    window: int
    """Seconds."""


def parse_rate(text: str) -> Rate:
    """The rate in a setting such as "10/minute"."""
    limit, _, unit = text.partition("/")
    return Rate(int(limit), SECONDS[unit])


def client_address(peer: str, forwarded_for: str, trusted: str) -> str:
    """The address a request really comes from: the last one in X-Forwarded-For that no trusted proxy has.

    The header counts only when the peer itself is one of `trusted`: addresses or networks, separated by commas.
    """
    networks = [ipaddress.ip_network(item.strip(), strict=False) for item in trusted.split(",") if item.strip()]
    address = peer
    for hop in reversed([item.strip() for item in forwarded_for.split(",") if item.strip()]):
        if not _is_in(address, networks) or _parse(hop) is None:
            break
        address = hop
    return address


async def allow_login(address: str, email: str, device: str | None) -> None:
    """Count an attempt to sign in; TooManyRequestsError when there were too many, after a pause when many guess."""
    rate = parse_rate(settings().login_rate)
    if nonce := _device_nonce(device, email):
        await _take(f"login:device:{nonce}:{email}", rate, TOO_MANY_LOGINS)
        return
    place = _place(address)
    await _take(f"login:pair:{place}:{email}", rate, TOO_MANY_LOGINS)
    await _take(f"login:address:{place}", Rate(rate.limit * ADDRESS_SHARE, rate.window), TOO_MANY_LOGINS)
    guesses = await counters().count(f"login:guesses:{email}", GUESS_WINDOW)
    if guesses > GUESSES_UNSLOWED:
        await asyncio.sleep(min((guesses - GUESSES_UNSLOWED) * 0.1, SLOWEST_ANSWER))


async def note_failed_login(email: str) -> None:
    """Count a wrong guess at an account, from wherever it came."""
    await counters().take(f"login:guesses:{email}", 1000, GUESS_WINDOW)


async def allow_registration(address: str) -> None:
    await _take(f"register:{_place(address)}", parse_rate(settings().register_rate), TOO_MANY_ACCOUNTS)


async def allow_reset_request(address: str) -> None:
    await _take(f"reset:{_place(address)}", parse_rate(settings().register_rate), TOO_MANY_MAILS)


async def allow_password_check(actor: Actor) -> None:
    """Count a check of the signed-in person's own password, before it is changed or the account is deleted."""
    await _take(f"check:{actor.user_id}:{actor.session_id}", parse_rate(settings().login_rate), TOO_MANY_CHECKS)


async def allow_code(actor: Actor, number: str) -> None:
    """Count a code by text message, which costs money and may wake a stranger: by person, and by number."""
    await _take(f"code:person:{actor.user_id}", Rate(5, 3600), TOO_MANY_CODES)
    await _take(f"code:number:{number}", Rate(3, 3600), TOO_MANY_CODES)


async def allow_code_check(actor: Actor) -> None:
    """Count an attempt to give a code back: of a million codes, few can be tried while one is good."""
    await _take(f"code:check:{actor.user_id}", Rate(5, 600), TOO_MANY_CODE_CHECKS)


async def allow_purchase(actor: Actor) -> None:
    await _take(f"purchase:{actor.user_id}", Rate(20, 3600), TOO_MANY_PURCHASES)


async def text_is_due(user_id: UUID) -> bool:
    """Whether one more text message may go to this person today."""
    return not await counters().take(f"text:{user_id}", TEXTS_A_DAY, 86400)


async def reset_mail_is_due(email: str) -> bool:
    """Whether one more mail may go to this address: three an hour, so that nobody's inbox is flooded."""
    return not await counters().take(f"reset:mail:{email}", 3, 3600)


async def presence_is_due(actor: Actor) -> bool:
    """Whether it is time to note again that this person is here."""
    return not await counters().take(f"presence:{actor.session_id or actor.user_id}", 1, PRESENCE_SECONDS)


def device_token(email: str) -> str:
    """What a device keeps to show that this account was signed in on it."""
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{derive('device', f'{nonce} {email}')}"


def _device_nonce(device: str | None, email: str) -> str | None:
    nonce, _, mac = (device or "").partition(".")
    if not mac.isascii() or not hmac.compare_digest(mac, derive("device", f"{nonce} {email}")):
        return None
    return nonce


async def _take(key: str, rate: Rate, message: str) -> None:
    if wait := await counters().take(key, rate.limit, rate.window):
        raise TooManyRequestsError(message, retry_after=math.ceil(wait))


def _place(address: str) -> str:
    """Addresses that one household holds are one place: an IPv6 network of 64 bits."""
    parsed = _parse(address)
    if parsed is None or parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_in(text: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    address = _parse(text)
    return address is not None and any(address in network for network in networks)
