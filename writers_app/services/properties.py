"""What a project's book says about itself, as document properties do. Called by projects, imports and exports."""

from dataclasses import asdict

from writers_app.formats.model import Carried, Manuscript
from writers_app.models import Project
from writers_app.schemas.properties import LONGEST, BookProperties, CarriedProperties, CarriedProperty
from writers_app.services.project_settings import change_part, keep_part, read_part

_KEY, _CARRIED = "properties", "word_properties"


def properties_of(project: Project) -> BookProperties:
    return read_part(project, _KEY, BookProperties)


def change_properties(project: Project, change: BookProperties) -> None:
    change_part(project, _KEY, change)


def take_properties(project: Project, manuscript: Manuscript) -> None:
    """Those that the file says, where the project says nothing yet."""
    about, kept = manuscript.about, properties_of(project)
    told = {
        "author": manuscript.author, "subject": about.subject, "keywords": about.keywords,
        "description": about.description,
    }  # fmt: skip
    new = {name: text[: LONGEST[name]].strip() for name, text in told.items() if text and not getattr(kept, name)}
    if new:
        keep_part(project, _KEY, BookProperties(**{**kept.model_dump(), **new}))
    if manuscript.carried and not carried_of(project):  # those of one file belong together
        items = tuple(CarriedProperty(**asdict(each)) for each in manuscript.carried)
        keep_part(project, _CARRIED, CarriedProperties(items=items))


def carried_of(project: Project) -> tuple[Carried, ...]:
    items = read_part(project, _CARRIED, CarriedProperties).items
    return tuple(Carried(each.name, each.value, each.kind) for each in items)
