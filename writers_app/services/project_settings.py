"""What a project keeps in its one column of settings, part by part. Called by house_styles and properties."""

from typing import TypeVar

from pydantic import BaseModel

from writers_app.models import Project

Part = TypeVar("Part", bound=BaseModel)


def read_part(project: Project, name: str, kind: type[Part]) -> Part:
    return kind.model_validate(project.settings.get(name) or {})


def keep_part(project: Project, name: str, part: BaseModel) -> None:
    project.settings = {**project.settings, name: part.model_dump(mode="json")}


def change_part(project: Project, name: str, change: BaseModel) -> None:
    """Only the fields that were given."""
    given = {field: getattr(change, field) for field in change.model_fields_set}
    keep_part(project, name, read_part(project, name, type(change)).model_copy(update=given))
