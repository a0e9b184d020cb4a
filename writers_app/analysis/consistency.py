"""Consistency: the same thing written in two ways. Findings stand at the rarer way; the report calls this."""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from writers_app.analysis import english_words, persian_words
from writers_app.analysis.findings import Finding, find_at
from writers_app.analysis.languages import Language
from writers_app.analysis.passages import Mark
from writers_app.analysis.readings import Reading
from writers_app.schemas.house_style import HouseStyle

_SPELLING_MESSAGE: Final = "“%(text)s” here, “%(other)s” %(count)s times elsewhere."
_IZE = regex.compile(r"i([sz])(e[sd]?|ing|ation|ations|ers?)$")
_NOT_IZE: Final = frozenset(
    """
    size sized sizes prize prizes prized seize seized seizing rise rises rising wise surprise surprised
    surprising surprises promise promised promises exercise exercised exercises otherwise likewise noise
    noises raise raised raises raising praise praised advise advised advises revise revised devise devised
    arise arises arising disguise disguised despise despised compromise enterprise paradise premise precise
    concise cruise bruise bruised poise poised advertise advertised supervise televise improvise improvised
    comprise comprised horizon
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks that do the same work. `styles` are by the reader's name of the style: signs one of which a text has where
    it is used (much quicker to look for), and the pattern."""

    kind: str
    message: str
    styles: Mapping[str, tuple[str, "regex.Pattern[str]"]]


_QUOTES: Final = _Marks(
    "quote_style",
    "Quotation marks are %(other)s elsewhere.",
    {
        "“ ”": ("“”", regex.compile(r"[“”]")),
        '" "': ('"', regex.compile(r'"')),
        "« »": ("«»", regex.compile(r"[«»]")),
    },
)
_DASHES: Final = _Marks(
    "dash_style",
    "Dashes are written %(other)s elsewhere.",
    {
        "word—word": ("—", regex.compile(r"(?<=\w)—(?=\w)")),
        "word — word": ("—", regex.compile(r"(?<=\s)—(?=\s)")),
        "word – word": ("–", regex.compile(r"(?<=\s)–(?=\s)")),
        "word--word": ("-", regex.compile(r"(?<!-)--(?!-)")),
        "word - word": ("-", regex.compile(r"(?<=\w\s)-(?=\s\w)")),
    },
)
_APOSTROPHES: Final = _Marks(
    "apostrophe_style",
    "Apostrophes are %(other)s elsewhere.",
    {
        "’": ("’", regex.compile(r"(?<=\p{L})’(?=\p{L})")),
        "'": ("'", regex.compile(r"(?<=\p{L})'(?=\p{L})")),
    },
)
_ELLIPSES: Final = _Marks(
    "ellipsis_style",
    "Ellipses are written %(other)s elsewhere.",
    {"…": ("…", regex.compile(r"…")), "...": (".", regex.compile(r"(?<!\.)\.\.\.(?!\.)"))},
)
_DIGITS: Final = _Marks(
    "digit_style",
    "Figures are written %(other)s elsewhere.",
    {
        "۱۲۳": ("۰۱۲۳۴۵۶۷۸۹", regex.compile(r"[۰-۹]+")),
        "123": ("0123456789", regex.compile(r"(?<![A-Za-z0-9./:_-])[0-9]+(?![A-Za-z/:_-]|\.\w)")),
        "١٢٣": ("٠١٢٣٤٥٦٧٨٩", regex.compile(r"[٠-٩]+")),
    },
)
_OF_LANGUAGE: Final = {
    "en": (_QUOTES, _DASHES, _APOSTROPHES, _ELLIPSES),
    "fa": (_QUOTES, _DASHES, _ELLIPSES, _DIGITS),
}

_Found = tuple[Reading, int, int]


def find_mixed_marks(
    readings: Sequence[Reading], language: Language, house: HouseStyle | None = None
) -> Iterator[Finding]:
    """Quotes, dashes, apostrophes, ellipses and digits in any style but the house's, or else the text's commonest."""
    wanted = _wanted_marks(house, language) if house else {}
    for marks in _OF_LANGUAGE[language.code]:
        found = _find_styles(marks, readings)
        commonest = wanted.get(marks.kind) or max(found, key=lambda style: len(found[style]))
        values = {"other": commonest}
        for style in found:
            if style != commonest:
                for reading, begins, ends in found[style]:
                    paragraph, offset = reading.paragraph_at(begins)
                    start, end = begins - offset, ends - offset
                    if not any(start < stop and begin < end for begin, stop in paragraph.protected):
                        mark = Mark(marks.kind, start, end, marks.message, values)
                        yield find_at(reading.document.id, paragraph, mark)


def _wanted_marks(style: HouseStyle, language: Language) -> dict[str, str]:
    """By kind, where the house style has a choice. « » are asked of Persian alone; a new project has them."""
    guillemets = {"guillemets": "« »"} if language.code == "fa" else {}
    chosen = {
        _QUOTES.kind: ({"curly": "“ ”", "straight": '" "'} | guillemets).get(style.quotes or ""),
        _DASHES.kind: {"em": "word—word", "spaced_em": "word — word", "spaced_en": "word – word"}.get(
            style.dashes or ""
        ),
        _APOSTROPHES.kind: {"curly": "’", "straight": "'"}.get(style.quotes or ""),
        _DIGITS.kind: {"persian": "۱۲۳", "latin": "123"}.get(style.digits or ""),
    }
    return {kind: name for kind, name in chosen.items() if name}


def _find_styles(marks: _Marks, readings: Sequence[Reading]) -> dict[str, list[_Found]]:
    """Where each style is used, in the readings' texts. A document is searched as one text, which is much faster than
    its paragraphs one by one; no mark spans two."""
    found: dict[str, list[_Found]] = {style: [] for style in marks.styles}
    for reading in readings:
        for style, (signs, pattern) in marks.styles.items():
            if any(map(reading.text.__contains__, signs)):
                found[style] += [(reading, *match.span()) for match in pattern.finditer(reading.text)]
    return found


def find_spelling_variants(counts: Mapping[str, int], language: Language) -> dict[str, tuple[str, str]]:
    """From a rarer spelling (folded) to (kind, commoner spelling): colour and color, realise and realize, e-mail and
    email. In Persian: a word with a half-space and the same word without."""
    variants: dict[str, tuple[str, str]] = {}
    pairs = _english_pairs(counts) if language.code == "en" else _persian_pairs(counts)
    for kind, one, other in sorted(pairs):
        common, rare = (one, other) if counts[one] >= counts[other] else (other, one)
        variants[rare] = (kind, common)
    return variants


def _english_pairs(counts: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    for one, other in _BRITISH_AMERICAN:
        if one in counts and other in counts:
            yield "spelling_variant", one, other
    for word in counts:
        if word not in _NOT_IZE and "is" in word and (match := _IZE.search(word)) and match.group(1) == "s":
            american = f"{word[: match.start(1)]}z{word[match.end(1) :]}"
            if american in counts:
                yield "spelling_variant", word, american
        if "-" in word and (joined := word.replace("-", "")) in counts:
            yield "hyphenation", word, joined


def _with_endings() -> Iterator[tuple[str, str]]:
    for one, other in english_words.SPELLING_PAIRS:
        yield from ((one + ending, other + ending) for ending in ("", "s", "ed", "ing", "ful", "less", "able", "ly"))


_BRITISH_AMERICAN: Final = tuple(_with_endings())


def _persian_pairs(counts: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    for word in counts:
        # موزه‌ای is of a museum, موزهای are bananas.
        if "\u200c" in word and "ه\u200cا" not in word and (joined := word.replace("\u200c", "")) in counts:
            yield "hyphenation", word, joined


def find_words(
    readings: Sequence[Reading], wanted: Mapping[str, tuple[str, str]], counts: Mapping[str, int]
) -> Iterator[Finding]:
    """Every use of the wanted folded words, as findings that name the commoner way."""
    if wanted and readings:
        flags = readings[0].lexicon.flag(wanted)
        for reading in readings:
            for number in reading.find_folded(flags):
                kind, other = wanted[reading.folded[number]]
                place, text, within = reading.locate(number)
                values: dict[str, str | int] = {"text": text, "other": other, "count": counts[other]}
                yield Finding(kind, place, text, _SPELLING_MESSAGE, values, within)


def find_open_compounds(readings: Sequence[Reading], counts: Mapping[str, int]) -> Iterator[Finding]:
    """Two words that are hyphenated elsewhere: "breakfast room" beside "breakfast-room". "A well-known man" is
    rightly "well known", and "a right-hand man" has a "right hand": such ones are looked at before a noun only, or not
    at all."""
    compounds = {tuple(word.split("-")): word for word in counts if word.count("-") == 1 and counts[word] >= 2}
    if not compounds or not readings:
        return
    firsts = readings[0].lexicon.flag({first for first, _ in compounds})
    for reading in readings:
        words = reading.folded
        for number in reading.find_folded(firsts):
            other = compounds.get((words[number], words[number + 1])) if number + 1 < len(words) else None
            if other is not None and _is_one_word(reading, number):
                yield from _find_open_compound(reading, number, other, counts[other])


def _is_one_word(reading: Reading, number: int) -> bool:
    """If two words would be one here as they are elsewhere, as far as can be told without a grammar."""
    words = reading.folded
    first, second = words[number : number + 2]
    if second in _PARTICLES:
        return False
    if first not in _QUALITIES:
        return True
    if not second.endswith(("ed", "en", "wn", "ng", "de")) or number + 2 >= len(words):
        return False
    (_, end), (start, _) = reading.span_of(number + 1), reading.span_of(number + 2)
    return reading.text[end:start] == " " and words[number + 2] not in english_words.STOP_WORDS


_PARTICLES: Final = frozenset("for of to in on up out off down over at by away back through after about".split())
_QUALITIES: Final = frozenset(
    """
    well ill right left first second third last long short high low full old new good bad best better young great
    small large big little dark light hot cold deep fine open free wide thick thin narrow red black white blue green
    grey gray
    """.split()
)


def _find_open_compound(reading: Reading, number: int, other: str, count: int) -> Iterator[Finding]:
    """If just one character, a space, stands between the word and the next."""
    start, first, within = reading.locate(number)
    end, second, _ = reading.locate(number + 1)
    if (start.paragraph, start.note) == (end.paragraph, end.note) and end.start == start.end + 1:
        text = f"{first} {second}"
        values: dict[str, str | int] = {"text": text, "other": other, "count": count}
        place = start._replace(end=end.end, utf16_end=end.utf16_end)
        yield Finding("hyphenation", place, text, _SPELLING_MESSAGE, values, within)


def find_number_styles(readings: Sequence[Reading], counts: Mapping[str, int], language: Language) -> Iterator[Finding]:
    """Small numbers (up to ten) in figures where most are in words, or the other way round when nearly none are."""
    names = english_words.NUMBER_WORDS if language.code == "en" else persian_words.NUMBER_WORDS - {"یک", "نه"}
    spelled = sum(counts.get(name, 0) for name in names if name != "one")
    figures = {word for word in counts if word.isdecimal() and len(word) <= 2 and 2 <= int(word) <= 10}
    written = sum(counts[figure] for figure in figures)
    if not written or spelled < 3 * written:
        return
    flags = readings[0].lexicon.flag(figures)  # a figure is written, so there is a text
    for reading in readings:
        for number in reading.find_folded(flags):
            if _is_label(reading, number):
                continue
            place, text, within = reading.locate(number)
            yield Finding("number_style", place, text, "Small numbers are mostly written out.", {}, within)


def _is_label(reading: Reading, number: int) -> bool:
    """If a figure is part of a date, a time, an amount or a number of something, which are written in figures."""
    words = reading.folded
    if (number and words[number - 1] in _BEFORE_FIGURES) or (
        number + 1 < len(words) and words[number + 1] in _AFTER_FIGURES
    ):
        return True
    start, end = reading.span_of(number)
    return _IN_LABEL.search(reading.text, max(0, start - 1), end + 2) is not None


_MONTHS: Final = (
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
    """
).split()
_BEFORE_FIGURES: Final = frozenset(
    """
    no nos number chapter page pages room part act scene volume vol book figure line section route flat platform gate
    ساعت شماره شمارهٔ شماره‌ی فصل صفحه صفحهٔ صفحه‌ی اتاق جلد سکوی پلاک کوچه خط بخش طبقه طبقهٔ سال
    """.split()
).union(_MONTHS)
_AFTER_FIGURES: Final = frozenset(["am", "pm", "a.m", "p.m", "st", "th", *_MONTHS])
_IN_LABEL: Final = regex.compile(r"[$£€#:/.]\d|\d(?:[%٪:/°]|[. ]\d)")
