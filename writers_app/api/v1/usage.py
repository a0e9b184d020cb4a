"""/usage: how much one stores and may store."""

from fastapi import APIRouter

from writers_app.api.deps import CurrentActor
from writers_app.db import reading
from writers_app.schemas.usage import Usage
from writers_app.services import purchases

router = APIRouter(prefix="/usage", tags=["accounts"])


@router.get("")
async def read_usage(actor: CurrentActor) -> Usage:
    async with reading() as session:
        return await purchases.read_usage(session, actor)
