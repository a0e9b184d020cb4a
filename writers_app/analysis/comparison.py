"""What did the rewrite change? Two reports, or two revisions of the same documents, side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import nlargest
from typing import Any, Final

from writers_app.analysis.documents import AnalysedDocument, read_paragraphs
from writers_app.analysis.facts import ParagraphCache
from writers_app.analysis.findings import Finding
from writers_app.analysis.report import Report, analyse, first_of_each

_MOST_WORDS: Final = 50


@dataclass(frozen=True, slots=True)
class FigureChange:
    """`name` is one of `METRICS`; `difference` is None where a side could not be worked out."""

    name: str
    before: float | None
    after: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class WordChange:
    """`weight` says how telling the change is: the change of uses beyond that of the text's length, in uses."""

    word: str
    before: int
    after: int
    weight: float


@dataclass(frozen=True, slots=True)
class FindingChange:
    """Findings of a kind; `resolved` of `before` are gone and `added` of `after` are new, matched by their text."""

    kind: str
    before: int
    after: int
    resolved: int
    added: int


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """Paragraphs with words, matched by their whole text wherever they stand now."""

    kept: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`resolved` are findings of the first report (with places there), `added` of the second."""

    language: str
    figures: tuple[FigureChange, ...]
    words: tuple[WordChange, ...]
    findings: tuple[FindingChange, ...]
    resolved: tuple[Finding, ...]
    added: tuple[Finding, ...]
    paragraphs: ParagraphChange | None = None

    def to_json(self, most_findings: int | None = None) -> dict[str, Any]:
        """With `most_findings`, at most so many of each kind; `findings` always counts them all."""
        return {
            "language": self.language,
            "figures": [asdict(change) for change in self.figures],
            "words": [asdict(change) for change in self.words],
            "findings": [asdict(change) for change in self.findings],
            "resolved": [finding.to_json() for finding in first_of_each(self.resolved, most_findings)],
            "added": [finding.to_json() for finding in first_of_each(self.added, most_findings)],
            "paragraphs": asdict(self.paragraphs) if self.paragraphs else None,
        }


def compare(before: Report, after: Report, paragraphs: ParagraphChange | None = None) -> Comparison:
    """The changes from one report to the other. Both must be of the same language, for their figures to be alike."""
    resolved = tuple(_missing_from(after.findings, before.findings))
    added = tuple(_missing_from(before.findings, after.findings))
    return Comparison(
        language=after.language,
        figures=tuple(_compare_figures(before.values, after.values)),
        words=_compare_words(before.word_counts, after.word_counts),
        findings=tuple(_compare_kinds(before.findings, after.findings, resolved, added)),
        resolved=resolved,
        added=added,
        paragraphs=paragraphs,
    )


def compare_revisions(
    before: Sequence[AnalysedDocument],
    after: Sequence[AnalysedDocument],
    language: str,
    cache: ParagraphCache | None = None,
) -> Comparison:
    """Both revisions analysed and compared. With a cache, what they share is read once."""
    texts = [Counter(_texts(documents)) for documents in (before, after)]
    kept = (texts[0] & texts[1]).total()
    paragraphs = ParagraphChange(kept, added=texts[1].total() - kept, removed=texts[0].total() - kept)
    return compare(analyse(before, language, cache), analyse(after, language, cache), paragraphs)


def _texts(documents: Sequence[AnalysedDocument]) -> Iterator[str]:
    for document in documents:
        yield from (text for p in read_paragraphs(document.content) if (text := p.text.strip()))


def _compare_figures(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> Iterator[FigureChange]:
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        yield FigureChange(name, one, other, None if one is None or other is None else other - one)


def _compare_words(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[WordChange, ...]:
    total_before, total_after = sum(before.values()), sum(after.values())
    scale = total_after / total_before if total_before and total_after else 1.0
    changes = [
        WordChange(word, one, other, weight)
        for word in before.keys() | after.keys()
        if (one := before.get(word, 0)) != (other := after.get(word, 0)) and abs(weight := other - one * scale) >= 1
    ]
    return tuple(nlargest(_MOST_WORDS, changes, key=lambda change: (abs(change.weight), change.word)))


def _missing_from(others: Sequence[Finding], findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings without a partner of their kind and text among the others."""
    left = Counter((finding.kind, finding.text) for finding in others)
    for finding in findings:
        key = (finding.kind, finding.text)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield finding


def _compare_kinds(
    before: Sequence[Finding], after: Sequence[Finding], resolved: Sequence[Finding], added: Sequence[Finding]
) -> Iterator[FindingChange]:
    counts = [Counter(finding.kind for finding in findings) for findings in (before, after, resolved, added)]
    for kind in sorted(counts[0].keys() | counts[1].keys()):
        yield FindingChange(kind, *(count[kind] for count in counts))
