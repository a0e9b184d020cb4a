"""Passwords: what is hashed, what is refused, and how much work an answer takes."""

import asyncio
import threading
from collections import Counter

import bcrypt
import pytest

from writers_app.errors import InvalidError, UnavailableError
from writers_app.services import passwords

FULL_COST = passwords.ROUNDS  # read before the tests lower it for themselves


def test_the_full_cost_is_slow_for_who_guesses() -> None:
    assert FULL_COST >= 12


async def test_a_password_matches_itself_and_nothing_else() -> None:
    stored = await passwords.hash_password("correct horse")
    assert await passwords.password_matches("correct horse", stored)
    assert not await passwords.password_matches("correct horsf", stored)


@pytest.mark.parametrize("length", [73, 200, 1000])
async def test_the_last_letter_of_a_long_persian_passphrase_counts(length: int) -> None:
    passphrase = ("گذرواژه‌ای که از یادم نمی‌رود " * 40)[: length - 1]
    stored = await passwords.hash_password(passphrase + "ن")
    assert await passwords.password_matches(passphrase + "ن", stored)
    assert not await passwords.password_matches(passphrase + "م", stored)


async def test_what_follows_a_nul_counts() -> None:
    stored = await passwords.hash_password("before\0after")
    assert not await passwords.password_matches("before\0other", stored)


async def test_a_passphrase_is_the_same_from_another_keyboard() -> None:
    stored = await passwords.hash_password("café noir آب")
    assert await passwords.password_matches("cafe\u0301 noir ا\u0653ب", stored)


async def test_half_spaces_and_letter_variants_are_kept_apart() -> None:
    stored = await passwords.hash_password("می‌خواهم")
    assert not await passwords.password_matches("میخواهم", stored)


async def test_hashes_are_salted_and_of_the_set_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 5)
    first, second = await passwords.hash_password("the same"), await passwords.hash_password("the same")
    assert first != second
    assert first.startswith("$2b$05$")


async def test_an_unknown_account_costs_the_same_check(monkeypatch: pytest.MonkeyPatch) -> None:
    costs: Counter[bytes] = Counter()
    real = bcrypt.checkpw

    def counted(password: bytes, stored: bytes) -> bool:
        costs[stored[:7]] += 1
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    stored = await passwords.hash_password("correct horse")
    assert not await passwords.password_matches("wrong horse", stored)
    assert not await passwords.password_matches("wrong horse", None)
    assert costs == {b"$2b$04$": 2}


async def test_hashing_leaves_the_event_loop_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set()

    def where(password: bytes, salt: bytes) -> bytes:
        threads.add(threading.current_thread())
        return b"hash"

    monkeypatch.setattr(bcrypt, "hashpw", where)
    await asyncio.gather(*(passwords.hash_password(f"password {n}") for n in range(100)))
    assert threading.current_thread() not in threads
    assert len(threads) <= 4


async def test_a_flood_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MOST_WAITING", 3)
    outcomes = await asyncio.gather(
        *(passwords.hash_password(f"password {n}") for n in range(10)), return_exceptions=True
    )
    assert sum(isinstance(outcome, UnavailableError) for outcome in outcomes) == 7
    assert await passwords.hash_password("afterwards")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "fewer than 8"),
        ("x" * 1001, "more than 1000"),
        ("Password1", "first that anybody"),
        ("۱۲۳۴۵۶۷۸", "first"),
    ],
)
def test_a_poor_password_is_refused_with_a_reason(password: str, sentence: str) -> None:
    with pytest.raises(InvalidError, match=sentence):
        passwords.check_password_rules(password)


@pytest.mark.parametrize("password", ["eight888", "نوشتن‌هرروز", "x" * 1000, "    spaces    "])
def test_a_good_password_passes(password: str) -> None:
    passwords.check_password_rules(password)
