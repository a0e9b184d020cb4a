"""/phone: the number to which a person wants text messages. There only where a gateway is configured."""

from fastapi import APIRouter

from writers_app.api.deps import CurrentActor
from writers_app.api.problems import problems
from writers_app.db import reading, unit_of_work
from writers_app.schemas.phones import NewPhone, PhoneCard, PhoneCode
from writers_app.services import phones, rates

router = APIRouter(prefix="/phone", tags=["accounts"])


@router.get("")
async def read_phone(actor: CurrentActor) -> PhoneCard | None:
    """null where none was given."""
    async with reading() as session:
        return await phones.read_phone(session, actor)


@router.put("", status_code=202, responses=problems(422, 429, 503))
async def give_phone(actor: CurrentActor, new: NewPhone) -> PhoneCard:
    """A code is sent to the number; until it is given back, nothing else is."""
    number = phones.parse_number(new.number)
    await rates.allow_code(actor, number)
    async with unit_of_work() as session:
        message = await phones.prepare_code(session, actor, number)
    await phones.send_code(message)
    return PhoneCard(number=number, verified=False)


@router.post("/verification", responses=problems(422, 429))
async def verify_phone(actor: CurrentActor, given: PhoneCode) -> PhoneCard:
    await rates.allow_code_check(actor)
    async with unit_of_work() as session:
        return await phones.verify_phone(session, actor, given.code)


@router.delete("", status_code=204)
async def forget_phone(actor: CurrentActor) -> None:
    async with unit_of_work() as session:
        await phones.forget_phone(session, actor)
