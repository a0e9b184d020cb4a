"""Access and refresh tokens: what is accepted, and what can't be forged."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from writers_app.config import settings
from writers_app.services import tokens
from writers_app.services.tokens import AccessClaims

CLAIMS = AccessClaims(uuid4(), uuid4())


def now() -> datetime:
    return datetime.now(UTC)


def body(**more: object) -> dict[str, object]:
    return {
        "sub": str(CLAIMS.user_id),
        "sid": str(CLAIMS.session_id),
        "iat": now(),
        "exp": now() + timedelta(minutes=5),
        "aud": "writers",
        **more,
    }


def test_an_access_token_says_who_and_by_which_session() -> None:
    assert tokens.read_access(tokens.sign_access(CLAIMS, now())) == CLAIMS


def test_an_access_token_expires() -> None:
    issued = now() - timedelta(minutes=settings().access_minutes, seconds=1)
    assert tokens.read_access(tokens.sign_access(CLAIMS, issued)) is None


@pytest.mark.parametrize(
    "forged",
    [
        jwt.encode(body(), "another secret of more than thirty-two bytes", "HS256"),
        jwt.encode(body(), None, "none"),
        jwt.encode(body(aud="another"), settings().secret, "HS256"),
        jwt.encode({k: v for k, v in body().items() if k != "exp"}, settings().secret, "HS256"),
        jwt.encode({k: v for k, v in body().items() if k != "sid"}, settings().secret, "HS256"),
        jwt.encode(body(sub="nobody"), settings().secret, "HS256"),
        jwt.encode(body(sid=""), settings().secret, "HS256"),
        "",
        "a.b.c",
        "ک.ک.ک",
    ],
)
def test_a_forged_access_token_is_nobody(forged: str) -> None:
    assert tokens.read_access(forged) is None


def test_a_refresh_token_is_read_back() -> None:
    token = tokens.first_refresh_token(uuid4())
    assert tokens.read_refresh_token(token.text) == token


def test_refresh_tokens_can_not_be_made_up() -> None:
    token = tokens.first_refresh_token(uuid4())
    session_id, generation, nonce, mac = token.text.split(".")
    for forged in (
        f"{uuid4().hex}.{generation}.{nonce}.{mac}",
        f"{session_id}.1.{nonce}.{mac}",
        f"{session_id}.{generation}.other.{mac}",
        f"{session_id}.{generation}.{nonce}.",
        f"{session_id}.{generation}.{nonce}.{mac}x",
        f"{session_id}.{generation}.{nonce}.مهر",
        "...",
        "",
        "x" * 10_000,
    ):
        assert tokens.read_refresh_token(forged) is None


def test_successors_differ_by_attempt_and_by_token() -> None:
    first = tokens.first_refresh_token(uuid4())
    assert first.successor("one") == first.successor("one")
    assert first.successor("one").text != first.successor("two").text
    assert first.successor("one").successor("one").text != first.successor("one").text
    assert first.successor("one").generation == 1


def test_a_successor_can_not_be_known_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    first = tokens.first_refresh_token(uuid4())
    ours = first.successor("").nonce
    monkeypatch.setenv("WRITERS_SECRET_KEY", "another secret of more than thirty-two bytes")
    settings.cache_clear()
    assert first.successor("").nonce != ours
    monkeypatch.undo()
    settings.cache_clear()
