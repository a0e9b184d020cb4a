"""The number to which a person wants text messages: given, proved by a code, forgotten. Called by REST and others."""

import hmac
import re
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from writers_app.db import Session, utc_now
from writers_app.errors import InvalidError
from writers_app.i18n import choose_locale, translate
from writers_app.integrations.sms import TextMessage, configured_gateway, deliver
from writers_app.models import Phone, User
from writers_app.schemas.phones import PhoneCard
from writers_app.services.access import Actor
from writers_app.services.tokens import derive
from writers_app.text.digits import write_latin_digits

LIFE = timedelta(minutes=10)
NOT_A_NUMBER = "Write the number with the code of its country, like +98 912 345 6789."
WRONG_CODE = "This is not the code, or it is older than ten minutes. Look again, or ask for a new one."
CODE_TEXT = "%(code)s is your code for Writers. It is good for ten minutes."
_NUMBER = re.compile(r"\+[1-9]\d{7,14}")


def is_offered() -> bool:
    return configured_gateway() is not None


async def read_phone(session: Session, actor: Actor) -> PhoneCard | None:
    phone = await session.get(Phone, actor.user_id)
    return _card(phone) if phone else None


def parse_number(text: str) -> str:
    """In international form, from what people write: spaces, brackets, a leading 00, Persian digits."""
    number = re.sub(r"[\s().\-\u200e\u200f\u200c]", "", write_latin_digits(text))
    number = f"+{number[2:]}" if number.startswith("00") else number
    if not _NUMBER.fullmatch(number):
        raise InvalidError(NOT_A_NUMBER)
    return number


async def prepare_code(session: Session, actor: Actor, number: str) -> TextMessage:
    """Note the number, not yet proved, and make the message to send to it after commit."""
    user = await session.get_one(User, actor.user_id)
    phone = await session.get(Phone, actor.user_id) or Phone(user_id=actor.user_id, number=number)
    code = f"{secrets.randbelow(1_000_000):06}"
    phone.number, phone.verified_at = number, None
    phone.code_hash, phone.code_expires_at = _hash(actor.user_id, number, code), utc_now() + LIFE
    session.add(phone)
    await session.flush()
    return TextMessage(number, translate(CODE_TEXT, choose_locale(user.preferences.get("locale")), code=code))


async def send_code(message: TextMessage) -> None:
    await deliver(message)


async def verify_phone(session: Session, actor: Actor, code: str) -> PhoneCard:
    """A code is good once. The edge asks rates.allow_code_check first."""
    phone = await session.get(Phone, actor.user_id)
    if phone is None or phone.code_expires_at <= utc_now() or not _is_code(phone, code):
        raise InvalidError(WRONG_CODE)
    phone.verified_at, phone.code_hash = utc_now(), ""
    await session.flush()
    return _card(phone)


async def forget_phone(session: Session, actor: Actor) -> None:
    await session.exec(delete(Phone).where(col(Phone.user_id) == actor.user_id))


async def proved_number(session: Session, user_id: UUID) -> str | None:
    """Where text messages to this person go, if they can be sent at all."""
    if not is_offered():
        return None
    phone = await session.get(Phone, user_id)
    return phone.number if phone and phone.verified_at else None


def _is_code(phone: Phone, text: str) -> bool:
    code = re.sub(r"\s", "", write_latin_digits(text))
    return hmac.compare_digest(phone.code_hash, _hash(phone.user_id, phone.number, code))


def _hash(user_id: UUID, number: str, code: str) -> str:
    return derive("phone code", f"{user_id} {number} {code}")


def _card(phone: Phone) -> PhoneCard:
    return PhoneCard(number=phone.number, verified=phone.verified_at is not None)
