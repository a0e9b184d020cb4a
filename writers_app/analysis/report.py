"""The report on a text: `analyse` makes it from documents. Services and tasks call it, pages show it."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

from writers_app.analysis.characters import HeatMap, map_characters
from writers_app.analysis.consistency import (
    find_mixed_marks,
    find_number_styles,
    find_open_compounds,
    find_spelling_variants,
    find_words,
)
from writers_app.analysis.copyediting import keep_to_style
from writers_app.analysis.documents import AnalysedDocument
from writers_app.analysis.drift import Narration, describe_narration, find_drift
from writers_app.analysis.echoes import find_echoes, is_name_again
from writers_app.analysis.facts import ParagraphCache
from writers_app.analysis.figures import Lengths, Totals, add_up, measure_paragraphs, measure_sentences, work_out
from writers_app.analysis.findings import Finding, find_at
from writers_app.analysis.frequency import PhraseUse, WordUse, most_used_phrases, most_used_words
from writers_app.analysis.languages import Language, language_of
from writers_app.analysis.lexicon import current_lexicon
from writers_app.analysis.names import find_names, find_uses, find_variants, most_used
from writers_app.analysis.overuse import Overuse, find_overused
from writers_app.analysis.readings import Reading
from writers_app.analysis.structure import DocumentSummary, Structure, describe_structure, summarise_documents
from writers_app.analysis.summary import sum_up
from writers_app.schemas.house_style import HouseStyle

VERSION: Final = 2
"""docs/analysis.md says what each has."""


@dataclass(frozen=True, slots=True)
class Report:
    """`values` holds the figures by their names in `METRICS`; one that cannot be worked out is None. `findings` are in
    the order of the text within each kind. `word_counts` has every folded word; it is not part of the JSON."""

    language: str
    values: Mapping[str, float | None]
    sentence_lengths: Lengths
    paragraph_lengths: Lengths
    documents: tuple[DocumentSummary, ...]
    structure: Structure
    narration: Narration
    words: tuple[WordUse, ...]
    phrases: tuple[PhraseUse, ...]
    overused: tuple[Overuse, ...]
    names: Mapping[str, int]
    characters: HeatMap
    findings: tuple[Finding, ...]
    word_counts: Mapping[str, int]

    def to_json(self, most_findings: int | None = None) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers; figures rounded to 4 places. With `most_findings`, at most so many
        of each kind; `finding_counts` always counts them all."""
        return {
            "version": VERSION,
            "language": self.language,
            "summary": list(sum_up(self)),
            "values": _plain(self.values),
            "sentence_lengths": _plain(asdict(self.sentence_lengths)),
            "paragraph_lengths": _plain(asdict(self.paragraph_lengths)),
            "documents": _plain([asdict(document) for document in self.documents]),
            "structure": _plain(asdict(self.structure)),
            "narration": _plain(asdict(self.narration)),
            "words": _plain([asdict(use) for use in self.words]),
            "phrases": _plain([asdict(use) for use in self.phrases]),
            "overused": _plain([asdict(use) for use in self.overused]),
            "names": dict(self.names),
            "characters": _plain(asdict(self.characters)),
            "finding_counts": dict(Counter(finding.kind for finding in self.findings)),
            "findings": [finding.to_json() for finding in first_of_each(self.findings, most_findings)],
        }


def analyse(
    texts: Sequence[AnalysedDocument],
    language: str,
    cache: ParagraphCache | None = None,
    style: HouseStyle | None = None,
) -> Report:
    """The report on the documents together, in the order given. `language` is a BCP 47 tag. With a cache, paragraphs
    seen before are not read again. With a house style, its copy-editing is among the findings."""
    with _without_collection():
        return _analyse(texts, language_of(language), cache, style)


@contextmanager
def _without_collection() -> Iterator[None]:
    """A report makes tens of thousands of small objects and no cycles: to collect meanwhile would only walk through all
    of them again and again, for a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _analyse(
    texts: Sequence[AnalysedDocument], known: Language, cache: ParagraphCache | None, style: HouseStyle | None
) -> Report:
    lexicon = current_lexicon()
    readings: list[Reading] = []
    local: list[Finding] = []
    for document in texts:
        reading = Reading(document, known, lexicon, cache)
        readings.append(reading)
        local += find_local(reading, known)  # at once, while the processor still has the document at hand
    totals = add_up(readings, lexicon)
    lengths = measure_sentences(totals.lengths)
    narration = describe_narration(readings)
    all_names = find_names(readings, totals.written, known)
    names = most_used(all_names)
    variants = find_variants(names)
    variant_uses = find_uses(readings, variants)
    findings = (
        *(finding for finding in local if finding.kind != "echo" or finding.text not in names),
        *_find_inconsistencies(readings, totals, known, style),
        *_find_name_variants(readings, variant_uses, names, variants),
    )
    if style is not None:
        findings = keep_to_style(findings, texts, style)
    return Report(
        language=known.code,
        values=work_out(readings, totals, lengths, known) | asdict(narration),
        sentence_lengths=lengths,
        paragraph_lengths=measure_paragraphs(totals.facts),
        documents=summarise_documents(readings),
        structure=describe_structure(readings),
        narration=narration,
        words=most_used_words(totals.words, known),
        phrases=most_used_phrases(totals.folds, totals.lengths, lexicon, known),
        overused=find_overused(totals.prose, known),
        names=names,
        characters=map_characters(readings, all_names, variants, known),
        findings=findings,
        word_counts=totals.words,
    )


def find_local(reading: Reading, language: Language) -> Iterator[Finding]:
    for paragraph, facts in zip(reading.paragraphs, reading.facts, strict=True):
        for mark in facts.marks:
            yield find_at(reading.document.id, paragraph, mark)
    yield from find_drift(reading)
    words, openings = reading.words, frozenset(reading.openings.tolist())
    for echo in find_echoes(reading.folds, reading.lexicon, language):
        both_open = echo.word in openings and echo.earlier in openings
        if is_name_again(words[echo.word], words[echo.earlier], both_open=both_open):
            continue
        place, text, within = reading.locate(echo.word)
        earlier, _, _ = reading.locate(echo.earlier)
        values: dict[str, str | int] = {"text": text, "distance": echo.word - echo.earlier}
        yield Finding("echo", place, text, "“%(text)s” was used %(distance)s words before.", values, within, (earlier,))


def _find_inconsistencies(
    readings: Sequence[Reading], totals: Totals, language: Language, style: HouseStyle | None
) -> Iterator[Finding]:
    counts = totals.prose
    yield from find_words(readings, find_spelling_variants(counts, language), counts)
    yield from find_open_compounds(readings, counts)
    yield from find_number_styles(readings, counts, language)
    yield from find_mixed_marks(readings, language, style)


def _find_name_variants(
    readings: Sequence[Reading], uses: Sequence[Sequence[int]], names: Mapping[str, int], variants: Mapping[str, str]
) -> Iterator[Finding]:
    message = "“%(text)s” may be “%(other)s”, which is used %(count)s times."
    for reading, numbers in zip(readings, uses, strict=True):
        for number in numbers:
            other = variants.get(reading.words[number])
            if other is not None:
                place, text, within = reading.locate(number)
                values: dict[str, str | int] = {"text": text, "other": other, "count": names[other]}
                yield Finding("name_variant", place, text, message, values, within)


def first_of_each(findings: Sequence[Finding], most: int | None) -> Iterator[Finding]:
    """At most so many of each kind, in their order; None for all."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.kind] += 1
        if most is None or seen[finding.kind] <= most:
            yield finding


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
