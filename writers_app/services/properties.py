"""What a project's book says about itself, as document properties do. Called by projects, imports and exports."""

from writers_app.formats.model import Manuscript
from writers_app.models import Project
from writers_app.schemas.properties import LONGEST, BookProperties

_KEY = "properties"


def properties_of(project: Project) -> BookProperties:
    return BookProperties.model_validate(project.settings.get(_KEY) or {})


def change_properties(project: Project, change: BookProperties) -> None:
    """Only the fields that were given."""
    given = {name: getattr(change, name) for name in change.model_fields_set}
    _keep(project, properties_of(project).model_copy(update=given))


def take_properties(project: Project, manuscript: Manuscript) -> None:
    """Those that the file says, where the project says nothing yet."""
    about, kept = manuscript.about, properties_of(project)
    told = {
        "author": manuscript.author, "subject": about.subject, "keywords": about.keywords,
        "description": about.description,
    }  # fmt: skip
    new = {name: text[: LONGEST[name]].strip() for name, text in told.items() if text and not getattr(kept, name)}
    if new:
        _keep(project, BookProperties(**{**kept.model_dump(), **new}))


def _keep(project: Project, properties: BookProperties) -> None:
    project.settings = {**project.settings, _KEY: properties.model_dump()}
