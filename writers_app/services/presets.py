"""Compile presets: how a project's book is made, kept by name. Called by REST, exports and previews."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from writers_app.db import Session, utc_now
from writers_app.errors import InvalidError, NotFoundError
from writers_app.models import Preset
from writers_app.schemas.presets import BookSettings, NewPreset, PresetCard, PresetChange
from writers_app.services.access import Actor, Right, require_project

MOST = 50
PRESET_MISSING = "This preset is gone: somebody has removed it. Choose another one."
TOO_MANY = "A project has at most %(most)s presets. Remove one that is not needed."


async def list_presets(session: Session, actor: Actor, project_id: UUID) -> list[PresetCard]:
    """In the order in which they were made."""
    await require_project(session, actor, project_id, Right.READ)
    query = select(Preset).where(Preset.project_id == project_id).order_by(col(Preset.created_at), col(Preset.id))
    return [_card(preset) for preset in await session.exec(query)]


async def create_preset(session: Session, actor: Actor, project_id: UUID, new: NewPreset) -> PresetCard:
    await require_project(session, actor, project_id, Right.WRITE)
    count = select(func.count()).where(Preset.project_id == project_id)
    if (await session.exec(count)).one() >= MOST:
        raise InvalidError(TOO_MANY, most=MOST)
    preset = Preset(project_id=project_id, title=new.title, settings=_stored(new.settings))
    session.add(preset)
    await session.flush()
    return _card(preset)


async def read_preset(session: Session, actor: Actor, project_id: UUID, preset_id: UUID) -> PresetCard:
    await require_project(session, actor, project_id, Right.READ)
    return _card(await _require(session, project_id, preset_id))


async def change_preset(
    session: Session, actor: Actor, project_id: UUID, preset_id: UUID, change: PresetChange
) -> PresetCard:
    await require_project(session, actor, project_id, Right.WRITE)
    preset = await _require(session, project_id, preset_id)
    preset.title = change.title or preset.title
    if change.settings is not None:
        preset.settings = _stored(change.settings)
    preset.updated_at = utc_now()
    await session.flush()
    return _card(preset)


async def delete_preset(session: Session, actor: Actor, project_id: UUID, preset_id: UUID) -> None:
    await require_project(session, actor, project_id, Right.WRITE)
    await session.delete(await _require(session, project_id, preset_id))
    await session.flush()


async def _require(session: Session, project_id: UUID, preset_id: UUID) -> Preset:
    preset = await session.get(Preset, preset_id)
    if preset is None or preset.project_id != project_id:
        raise NotFoundError(PRESET_MISSING)
    return preset


def _stored(settings: BookSettings) -> dict[str, object]:
    return settings.model_dump(mode="json")


def _card(preset: Preset) -> PresetCard:
    return PresetCard.model_validate(preset.model_dump())
