"""Hashes and checks passwords, off the event loop. Called by services.accounts and the auth endpoints."""

import asyncio
import base64
import hashlib
import hmac
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

import bcrypt

from writers_app.errors import InvalidError, UnavailableError

Result = TypeVar("Result")

ROUNDS = 12
SHORTEST = 8
LONGEST = 1000
MOST_WAITING = 200
"""Hashes that may wait for a thread; beyond that a caller is told to come back."""

_PURPOSE = b"writers password 1"
_waiting = 0

_COMMONEST = """
12345678 123456789 1234567890 password password1 password123 passw0rd qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx iloveyou
sunshine princess football baseball welcome1 abc12345 abcd1234 11111111 00000000 88888888 12341234 87654321 987654321
0123456789 11223344 asdfghjkl letmein1 trustno1 superman starwars whatever 123123123 12344321 aaaaaaaa abcdefgh
qwerty12 zaq12wsx admin123 changeme writers1 ۱۲۳۴۵۶۷۸ ۱۲۳۴۵۶۷۸۹ ۱۲۳۴۵۶۷۸۹۰
"""
COMMONEST = frozenset(_COMMONEST.split())


def check_password_rules(password: str) -> None:
    """InvalidError when a new password is too short, too long or one of the commonest."""
    if len(password) < SHORTEST:
        raise InvalidError(
            "The password has fewer than %(shortest)s characters. Choose a longer one.", shortest=SHORTEST
        )
    if len(password) > LONGEST:
        raise InvalidError("The password has more than %(longest)s characters. Choose a shorter one.", longest=LONGEST)
    if password.casefold() in COMMONEST:
        raise InvalidError("That password is one of the first that anybody would try. Choose another one.")


async def hash_password(password: str) -> str:
    return (await _off_loop(bcrypt.hashpw, _fold(password), bcrypt.gensalt(ROUNDS))).decode("ascii")


async def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one hashed in `stored`. Without a stored hash: False, after just as much work."""
    matched = await _off_loop(bcrypt.checkpw, _fold(password), (stored or _decoy()).encode("ascii"))
    return matched and stored is not None


def _fold(password: str) -> bytes:
    """44 bytes without NUL for any password: bcrypt would cut at 72 bytes and stop at a NUL.

    NFKC, so that a passphrase typed on another keyboard or system is the same one.
    """
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(_PURPOSE, text, hashlib.sha256))


def _decoy() -> str:
    """A well-formed hash that no password is known for and that takes as long to check as a real one."""
    return f"$2b${ROUNDS:02d}$" + "Nothing.Matches.This.OneNothing.Matches.This.One12345"


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    """Half of the processors at most, so that a burst of sign-ins leaves room for typing."""
    workers = max(1, min(4, (os.cpu_count() or 1) // 2))
    return ThreadPoolExecutor(workers, thread_name_prefix="passwords", initializer=_yield_to_others)


def _yield_to_others() -> None:
    if sys.platform == "linux":  # elsewhere the priority belongs to the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


async def _off_loop(work: Callable[[bytes, bytes], Result], password: bytes, other: bytes) -> Result:
    """Run one bcrypt call (it lets go of the interpreter) on the threads for passwords."""
    global _waiting
    if _waiting >= MOST_WAITING:
        raise UnavailableError("Many people are signing in at this moment. Please try again in a few seconds.")
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work, password, other)
    finally:
        _waiting -= 1
