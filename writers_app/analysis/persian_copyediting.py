"""The rules of Persian copy-editing, each by its field of the house style. Called by copyediting."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

import regex

from writers_app.analysis.persian_verbs import IMPERFECTIVE_STEMS, JOINED_EXCEPTIONS, SPOKEN_FORMS
from writers_app.analysis.suggesting import Suggestion, by_pattern, suggestion
from writers_app.schemas.house_style import HouseStyle
from writers_app.text.digits import write_latin_digits, write_persian_digits

LETTER: Final = r"[\p{Arabic}--[\p{N}\p{P}\u0640]]"
PERSIAN: Final = regex.compile(LETTER, regex.VERSION1)
# کار is written «کارها», خانه is not written «خانهها».
_LETTER_BUT_HE: Final = r"[\p{Arabic}--[\p{N}\p{P}\u0640ه]]"


def suggest(text: str, style: HouseStyle) -> Iterator[Suggestion]:
    """In no order; they may overlap."""
    if style.letters:
        yield from _replace_letters(text)
    if style.he_ye:
        yield from _write_he_ye(text, style.he_ye)
    if style.plurals:  # before the half-spaces: of two suggestions for one place the first counts
        yield from _write_plurals(text, style.plurals)
    if style.half_spaces:
        yield from _join_parts(text)
    if style.quotes == "guillemets":
        yield from _turn_quotes(text)
    if style.digits:
        yield from _write_digits(text, style.digits)
    if style.punctuation:
        yield from _turn_marks(text)
        if style.digits == "persian":
            yield from _PER_CENT_AFTER_LATIN(text)
    if style.spacing:
        yield from _space_marks(text)


def _compile(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern.replace("<P>", LETTER), regex.VERSION1)


_LETTERS: Final = str.maketrans("يىك", "ییک")
_ARABIC_LETTERS = by_pattern("arabic_letter", _compile("[يىك]+"), lambda found: found.translate(_LETTERS))
# Not between spaces, where it does the work of a dash («تهران ـ مشهد»), nor in «هـ.ش».
_KASHIDAS = by_pattern("kashida", _compile(r"(?<=<P>)ـ+(?<!(?<![\p{L}\p{M}])هـ+)|ـ+(?=<P>)"), "", sign="ـ")


def _replace_letters(text: str) -> Iterator[Suggestion]:
    yield from _ARABIC_LETTERS(text)
    yield from _KASHIDAS(text)


_HE_YE: Final = {
    "hamza": (by_pattern("he_ye", _compile(r"(?<=<P>)(?:ه[ \u200c]ی|ۀ)(?!\p{M})(?=[ \u00a0]+<P>)"), "هٔ"),),
    "ye": (by_pattern("he_ye", _compile(r"(?<=<P>)(?:ه ی|هٔ|ۀ)(?=[ \u00a0]+<P>)"), "ه‌ی"),),
}


def _write_he_ye(text: str, form: str) -> Iterator[Suggestion]:
    for find in _HE_YE[form]:
        yield from find(text)


_END: Final = r"(?![\p{L}\p{M}\u200c])"
_BEGIN: Final = r"(?<![\p{L}\p{M}\u200c])"
_PLURALS: Final = "ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان|م|ت|ش)?"
_NO_VERBS: Final = "را|که|از|به|در|با|تا|این|آن|هم|ها|های|ناب|سرخ|کهنه|ارغوانی|گلگون|انگور"
_SENTENCE_ENDS: Final = "است|نیست|هست|بود|نبود|شد|نشد|باشد|نباشد"
_WET: Final = "و|چشم|چشمان|چشم‌های|چشمانی|هوای|هوا|خیس|لباس|پیراهن|دستمال|پارچه|پارچهٔ|خاک|زمین|علف|چوب|هیزم"
_SPLIT_PARTS: Final = tuple(
    by_pattern("half_space", _compile(pattern), "\u200c", sign)
    for sign, pattern in (
        # می خواهم; not before a word that cannot be a verb, nor where می is wine
        (
            "م[یي] ",
            rf"(?<={_BEGIN}ن?م[یي])[ ](?=<P>{{2}})(?!ن?می[\u200c ])(?!(?:{_NO_VERBS}){_END})",
        ),
        # کتاب ها; not «گفتم ها!», where it is a word of its own
        (" ها", rf"(?<=<P>)[ ](?={_PLURALS}{_END})(?!ها[ ]?[!؟?])(?<!{_BEGIN}(?:{_SENTENCE_ENDS}) )"),
        (" تر", rf"(?<=<P>{{2}})[ ](?=تر(?:ین|ی)?{_END})(?<!{_BEGIN}(?:{_WET}) (?=تر{_END}))"),
        # خانه ام, رفته اند; not «آه ای خدا», «به شان او»
        (
            "ه [امتش]",
            rf"(?<=<P>ه)[ ](?=(?:ام|ات|اش|ای|ایم|اید|اند|مان|تان|شان){_END})(?<!{_BEGIN}(?:به|که|نه|چه|آه|وه) )",
        ),
    )
)
_JOINED_IMPERFECTIVE = _compile(
    rf"{_BEGIN}ن?م[یي](?=(?:{'|'.join(sorted(IMPERFECTIVE_STEMS, key=len, reverse=True))})"
    rf"(?:م|ی|د|یم|ید|ند|ه|ست|ستم|ستی|ستند|ستیم|ستید|دم|دی|دیم|دید|دند)?{_END})"
)
_JOINED_SPOKEN = _compile(rf"{_BEGIN}ن?م[یي](?=(?:{'|'.join(sorted(SPOKEN_FORMS, key=len, reverse=True))}){_END})")
_JOINED_PLURAL = _compile(rf"(?<=<P>{{3}})(?=(?:های|هایی|هایم|هایت|هایش|هایمان|هایتان|هایشان){_END})")
_STRAY = by_pattern(
    "stray_half_space", _compile(r"\u200c+(?=[\s\p{P}]|$)|(?<=[\s\p{P}]|^)\u200c+|(?<=\u200c)\u200c+"), ""
)


def _join_parts(text: str) -> Iterator[Suggestion]:
    yield from _STRAY(text)
    for find in _SPLIT_PARTS:
        yield from find(text)
    for match in chain(_JOINED_IMPERFECTIVE.finditer(text), _JOINED_SPOKEN.finditer(text)):
        if not JOINED_EXCEPTIONS.match(text, match.start()):
            yield suggestion("half_space", match.end(), match.end(), "\u200c")


_PLURAL_PARTS: Final = {
    "half_space": (by_pattern("plural", _JOINED_PLURAL, "\u200c"),),
    "joined": (
        by_pattern("plural", _compile(rf"(?<={_LETTER_BUT_HE})[ \u200c](?={_PLURALS}{_END})"), ""),
        by_pattern("plural", _compile(rf"(?<=ه)[ ](?={_PLURALS}{_END})"), "\u200c"),
    ),
}


def _write_plurals(text: str, form: str) -> Iterator[Suggestion]:
    for find in _PLURAL_PARTS[form]:
        yield from find(text)


_QUOTED = _compile(r'"[^"\n]*"|“[^“”\n]*”')


def _turn_quotes(text: str) -> Iterator[Suggestion]:
    """Pairs with Persian between them; a quotation in another language keeps its marks."""
    for match in _QUOTED.finditer(text):
        if PERSIAN.search(match.group()):
            yield suggestion("quotes", match.start(), match.start() + 1, "«")
            yield suggestion("quotes", match.end() - 1, match.end(), "»")


_LATIN_NUMBER = _compile(r"(?<![\w.])[0-9٠-٩]+(?:[.,/:٫٬][0-9٠-٩]+)*(?![\w])")
_OTHER_NUMBER = _compile(r"(?<![\p{Latin}.])[۰-۹٠-٩]+(?:[٫٬./:][۰-۹٠-٩]+)*")
_DECIMAL = _compile(r"(?<=\d)\.(?=\d+$)")
_THOUSANDS = _compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


def _write_digits(text: str, digits: str) -> Iterator[Suggestion]:
    pattern, write = (_LATIN_NUMBER, _persian_number) if digits == "persian" else (_OTHER_NUMBER, _latin_number)
    for match in pattern.finditer(text):
        if match.group().count(".") > 1:  # 3.2.1 and 192.168.1.1 are names rather than numbers
            continue
        yield suggestion("digits", match.start(), match.end(), write(match.group()))


def _persian_number(number: str) -> str:
    if number.count(".") == 1:
        number = _DECIMAL.sub("٫", number)
    return write_persian_digits(_THOUSANDS.sub("٬", number))


def _latin_number(number: str) -> str:
    return write_latin_digits(number).replace("٫", ".").replace("٬", ",")


_MARKS: Final = (
    by_pattern("punctuation", _compile(r"(?<=<P>[»)]?[ ]?),(?!\d)"), "،"),
    by_pattern("punctuation", _compile(r"(?<=<P>[»)]?[ ]?);"), "؛"),
    by_pattern("punctuation", _compile(r"(?<=<P>[»)!]?[ ]?)\?"), "؟"),
    by_pattern("punctuation", _compile(r"(?<=[۰-۹])%"), "٪"),
    by_pattern("punctuation", _compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)
# By its digits, which become Persian with it.
_PER_CENT_AFTER_LATIN = by_pattern("punctuation", _compile(r"(?<=[0-9٠-٩])%(?![\w])"), "٪", sign="%")


def _turn_marks(text: str) -> Iterator[Suggestion]:
    for find in _MARKS:
        yield from find(text)


_SPACES: Final = (
    by_pattern(
        "spacing",
        _compile(r"(?<=\S)[ \u00a0]+(?=[،؛؟!»)\]…,;?]|\.(?![\w.])|:(?![)(DP/\d]))"),
        "",
        sign=r"[ \u00a0][،؛؟!»)\]…,;?.:]",
    ),
    by_pattern("spacing", _compile(r"(?<=[«(\[])[ \u00a0]+(?=\S)"), "", sign=r"[«(\[][ \u00a0]"),
    by_pattern("spacing", _compile(r"(?<=\S)[ ]{2,}(?=[^\s،؛؟!»)\].:…])"), " ", sign="  "),
    by_pattern(
        "spacing",
        _compile(
            # «شاهنامه»ی فردوسی keeps its ending; سلام ،خوبی is short of a space, too
            rf"(?<=<P>[ ]?[،؛؟!:]|<P>[»)])(?=<P>)(?<![»)](?=(?:ی|ها|های|هایی|هایش|ام|ات|اش|ای|اند|ست){_END}))"
            # not within بی.بی.سی
            r"|(?<=<P>{2}\.)(?<!\.<P>{1,2}\.)(?=<P>{2})(?!<P>{1,2}\.<P>)"
            # گفت:«سلام»; not دوست(ان)
            rf"|(?<=<P>[:،؛.؟!]?)(?=[«(]<P>)(?!\((?:ی|ها|های|ان|م|ت|ش)\))"
        ),
        " ",
        sign=r"[،؛؟!:».)«(](?:(?<=[،؛؟!:».)])[^\s.,:;!?…«»()،؛؟]|(?<=[^\s.,:;!?…«»()،؛؟][«(])|(?<=[:،؛.؟!])[«(])",
    ),
)


def _space_marks(text: str) -> Iterator[Suggestion]:
    for find in _SPACES:
        yield from find(text)
