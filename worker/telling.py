"""Sends what is to be told outside: webhooks, mails and text messages that are due. Called by the schedule."""

import asyncio

import structlog

from writers_app.db import reading, unit_of_work
from writers_app.errors import WritersError
from writers_app.services import notifications, webhooks

log = structlog.get_logger(__name__)


async def deliver_webhooks() -> None:
    """Claim, send outside any transaction, note what came of it."""
    async with reading() as session:
        if not await webhooks.any_due(session):
            return
    async with unit_of_work() as session:
        claimed = await webhooks.claim_due(session)
    answers = await asyncio.gather(*(webhooks.send(outgoing) for outgoing in claimed))
    for outgoing, answer in zip(claimed, answers, strict=True):
        async with unit_of_work() as session:
            await webhooks.record(session, outgoing, answer)
        log.info("webhook_sent", message_id=str(outgoing.message_id), status=answer.status)


async def send_mails() -> None:
    """A mail that the server does not take now stays claimed and is tried again when the claim ends."""
    async with reading() as session:
        if not await notifications.any_mail_due(session):
            return
    async with unit_of_work() as session:
        due = await notifications.claim_mails(session)
    for entry in due:
        try:
            await notifications.send_mail(entry)
        except WritersError as error:
            log.warning("notification_mail_failed", notification_id=str(entry.notification_id), error=error.message)
            continue
        async with unit_of_work() as session:
            await notifications.forget_mail(session, entry.notification_id)


async def send_texts() -> None:
    """Likewise; one that the gateway does not take for an hour is dropped."""
    async with reading() as session:
        if not await notifications.any_text_due(session):
            return
    async with unit_of_work() as session:
        due = await notifications.claim_texts(session)
    for entry in due:
        try:
            await notifications.send_text(entry)
        except WritersError as error:
            log.warning("notification_text_failed", notification_id=str(entry.notification_id), error=error.message)
            continue
        async with unit_of_work() as session:
            await notifications.forget_text(session, entry.notification_id)
