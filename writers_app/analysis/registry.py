"""Analyses by others: one decorated pure function in an installed package, found by the entry points of `GROUP`.

The task engine calls `discover_analyses` once and `run_analysis` for each task; ``docs/plugins.md`` shows how one is
written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from writers_app.analysis.documents import AnalysedDocument, Paragraph, read_paragraphs
from writers_app.analysis.findings import Finding, place_in
from writers_app.analysis.report import Report, analyse

GROUP: Final = "writers.analyses"

Figure = str | int | float | None


class Text:
    """What an analysis is given: the documents, in order, and what can be asked of them."""

    def __init__(self, documents: Sequence[AnalysedDocument], language: str) -> None:
        self.documents = documents
        self.language = language

    def paragraphs(self) -> Iterator[tuple[AnalysedDocument, Paragraph]]:
        for document in self.documents:
            for paragraph in read_paragraphs(document.content):
                yield document, paragraph

    @cached_property
    def report(self) -> Report:
        """Writers' own report on the same text."""
        return analyse(self.documents, self.language)


@dataclass(frozen=True, slots=True)
class Remark:
    """A span of a paragraph and what to say about it. Becomes a finding, with its place in code points and UTF-16."""

    document: AnalysedDocument
    paragraph: Paragraph
    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """Figures by the title under which they are shown, in order, and remarks on places."""

    figures: Mapping[str, Figure]
    remarks: Sequence[Remark] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A registered function. `name` is the task kind's suffix: letters, digits and underscores."""

    name: str
    title: str
    description: str
    languages: tuple[str, ...]
    function: Callable[[Text], Result]

    def __call__(self, text: Text) -> Result:
        return self.function(text)


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry point that could not be used, and why; shown to the administrator."""

    name: str
    reason: str


def analysis(
    *, name: str, title: str, description: str = "", languages: Iterable[str] = ("en", "fa")
) -> Callable[[Callable[[Text], Result]], Analysis]:
    """Marks a pure function from a `Text` to a `Result` as an analysis."""
    if not name.isidentifier():
        raise ValueError(f"An analysis is named with letters, digits and underscores, not {name!r}.")

    def register(function: Callable[[Text], Result]) -> Analysis:
        return Analysis(name, title, description, tuple(languages), function)

    return register


def discover_analyses(found: Iterable[EntryPoint] | None = None) -> tuple[dict[str, Analysis], tuple[Broken, ...]]:
    """The analyses of all installed packages by name, and the entry points that do not work. A package that fails to
    load does not keep the others from loading."""
    analyses: dict[str, Analysis] = {}
    broken: list[Broken] = []
    for point in entry_points(group=GROUP) if found is None else found:
        try:
            loaded = point.load()
        except Exception as error:  # whatever somebody's module raises on import
            broken.append(Broken(point.name, f"It could not be loaded: {error}"))
            continue
        if not isinstance(loaded, Analysis):
            broken.append(Broken(point.name, "It is not a function decorated with @analysis."))
        elif loaded.name in analyses:
            broken.append(Broken(point.name, f"Another analysis is named {loaded.name}."))
        else:
            analyses[loaded.name] = loaded
    return analyses, tuple(broken)


def run_analysis(chosen: Analysis, documents: Sequence[AnalysedDocument], language: str) -> dict[str, Any]:
    """The result as JSON: `name`, `title`, `language`, `figures` and `findings`. Raises TypeError or ValueError when
    the function returns what is not a result or remarks on a span that is not there."""
    result = chosen(Text(documents, language))
    if not isinstance(result, Result):
        raise TypeError(f"The analysis {chosen.name} returned {type(result).__name__}, not a Result.")
    return {
        "name": chosen.name,
        "title": chosen.title,
        "language": language,
        "figures": [{"title": str(title), "value": _figure(value)} for title, value in result.figures.items()],
        "findings": [_finding(chosen.name, remark).to_json() for remark in result.remarks],
    }


def _figure(value: Figure) -> Figure:
    if value is not None and not isinstance(value, str | int | float):
        raise TypeError(f"A figure is a number, a text or None, not {type(value).__name__}.")
    return value


def _finding(name: str, remark: Remark) -> Finding:
    text = remark.paragraph.text
    if not 0 <= remark.start <= remark.end <= len(text):
        raise ValueError(f"A remark spans {remark.start} to {remark.end} in a paragraph of {len(text)} characters.")
    place = place_in(remark.document.id, remark.paragraph, remark.start, remark.end)
    return Finding(name, place, text[remark.start : remark.end], remark.message, {}, text)
