"""Copy-editing as suggestions. Nothing is changed here: a writer accepts one, all of a kind, or all.

Addresses, handles, code and the terms of the house style are left alone, and in Persian words in Latin letters. Spans
are as small as they can be (a half-space replaces just the space), so suggestions of one call never overlap.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple

import regex

from writers_app.analysis import english_copyediting, persian_copyediting
from writers_app.analysis.counts import fold_words
from writers_app.analysis.documents import AnalysedDocument, read_paragraphs
from writers_app.analysis.findings import Finding, Place, place_in
from writers_app.analysis.persian_copyediting import PERSIAN
from writers_app.analysis.suggesting import Find, Suggestion, by_pattern
from writers_app.schemas.house_style import DEFAULT_STYLE, HouseStyle

Span = tuple[int, int]
_WIDEST: Final = 40


class PlacedSuggestion(NamedTuple):
    """A suggestion in a document; `text` is what stands there now."""

    kind: str
    place: Place
    text: str
    replacement: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            **self.place._asdict(),
            "text": self.text,
            "replacement": self.replacement,
            "reason": self.reason,
        }


def suggestions(text: str, protected: Iterable[Span] = (), style: HouseStyle = DEFAULT_STYLE) -> list[Suggestion]:
    """What could be changed, in order and without overlaps. A text with Persian letters is read as Persian, any other
    as English."""
    is_persian = PERSIAN.search(text) is not None
    suggest = persian_copyediting.suggest if is_persian else english_copyediting.suggest
    candidates = sorted(chain(suggest(text, style), _write_dashes(text, style)), key=lambda one: (one.start, -one.end))
    if not candidates:
        return []
    kept = _without_overlaps(sorted([*protected, *_protected_spans(text, style, is_persian)]))
    found: list[Suggestion] = []
    last = 0
    for one in candidates:
        if one.start >= last and not _overlaps(one, kept) and text[one.start : one.end] != one.replacement:
            found.append(one)
            # An insertion takes no room, but nothing else may be put in the same place.
            last = max(one.end, one.start + 1)
    return found


def apply(text: str, accepted: Iterable[Suggestion]) -> str:
    """The text with the suggestions carried out; of two that overlap, the first."""
    parts: list[str] = []
    done = 0
    for one in sorted(accepted, key=lambda one: (one.start, one.end)):
        if one.start >= done:
            parts += (text[done : one.start], one.replacement)
            done = one.end
    return "".join((*parts, text[done:]))


def widen(text: str, one: Suggestion) -> Span:
    """The span of a suggestion with the whole words that it stands in or between; about marks, with all that stands
    close to it."""
    part = _CLOSE if one.kind in _ABOUT_MARKS else _WORD_PART
    first, last = one.start, one.end
    while first > 0 and one.start - first < _WIDEST and part.match(text[first - 1]):
        first -= 1
    while last < len(text) and last - one.end < _WIDEST and part.match(text[last]):
        last += 1
    return first, last


_CLOSE: Final = regex.compile(r"\S")
_WORD_PART: Final = regex.compile(r"[\p{L}\p{M}\p{N}\u200c'’-]")
_ABOUT_MARKS: Final = frozenset({"spacing", "punctuation", "quotes", "english_quotes", "dashes", "stray_half_space"})


def suggest_in(document: AnalysedDocument, style: HouseStyle = DEFAULT_STYLE) -> list[PlacedSuggestion]:
    """The suggestions for a whole document, with their places; code blocks are left alone."""
    return [
        PlacedSuggestion(
            one.kind,
            place_in(document.id, paragraph, one.start, one.end),
            paragraph.text[one.start : one.end],
            one.replacement,
            one.reason,
        )
        for paragraph in read_paragraphs(document.content)
        if paragraph.kind != "code"
        for one in suggestions(paragraph.text, paragraph.protected, style)
    ]


def keep_to_style(
    findings: Sequence[Finding], documents: Iterable[AnalysedDocument], style: HouseStyle
) -> tuple[Finding, ...]:
    """The findings without those about terms of the house style, or about what its copy-editing corrects anyway; and
    after them the corrections."""
    corrections = [one for document in documents for one in find_corrections(document, style)]
    corrected: dict[tuple[str, int, int], list[Place]] = {}
    for one in corrections:
        corrected.setdefault(one.place[:3], []).append(one.place)
    terms = frozenset(map(fold_words, style.terms))
    kept = [
        one
        for one in findings
        if not (terms and fold_words(one.text) in terms)
        and not (one.kind in _CORRECTED and any(map(one.place.overlaps, corrected.get(one.place[:3], ()))))
    ]
    return (*kept, *corrections)


_CORRECTED: Final = frozenset({"spelling_variant", "hyphenation", "quote_style", "dash_style", "apostrophe_style"}) | {
    "digit_style",
    "ellipsis_style",
    "name_variant",
}


def find_corrections(document: AnalysedDocument, style: HouseStyle) -> Iterator[Finding]:
    """The same as findings of a report, which show whole words and what could stand there."""
    for paragraph in read_paragraphs(document.content):
        if paragraph.kind == "code":
            continue
        text = paragraph.text
        for one in suggestions(text, paragraph.protected, style):
            start, end = widen(text, one)
            better = f"{text[start : one.start]}{one.replacement}{text[one.end : end]}"
            place = place_in(document.id, paragraph, start, end)
            yield Finding(one.kind, place, text[start:end], "Rather “%(better)s”.", {"better": better}, text)


_ADDRESSES: Final = (
    r"`[^`]*`|(?:https?://|www\.)[^\s<>«»“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)[@#][\w\u200c]+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}(?:ir|com|org|net)\b(?:/[^\s<>«»“”]*)?"
)
_PROTECTED = regex.compile(_ADDRESSES)
_PROTECTED_IN_PERSIAN = regex.compile(rf"{_ADDRESSES}|\p{{Latin}}[\p{{Latin}}\p{{M}}\d._/:\\@'’+-]*(?:\s+\d[\d.]*)?")


# What is protected in Persian has one of these signs, or a letter that is not of the Arabic block.
_PROTECTED_SIGN: Final = re.compile(r"[`@#]|[^\W\u0600-\u06ff]")


def _protected_spans(text: str, style: HouseStyle, is_persian: bool) -> Iterator[Span]:
    pattern = _PROTECTED_IN_PERSIAN if is_persian else _PROTECTED
    if not is_persian or _PROTECTED_SIGN.search(text):
        yield from (match.span() for match in pattern.finditer(text))
    if style.terms:
        yield from (match.span() for match in _term_pattern(style.terms).finditer(text))


@lru_cache(maxsize=64)
def _term_pattern(terms: tuple[str, ...]) -> "regex.Pattern[str]":
    """Any of the terms as whole words; the longest first, since the first that fits is taken."""
    longest_first = sorted(terms, key=len, reverse=True)
    any_of_them = "|".join(map(regex.escape, longest_first))
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\u200c])(?:{any_of_them})(?![\p{{L}}\p{{M}}\u200c])", regex.IGNORECASE)


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, put together where they overlap; those that only touch stay two, since one may insert between."""
    apart: list[Span] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _overlaps(one: Suggestion, kept: Sequence[Span]) -> bool:
    """Whether it would change anything inside one of the spans, which are in order and apart."""
    i = bisect_right(kept, one.start, key=itemgetter(0))
    if i < len(kept) and kept[i][0] < one.end:
        return True
    return i > 0 and one.start < kept[i - 1][1] and (one.start > kept[i - 1][0] or one.end > one.start)


def _dashes(replacement: str, *others: str) -> tuple[Find, ...]:
    return tuple(by_pattern("dashes", regex.compile(other), replacement) for other in others)


_DOUBLED: Final = r"(?<=\w)[ \u00a0]*(?<!-)--(?!-)[ \u00a0]*(?=\w)"
_CLOSED_EM: Final = r"(?<=\w)—(?=\w)"
_SPACED: Final = r"(?<=[^\s—–-])[ \u00a0]+[{}][ \u00a0]+(?=[^\s—–-])"
# A dash that opens a line of dialogue has nothing before it, and stays.
_DASHES: Final = {
    "em": _dashes("—", _SPACED.format("—–-"), _DOUBLED),
    "spaced_em": _dashes(" — ", _SPACED.format("–-"), _CLOSED_EM, _DOUBLED),
    "spaced_en": _dashes(" – ", _SPACED.format("—-"), _CLOSED_EM, _DOUBLED),
}


def _write_dashes(text: str, style: HouseStyle) -> Iterator[Suggestion]:
    for find in _DASHES[style.dashes] if style.dashes else ():
        yield from find(text)
