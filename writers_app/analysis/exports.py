"""A report as tables to download; services call this with the JSON of a report, as it is stored."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from writers_app.analysis.metrics import METRICS

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def _unchanged(message: str) -> str:
    return message


def figures_to_csv(report: Mapping[str, Any], translate: Callable[[str], str] = _unchanged) -> str:
    """One line for each figure: name, title, value."""
    rows = [
        (name, translate(METRICS[name].title) if name in METRICS else name, value)
        for name, value in report["values"].items()
    ]
    return _table((translate("Name"), translate("Title"), translate("Value")), rows)


def findings_to_csv(report: Mapping[str, Any], translate: Callable[[str], str] = _unchanged) -> str:
    """One line for each finding, with the title of its document, the words around it and its message filled in."""
    titles = {document["id"]: document["title"] for document in report["documents"]}
    rows = [
        (
            translate(METRICS[finding["kind"]].title) if finding["kind"] in METRICS else finding["kind"],
            titles.get(finding["document"], finding["document"]),
            finding["paragraph"] + 1,
            finding["start"],
            finding["end"],
            finding["text"],
            _in_context(finding),
            translate(finding["message"]) % finding["values"],
        )
        for finding in report["findings"]
    ]
    header = ("Kind", "Document", "Paragraph", "From", "To", "Text", "In context", "Remark")
    return _table([translate(title) for title in header], rows)


def _in_context(finding: Mapping[str, Any]) -> str:
    """What was found, in brackets, among the words around it; a whole sentence has none, and reports of old don't."""
    before, text, after = (finding.get(part, "") for part in ("before", "text", "after"))
    return f"{before}[{text}]{after}" if before or after else text


def words_to_csv(report: Mapping[str, Any], translate: Callable[[str], str] = _unchanged) -> str:
    """One line for each of the most used words: the word, its uses, uses per thousand words, its forms."""
    rows = [(use["word"], use["count"], use["per_thousand"], " ".join(use["forms"])) for use in report["words"]]
    header = ("Word", "Uses", "Uses per 1,000 words", "Forms")
    return _table([translate(title) for title in header], rows)


def names_to_csv(report: Mapping[str, Any], translate: Callable[[str], str] = _unchanged) -> str:
    """One line for each person or place: the name, mentions, in how many scenes, and the forms that count together,
    each with its uses. Reports of version 1 have no forms."""
    characters = report["characters"]
    forms = characters.get("forms") or [{} for _ in characters["names"]]
    rows = [
        (name, sum(counts), sum(map(bool, counts)), "; ".join(f"{form} {uses}" for form, uses in own.items()))
        for name, counts, own in zip(characters["names"], characters["counts"], forms, strict=True)
    ]
    header = ("Name", "Uses", "Scenes", "Forms")
    return _table([translate(title) for title in header], rows)


def scenes_to_csv(report: Mapping[str, Any], translate: Callable[[str], str] = _unchanged) -> str:
    """One line for each scene: where it is, how long, how much of it is spoken, how it opens and closes."""
    titles = {document["id"]: document["title"] for document in report["documents"]}
    names = ("number", "words", "sentences", "sentence_length", "dialogue_share", "opening", "closing")
    rows = [
        (titles.get(scene["document"], scene["document"]), *(scene[name] for name in names))
        for scene in report["structure"]["scenes"]
    ]
    header = (
        "Document",
        "Scene",
        "Words",
        "Sentences",
        "Sentence length",
        "Dialogue",
        "First paragraph",
        "Last paragraph",
    )
    return _table([translate(title) for title in header], rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with a byte order mark, without which spreadsheets take Persian for something else."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
