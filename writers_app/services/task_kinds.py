"""Every kind of task there is: listing one here offers it everywhere. Called by tasks and the worker."""

from functools import lru_cache
from typing import Any

from writers_app.errors import InvalidError
from writers_app.schemas.tasks import KindCard
from writers_app.services import analyses, batches, exports, imports, plugins, returns, summaries, transcripts
from writers_app.services.work import Kind, TaskLimits


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind[Any]]:
    """By name, in the order in which they are offered."""
    ours = {kind.name: kind for kind in (imports.KIND, analyses.KIND, exports.KIND, returns.KIND, batches.KIND)}
    ours |= {kind.name: kind for kind in (*transcripts.offered_kinds(), *summaries.offered_kinds())}
    return ours | plugins.plugin_kinds()


def kind_limits() -> dict[str, TaskLimits]:
    return {name: kind.limits for name, kind in all_kinds().items()}


def find_kind(name: str) -> Kind[Any]:
    kind = all_kinds().get(name)
    if kind is None:
        raise InvalidError("There is no kind of task named %(name)s.", name=repr(name[:60]))
    return kind


def title_of(name: str) -> str:
    """The kind's title as a msgid: what stands for the title of a task that has none."""
    kind = all_kinds().get(name)
    return kind.title if kind else name


def most_files() -> int:
    """As many files as any kind takes."""
    return max(kind.most_files for kind in all_kinds().values())


def list_kinds() -> list[KindCard]:
    """With the JSON Schema of their options, from which a form can be made."""
    return [
        KindCard(
            name=kind.name,
            title=kind.title,
            description=kind.description,
            queue=kind.queue,
            takes_file=kind.takes_file,
            needs_text=kind.needs_text,
            most_files=kind.most_files,
            reads=kind.reads if kind.takes_file else None,
            options=kind.options.model_json_schema(),
        )
        for kind in all_kinds().values()
    ]
