"""How much a person may store: what everybody has, and what was bought. Called by tasks, uploads, purchases, REST."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from writers_app.config import settings
from writers_app.db import Session, utc_now
from writers_app.errors import WritersError
from writers_app.integrations.payments import takes_payments
from writers_app.models import File, Purchase, PurchaseState, User
from writers_app.services.access import Actor

MB = 1024 * 1024
FULL = (
    "Your files take up %(used)s of the %(allowed)s MB that you have here, so this one does not fit. "
    "Uploads and results go by themselves after %(days)s days."
)
FULL_FOR_NOW = (
    "Your files take up %(used)s of the %(allowed)s MB that you have here, so this one does not fit. "
    "Uploads and results go by themselves after %(days)s days; you can get more room on your account page."
)


class QuotaError(WritersError):
    status = 413
    title = "No room left"


async def used_bytes(session: Session, user_id: UUID) -> int:
    """Uploads, pictures and results; what people write is not counted."""
    return (await session.exec(select(func.coalesce(func.sum(File.size), 0)).where(File.owner_id == user_id))).one()


async def allowed_bytes(session: Session, user_id: UUID) -> int | None:
    """None: as much as there is."""
    free = settings().quota_storage_mb
    if free is None:
        return None
    bought = await session.exec(
        select(func.coalesce(func.sum(Purchase.storage_mb), 0)).where(
            Purchase.user_id == user_id, Purchase.state == PurchaseState.PAID, col(Purchase.ends_at) > utc_now()
        )
    )
    return (free + bought.one()) * MB


async def require_room(session: Session, actor: Actor, size: int) -> None:
    """QuotaError when so many bytes more do not fit. Two files at once are judged one after the other."""
    if settings().quota_storage_mb is None:
        return
    await session.get(User, actor.user_id, with_for_update=True)
    used, allowed = await used_bytes(session, actor.user_id), await allowed_bytes(session, actor.user_id)
    if allowed is not None and used + size > allowed:
        sentence = FULL_FOR_NOW if takes_payments() else FULL
        raise QuotaError(sentence, used=-(-used // MB), allowed=allowed // MB, days=settings().results_days)
