"""Makes and reads access and refresh tokens; pure, knows no rows. Called by services.sessions.

An access token is a short-lived JWT. A refresh token is `session.generation.nonce.mac`: the mac shows that we made it
(so that a forged one can't end somebody's session), only the newest one's hash is stored, and the next one follows
from the present one and the client's attempt, so that a refresh whose answer was lost can be answered again.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt

from writers_app.config import settings

AUDIENCE = "writers"
ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class RefreshToken:
    session_id: UUID
    generation: int
    nonce: str

    @property
    def text(self) -> str:
        body = self._body()
        return f"{body}.{derive('refresh token', body)}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode("ascii")).hexdigest()

    def successor(self, attempt: str) -> "RefreshToken":
        """The token that follows this one; the same for the same attempt."""
        nonce = derive("refresh successor", f"{self.text}|{attempt}")
        return RefreshToken(self.session_id, self.generation + 1, nonce)

    def _body(self) -> str:
        return f"{self.session_id.hex}.{self.generation}.{self.nonce}"


def derive(purpose: str, text: str) -> str:
    """A keyed digest for one purpose, safe in cookies and addresses."""
    digest = hmac.digest(settings().secret.encode(), f"writers {purpose}\0{text}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def first_refresh_token(session_id: UUID) -> RefreshToken:
    return RefreshToken(session_id, 0, secrets.token_urlsafe(24))


def read_refresh_token(text: str) -> RefreshToken | None:
    """The token, if we made it; whether it is still the newest is for the session's row to say."""
    parts = text.split(".")
    if len(parts) != 4 or len(text) > 300 or not text.isascii():
        return None
    session_id, generation, nonce, mac = parts
    if not hmac.compare_digest(mac, derive("refresh token", f"{session_id}.{generation}.{nonce}")):
        return None
    return RefreshToken(UUID(session_id), int(generation), nonce)


def sign_access(claims: AccessClaims, now: datetime) -> str:
    body = {
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "iat": now,
        "exp": now + timedelta(minutes=settings().access_minutes),
        "aud": AUDIENCE,
    }
    return jwt.encode(body, settings().secret, ALGORITHM)


def seconds_left(token: str) -> int:
    """Until an access token of ours expires; 0 when it has or is none."""
    if read_access(token) is None:
        return 0
    return max(0, int(jwt.decode(token, options={"verify_signature": False})["exp"] - time.time()))


def read_access(token: str) -> AccessClaims | None:
    """Who an access token speaks for, if it is ours and has not expired. Its session may have ended: ask its row."""
    try:
        body = jwt.decode(
            token,
            settings().secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["exp", "iat", "aud", "sub", "sid"]},
        )
        return AccessClaims(UUID(body["sub"]), UUID(body["sid"]))
    except (jwt.InvalidTokenError, ValueError, AttributeError, TypeError):
        return None
