"""Telling a person that something ended or happened elsewhere: a bell in the app, a mail if they want it.

`notify` is called by services in whose transaction it happens; the worker sends the mails (claim_mails, then forget or
put off). REST and the frame's state read and mark.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import NotFoundError
from writers_app.i18n import choose_locale, translate
from writers_app.integrations.mail import Mail, deliver
from writers_app.integrations.sms import TextMessage
from writers_app.integrations.sms import deliver as deliver_text
from writers_app.models import Notification, User
from writers_app.schemas.notifications import Channel, NotificationCard, NotificationKind, NotificationList, Saying
from writers_app.schemas.paging import decode_offset, encode_cursor
from writers_app.services.access import Actor
from writers_app.services.phones import proved_number
from writers_app.services.rates import text_is_due

SENTENCES: Mapping[NotificationKind, str] = {
    "task.succeeded": "“%(title)s” is ready.",
    "task.failed": "“%(title)s” did not work out: %(reason)s",
    "project.shared": "%(name)s shares the project “%(title)s” with you.",
    "webhook.disabled": "The webhook to %(url)s was switched off: %(reason)s",
}

DEFAULTS: Mapping[NotificationKind, Channel] = {
    "task.succeeded": "app",
    "task.failed": "app",
    "project.shared": "mail",
    "webhook.disabled": "mail",
}

SAID = "%said"
"""Among a row's values, those that are sentences themselves; no place of a sentence has such a name."""

TEXT_LETTERS = 140
TEXT_STALE = timedelta(hours=1)
"""How long a text message is worth sending."""
MAIL_CLAIM = timedelta(minutes=2)
"""How long a claimed mail stays with the worker that claimed it; afterwards it is tried again."""


@dataclass(frozen=True, slots=True)
class DueText:
    notification_id: UUID
    user_id: UUID
    message: TextMessage


@dataclass(frozen=True, slots=True)
class DueMail:
    notification_id: UUID
    mail: Mail


async def notify(
    session: Session,
    user_id: UUID,
    kind: NotificationKind,
    values: Mapping[str, str],
    *,
    link: str = "",
    said: Mapping[str, Saying] | None = None,
) -> None:
    """Tell a person, by the channel that they chose for this kind. `said` has those of the values that are sentences
    of ours, to be said in the reader's language.
    """
    user = await session.get(User, user_id)
    channel = channel_for(user, kind) if user else "off"
    if channel == "off":
        return
    now = utc_now()
    texted = channel == "text" and await proved_number(session, user_id) is not None
    sayings = {name: saying.model_dump() for name, saying in (said or {}).items()}
    told = Notification(
        user_id=user_id, kind=kind, values={**values, SAID: sayings} if sayings else {**values}, link=link
    )
    told.mail_due_at, told.text_due_at = now if channel == "mail" else None, now if texted else None
    session.add(told)
    await session.flush()


def channel_for(user: User, kind: NotificationKind) -> Channel:
    chosen: dict[NotificationKind, Channel] = user.preferences.get("notifications") or {}
    return chosen.get(kind, DEFAULTS[kind])


async def list_notifications(
    session: Session, actor: Actor, *, limit: int = 30, cursor: str | None = None
) -> NotificationList:
    """The newest first, with how many are unread in all."""
    offset = decode_offset(cursor)
    rows = await session.exec(
        select(Notification)
        .where(Notification.user_id == actor.user_id)
        .order_by(col(Notification.created_at).desc(), col(Notification.id))
        .offset(offset)
        .limit(limit + 1)
    )
    cards = [_card(notification) for notification in rows]
    following = encode_cursor(offset + limit) if len(cards) > limit else None
    return NotificationList(items=cards[:limit], next=following, unread=await count_unread(session, actor))


async def count_unread(session: Session, actor: Actor) -> int:
    query = select(func.count()).where(col(Notification.user_id) == actor.user_id, col(Notification.read_at).is_(None))
    return (await session.exec(query)).one()


async def list_recent(session: Session, people: Collection[UUID], since: datetime) -> dict[UUID, UUID]:
    """What any of these people was told after a moment: whom, by the notification's id."""
    query = select(Notification.id, Notification.user_id).where(
        col(Notification.user_id).in_(people), Notification.created_at > since
    )
    return dict((await session.exec(query)).all())


async def mark_read(session: Session, actor: Actor, notification_id: UUID | None = None) -> None:
    """One, or all. NotFoundError for somebody else's."""
    if notification_id:
        await _require_own(session, actor, notification_id)
    statement = (
        update(Notification)
        .where(col(Notification.user_id) == actor.user_id, col(Notification.read_at).is_(None))
        .values(read_at=utc_now())
    )
    if notification_id:
        statement = statement.where(col(Notification.id) == notification_id)
    await session.exec(statement)


async def _require_own(session: Session, actor: Actor, notification_id: UUID) -> None:
    notification = await session.get(Notification, notification_id)
    if notification is None or notification.user_id != actor.user_id:
        raise NotFoundError("There is no such notification, or it is not yours.")


async def any_mail_due(session: Session) -> bool:
    """Is there a mail to send? Asked often, and takes no lock."""
    due = select(Notification.id).where(col(Notification.mail_due_at) <= utc_now())
    return (await session.exec(due.limit(1))).first() is not None


async def claim_mails(session: Session, limit: int = 20) -> list[DueMail]:
    """Mails to be sent now, claimed for MAIL_CLAIM."""
    now = utc_now()
    rows = await session.exec(
        select(Notification, User)
        .join(User, col(User.id) == Notification.user_id)
        .where(col(Notification.mail_due_at) <= now)
        .order_by(col(Notification.mail_due_at))
        .limit(limit)
        .with_for_update(of=Notification, skip_locked=True)
    )
    due = [(notification, user) for notification, user in rows]
    for notification, _ in due:
        notification.mail_due_at = now + MAIL_CLAIM
    await session.flush()
    return [DueMail(notification.id, _compose(notification, user)) for notification, user in due]


async def send_mail(due: DueMail) -> None:
    """Hand one claimed mail over, outside any transaction. UnavailableError when the mail server can't take it now."""
    await deliver(due.mail)


async def forget_mail(session: Session, notification_id: UUID) -> None:
    """The mail was handed over; it is not sent again."""
    notification = await session.get(Notification, notification_id)
    if notification:
        notification.mail_due_at = None


async def any_text_due(session: Session) -> bool:
    """The same for text messages."""
    due = select(Notification.id).where(col(Notification.text_due_at) <= utc_now())
    return (await session.exec(due.limit(1))).first() is not None


async def claim_texts(session: Session, limit: int = 20) -> list[DueText]:
    """Text messages to be sent now, claimed for as long as a mail is. What is stale, or can't be sent, is dropped."""
    now = utc_now()
    rows = await session.exec(
        select(Notification, User)
        .join(User, col(User.id) == Notification.user_id)
        .where(col(Notification.text_due_at) <= now)
        .order_by(col(Notification.text_due_at))
        .limit(limit)
        .with_for_update(of=Notification, skip_locked=True)
    )
    due = []
    for notification, user in list(rows):
        number = await proved_number(session, user.id)
        is_fresh = notification.created_at > now - TEXT_STALE
        notification.text_due_at = now + MAIL_CLAIM if number and is_fresh else None
        if number and is_fresh:
            due.append(DueText(notification.id, user.id, _compose_text(notification, user, number)))
    await session.flush()
    return due


async def send_text(due: DueText) -> None:
    """Hand one claimed text message over, outside any transaction. One more than a day's share is not sent."""
    if await text_is_due(due.user_id):
        await deliver_text(due.message)


async def forget_text(session: Session, notification_id: UUID) -> None:
    notification = await session.get(Notification, notification_id)
    if notification:
        notification.text_due_at = None


def _compose_text(notification: Notification, user: User, number: str) -> TextMessage:
    """Short, since a text message costs by its length; the link says the rest."""
    sentence = _say(notification, choose_locale(user.preferences.get("locale")))
    shown = sentence if len(sentence) <= TEXT_LETTERS else f"{sentence[: TEXT_LETTERS - 1]}…"
    return TextMessage(number, f"{shown}\n{settings().base_url}{notification.link}")


def _compose(notification: Notification, user: User) -> Mail:
    locale = choose_locale(user.preferences.get("locale"))
    sentence = _say(notification, locale)
    link = f"{settings().base_url}{notification.link}"
    foot = translate("You can choose on your account page what Writers tells you by mail.", locale)
    return Mail(user.email, sentence, "\n\n".join([sentence, link, foot]), locale)


def _sentence(notification: Notification) -> str:
    return SENTENCES[notification.kind]  # type: ignore[index]  # only notify() writes rows, with a kind that is a key


def _say(notification: Notification, locale: str) -> str:
    values, said = _values(notification)
    return translate(
        _sentence(notification),
        locale,
        **values,
        **{name: translate(saying.msgid, locale, **saying.values) for name, saying in said.items()},
    )


def _values(notification: Notification) -> tuple[dict[str, str], dict[str, Saying]]:
    """What fills the places of the sentence: as it is, and what is to be said in the reader's language."""
    said = {name: Saying.model_validate(saying) for name, saying in notification.values.get(SAID, {}).items()}
    return {name: value for name, value in notification.values.items() if name not in {SAID, *said}}, said


def _card(notification: Notification) -> NotificationCard:
    values, said = _values(notification)
    sentence = _sentence(notification)
    filled = {**values, **{name: translate(saying.msgid, "en", **saying.values) for name, saying in said.items()}}
    return NotificationCard.model_validate(
        {
            **notification.model_dump(),
            "sentence": sentence,
            "values": filled,
            "said": said,
            "text": sentence % filled,
        }
    )
