"""Choosing a new password by a mail. Called by the auth endpoints."""

import asyncio
import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete, update
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import InvalidError, UnavailableError
from writers_app.i18n import Locale, choose_locale, translate
from writers_app.integrations.mail import Mail, deliver
from writers_app.models import PasswordReset, User
from writers_app.services.accounts import fold_email, set_password

log = structlog.get_logger(__name__)

LIFE = timedelta(hours=1)
KEEP_SPENT = timedelta(days=1)
PAUSES = (0, 5, 30, 120)
"""Seconds before each attempt to hand the mail over."""

LINK_SPENT = "This link was used already or is older than an hour. Ask for a new one."
SUBJECT = "Choose a new password for Writers"
TEXT = (
    "Hello %(name)s,\n\n"
    "somebody, probably you, asked for a new password for your account at Writers. Open this link within an hour and "
    "choose one:\n\n"
    "%(link)s\n\n"
    "If it was not you, do nothing: your password stays as it is."
)
CHANGED = "Your password for Writers was changed"
CHANGED_TEXT = (
    "Hello %(name)s,\n\n"
    "the password of your account at Writers was changed just now, and every other device was signed out.\n\n"
    "If it was not you, choose a new one at once:\n\n"
    "%(link)s"
)


async def prepare_mail(session: Session, email: str, locale: str | None = None) -> Mail | None:
    """A new link for the account with this e-mail, in a mail to send after commit; None when nobody has it.

    `locale` is the language of the page that asked; without one it is the person's own.
    """
    found = await session.exec(select(User).where(User.email == fold_email(email)))
    user = found.first()
    if user is None:
        return None
    token = secrets.token_urlsafe(32)
    now = utc_now()
    session.add(PasswordReset(user_id=user.id, token_hash=_hash(token), created_at=now, expires_at=now + LIFE))
    await session.flush()
    return _mail(user, token, locale)


async def send_mail(mail: Mail) -> None:
    """Hand the mail over, several times if the server has trouble. Gives up with a line in the log."""
    for pause in PAUSES:
        await asyncio.sleep(pause)
        try:
            return await deliver(mail)
        except UnavailableError:
            continue
    log.error("reset_mail_given_up")
    return None


async def forget_spent(session: Session) -> None:
    """Drop links that nobody can use any more. Called by the worker's clock."""
    await session.exec(delete(PasswordReset).where(col(PasswordReset.expires_at) < utc_now() - KEEP_SPENT))


async def prepare_warning(session: Session, user_id: UUID) -> Mail:
    """Tells a person that their password was changed, in case it was not them."""
    user = await session.get_one(User, user_id)
    locale = _language_of(user)
    link = f"{settings().base_url}/reset"
    return Mail(
        user.email, translate(CHANGED, locale), translate(CHANGED_TEXT, locale, name=user.name, link=link), locale
    )


async def check_token(session: Session, token: str) -> UUID:
    """Whose password the link may change. InvalidError when it was used or is too old."""
    found = await session.exec(select(PasswordReset).where(PasswordReset.token_hash == _hash(token)))
    row = found.first()
    if row is None or row.used_at is not None or row.expires_at <= utc_now():
        raise InvalidError(LINK_SPENT)
    return row.user_id


async def redeem(session: Session, token: str, password_hash: str) -> UUID:
    """Spend the link: the account gets the new password, its other links are void and all its sessions end.

    Answers whose account it is.
    """
    user_id = await check_token(session, token)
    now = utc_now()
    spent = await session.exec(
        update(PasswordReset)
        .where(col(PasswordReset.token_hash) == _hash(token), col(PasswordReset.used_at).is_(None))
        .values(used_at=now)
    )
    if spent.rowcount != 1:  # of two at once, one gets it
        raise InvalidError(LINK_SPENT)
    await session.exec(
        update(PasswordReset)
        .where(col(PasswordReset.user_id) == user_id, col(PasswordReset.used_at).is_(None))
        .values(used_at=now)
    )
    await set_password(session, user_id, password_hash)
    return user_id


def _mail(user: User, token: str, chosen: str | None) -> Mail:
    locale = _language_of(user, chosen)
    # The token is in the fragment: browsers send it to no server and no log, and the page's script posts it.
    link = f"{settings().base_url}/reset#{token}"
    return Mail(user.email, translate(SUBJECT, locale), translate(TEXT, locale, name=user.name, link=link), locale)


def _language_of(user: User, chosen: str | None = None) -> Locale:
    preferred = chosen or user.preferences.get("locale")
    return choose_locale(preferred if isinstance(preferred, str) else None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
