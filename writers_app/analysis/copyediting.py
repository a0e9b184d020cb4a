"""Persian copy-editing as suggestions. Nothing is changed here: a writer accepts one, all of a kind, or all.

Addresses, handles, code, words in Latin letters and the names given are left alone. Spans are as small as they can be
(a half-space replaces just the space), so suggestions of one call never overlap.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal, NamedTuple

import regex

from writers_app.analysis.documents import AnalysedDocument, read_paragraphs
from writers_app.analysis.findings import Place, place_in
from writers_app.analysis.persian_verbs import IMPERFECTIVE_STEMS, JOINED_EXCEPTIONS, SPOKEN_FORMS
from writers_app.text.digits import write_latin_digits, write_persian_digits

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What a project's house style asks for; a field that is None or False asks for nothing.

    `he_ye` is how the ezafe after a silent ه is written: هٔ or ه‌ی. `joined_plurals` wants the half-space in کتابهای too,
    which many houses leave to the writer.
    """

    letters: bool = True
    half_spaces: bool = True
    joined_plurals: bool = False
    quotes: bool = True
    digits: Literal["persian", "latin"] | None = "persian"
    spacing: bool = True
    punctuation: bool = True
    he_ye: Literal["هٔ", "ه‌ی"] | None = "هٔ"


DEFAULT_STYLE: Final = HouseStyle()


class Suggestion(NamedTuple):
    """To put `replacement` for ``text[start:end]``. `reason` is a msgid."""

    kind: str
    start: int
    end: int
    replacement: str
    reason: str


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


KINDS: Final[dict[str, str]] = {
    "arabic_letter": "Arabic ي, ى and ك are ی and ک in Persian.",
    "kashida": "A kashida stretches a word; it is not part of it.",
    "half_space": "The parts of this word are joined by a half-space.",
    "stray_half_space": "This half-space joins nothing.",
    "quotes": "Persian quotation marks are « and ».",
    "digits": "The house style writes figures with other digits.",
    "punctuation": "Persian has a mark of its own for this.",
    "spacing": "Spaces stand after marks, not before, and once.",
    "he_ye": "The house style writes the ezafe after a silent ه otherwise.",
}


def suggestions(
    text: str,
    protected: Iterable[Span] = (),
    names: Collection[str] = frozenset(),
    style: HouseStyle = DEFAULT_STYLE,
) -> list[Suggestion]:
    """What could be changed, in order and without overlaps. Texts without Persian letters get none."""
    if not _PERSIAN.search(text):
        return []
    kept = sorted([*protected, *_protected_spans(text, names)])
    found: list[Suggestion] = []
    last = 0
    for one in sorted(_suggest(text, style), key=lambda one: (one.start, -one.end)):
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


def suggest_in(
    document: AnalysedDocument, names: Collection[str] = frozenset(), style: HouseStyle = DEFAULT_STYLE
) -> list[PlacedSuggestion]:
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
        for one in suggestions(paragraph.text, paragraph.protected, names, style)
    ]


_P: Final = r"[\p{Arabic}--[\p{N}\p{P}\u0640]]"
_PERSIAN = regex.compile(_P, regex.VERSION1)
_PROTECTED = regex.compile(
    r"`[^`]*`|(?:https?://|www\.)[^\s<>«»“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)[@#][\w\u200c]+"
    r"|\p{Latin}[\p{Latin}\p{M}\d._/:\\@'’+-]*(?:\s+\d[\d.]*)?|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}(?:ir|com|org|net)\b"
)
_WORD = regex.compile(r"[\p{L}\p{M}\u200c]+")


def _protected_spans(text: str, names: Collection[str]) -> Iterator[Span]:
    yield from (match.span() for match in _PROTECTED.finditer(text))
    if names:
        yield from (match.span() for match in _WORD.finditer(text) if match.group() in names)


def _overlaps(one: Suggestion, kept: Sequence[Span]) -> bool:
    return any((one.start < end and start < one.end) or start < one.start == one.end < end for start, end in kept)


def _suggest(text: str, style: HouseStyle) -> Iterator[Suggestion]:
    if style.letters:
        yield from _replace_letters(text)
    if style.he_ye:
        yield from _write_he_ye(text, style.he_ye)
    if style.half_spaces:
        yield from _join_parts(text, style.joined_plurals)
    if style.quotes:
        yield from _turn_quotes(text)
    if style.digits:
        yield from _write_digits(text, style.digits)
    if style.punctuation:
        yield from _turn_marks(text)
    if style.spacing:
        yield from _space_marks(text)


def _suggestion(kind: str, start: int, end: int, replacement: str) -> Suggestion:
    return Suggestion(kind, start, end, replacement, KINDS[kind])


def _by_pattern(
    kind: str, pattern: "regex.Pattern[str]", replacement: str | Callable[[str], str]
) -> Callable[[str], Iterator[Suggestion]]:
    """A finder that replaces each match as a whole."""

    def find(text: str) -> Iterator[Suggestion]:
        for match in pattern.finditer(text):
            new = replacement if isinstance(replacement, str) else replacement(match.group())
            yield _suggestion(kind, match.start(), match.end(), new)

    return find


def _compile(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern.replace("<P>", _P), regex.VERSION1)


_LETTERS: Final = str.maketrans("يىك", "ییک")
_ARABIC_LETTERS = _by_pattern("arabic_letter", _compile("[يىك]+"), lambda found: found.translate(_LETTERS))
_KASHIDAS = _by_pattern("kashida", _compile("ـ+"), "")


def _replace_letters(text: str) -> Iterator[Suggestion]:
    yield from _ARABIC_LETTERS(text)
    yield from _KASHIDAS(text)


_HE_YE: Final = {
    "هٔ": (_by_pattern("he_ye", _compile(r"(?<=<P>)(?:ه[ \u200c]ی|ۀ)(?!\p{M})(?=[ \u00a0]+<P>)"), "هٔ"),),
    "ه‌ی": (_by_pattern("he_ye", _compile(r"(?<=<P>)(?:ه ی|هٔ|ۀ)(?=[ \u00a0]+<P>)"), "ه‌ی"),),
}


def _write_he_ye(text: str, form: str) -> Iterator[Suggestion]:
    for find in _HE_YE[form]:
        yield from find(text)


_END: Final = r"(?![\p{L}\p{M}\u200c])"
_BEGIN: Final = r"(?<![\p{L}\p{M}\u200c])"
_PLURALS: Final = "ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان|م|ت|ش)?"
_SPLIT_PARTS = (
    # می خواهم; not before a word that cannot be a verb
    _compile(rf"(?<={_BEGIN}ن?م[یي])[ ](?=<P>{{2}})(?!(?:را|که|از|به|در|با|تا|این|آن|هم|ها|های|ناب){_END})"),
    _compile(rf"(?<=<P>)[ ](?={_PLURALS}{_END})"),
    _compile(rf"(?<=<P>{{2}})[ ](?=تر(?:ین|ی)?{_END})(?<!{_BEGIN}(?:و|چشم|هوای|هوا|خیس) )"),
    # خانه ام, رفته اند
    _compile(rf"(?<=<P>ه)[ ](?=(?:ام|ات|اش|ای|ایم|اید|اند|مان|تان|شان){_END})"),
)
_JOINED_IMPERFECTIVE = _compile(
    rf"{_BEGIN}ن?م[یي](?=(?:{'|'.join(sorted(IMPERFECTIVE_STEMS, key=len, reverse=True))})"
    rf"(?:م|ی|د|یم|ید|ند|ه|ست|ستم|ستی|ستند|ستیم|ستید|دم|دی|دیم|دید|دند)?{_END})"
)
_JOINED_SPOKEN = _compile(rf"{_BEGIN}ن?م[یي](?=(?:{'|'.join(sorted(SPOKEN_FORMS, key=len, reverse=True))}){_END})")
_JOINED_PLURAL = _compile(rf"(?<=<P>{{3}})(?=(?:های|هایی|هایم|هایت|هایش|هایمان|هایتان|هایشان){_END})")
_STRAY = _by_pattern(
    "stray_half_space", _compile(r"\u200c+(?=[\s\p{P}]|$)|(?<=[\s\p{P}]|^)\u200c+|(?<=\u200c)\u200c+"), ""
)


def _join_parts(text: str, joined_plurals: bool) -> Iterator[Suggestion]:
    yield from _STRAY(text)
    for pattern in _SPLIT_PARTS:
        for match in pattern.finditer(text):
            yield _suggestion("half_space", match.start(), match.end(), "\u200c")
    for match in chain(_JOINED_IMPERFECTIVE.finditer(text), _JOINED_SPOKEN.finditer(text)):
        if not JOINED_EXCEPTIONS.match(text, match.start()):
            yield _suggestion("half_space", match.end(), match.end(), "\u200c")
    if joined_plurals:
        for match in _JOINED_PLURAL.finditer(text):
            yield _suggestion("half_space", match.start(), match.start(), "\u200c")


_QUOTED = _compile(r'"[^"\n]*"|“[^“”\n]*”')


def _turn_quotes(text: str) -> Iterator[Suggestion]:
    """Pairs with Persian between them; a quotation in another language keeps its marks."""
    for match in _QUOTED.finditer(text):
        if _PERSIAN.search(match.group()):
            yield _suggestion("quotes", match.start(), match.start() + 1, "«")
            yield _suggestion("quotes", match.end() - 1, match.end(), "»")


_LATIN_NUMBER = _compile(r"(?<![\w.])[0-9٠-٩]+(?:[.,/:٫٬][0-9٠-٩]+)*(?![\w])")
_OTHER_NUMBER = _compile(r"(?<![\p{Latin}.])[۰-۹٠-٩]+(?:[٫٬./:][۰-۹٠-٩]+)*")
_DECIMAL = _compile(r"(?<=\d)\.(?=\d+$)")
_THOUSANDS = _compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


def _write_digits(text: str, digits: str) -> Iterator[Suggestion]:
    pattern, write = (_LATIN_NUMBER, _persian_number) if digits == "persian" else (_OTHER_NUMBER, _latin_number)
    for match in pattern.finditer(text):
        yield _suggestion("digits", match.start(), match.end(), write(match.group()))


def _persian_number(number: str) -> str:
    if number.count(".") == 1:
        number = _DECIMAL.sub("٫", number)
    return write_persian_digits(_THOUSANDS.sub("٬", number))


def _latin_number(number: str) -> str:
    return write_latin_digits(number).replace("٫", ".").replace("٬", ",")


_MARKS: Final = (
    _by_pattern("punctuation", _compile(r"(?<=<P>[»)]?[ ]?),(?!\d)"), "،"),
    _by_pattern("punctuation", _compile(r"(?<=<P>[»)]?[ ]?);"), "؛"),
    _by_pattern("punctuation", _compile(r"(?<=<P>[»)!]?[ ]?)\?"), "؟"),
    _by_pattern("punctuation", _compile(r"(?<=[۰-۹])%"), "٪"),
    _by_pattern("punctuation", _compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)


def _turn_marks(text: str) -> Iterator[Suggestion]:
    for find in _MARKS:
        yield from find(text)


_SPACES: Final = (
    _by_pattern("spacing", _compile(r"(?<=\S)[ \u00a0]+(?=[،؛؟!»)\]…,;?]|\.(?![\w.])|:(?![)(DP/\d]))"), ""),
    _by_pattern("spacing", _compile(r"(?<=[«(\[])[ \u00a0]+(?=\S)"), ""),
    _by_pattern("spacing", _compile(r"(?<=\S)[ ]{2,}(?=[^\s،؛؟!»)\].:…])"), " "),
    _by_pattern("spacing", _compile(r"(?<=<P>[،؛؟!:»)])(?=<P>)|(?<=<P>{2}\.)(?=<P>{2})|(?<=<P>)(?=[«(]<P>)"), " "),
)


def _space_marks(text: str) -> Iterator[Suggestion]:
    for find in _SPACES:
        yield from find(text)
