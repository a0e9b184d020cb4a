"""The rules of English copy-editing: nothing is asked for but what a house style says. Called by copyediting."""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from collections.abc import Iterator, Mapping
from typing import Final

import regex

from writers_app.analysis.english_words import SPELLING_PAIRS
from writers_app.analysis.suggesting import Find, Suggestion, by_pattern, suggestion
from writers_app.schemas.house_style import HouseStyle


def suggest(text: str, style: HouseStyle) -> Iterator[Suggestion]:
    """In no order; they may overlap."""
    if style.spelling:
        yield from _respell(text, _SPELLINGS[style.spelling])
    for find in _QUOTES.get(style.quotes or "", ()):
        yield from find(text)


# Words that are at home on both sides, or mean two things of which only one is spelled otherwise.
_NOT_BRITISH: Final = frozenset(
    """
    among learned burned dreamed leaped spelled program license meter curb ok judgment dialog mold toward afterward
    theater catalog instalment glamor aging
    """.split()
)
_NOT_AMERICAN: Final = frozenset("dialogue okay glamour mum licence theatre towards afterwards spelt".split())
_ENDINGS: Final = ("", "s", "ed", "ing", "ful", "less", "able", "ly")
# Oxford writes -ize in British English too, so only the American style asks for it.
_ISE_STEMS: Final = """
    agon antagon apolog author brutal capital categor central character civil colon critic crystall custom dramat
    emphas energ equal familiar fantas fertil final fratern general glamor harmon hospital hypnot ideal idol immun
    individual industrial initial legal local marginal material maxim memor mesmer minim mobil modern monopol national
    natural neutral normal optim organ ostrac patron penal personal philosoph plagiar polar popular priorit privat
    public rational real recogn revolution romantic satir scandal scrutin social special stabil standard steril
    stigmat subsid summar symbol sympath synchron synthes terror theor traumat tyrann util vandal verbal victim visual
    vocal
""".split()
_ISE_ENDINGS: Final = ("e", "es", "ed", "ing", "er", "ers", "ation", "ations")


def _pairs() -> Iterator[tuple[str, str]]:
    for british, american in SPELLING_PAIRS:
        yield from ((british + ending, american + ending) for ending in _ENDINGS)


def _spell_british() -> dict[str, str]:
    skipped = {word + ending for word in _NOT_BRITISH for ending in _ENDINGS}
    return {american: british for british, american in _pairs() if american not in skipped}


def _spell_american() -> dict[str, str]:
    skipped = {word + ending for word in _NOT_AMERICAN for ending in _ENDINGS}
    words = {british: american for british, american in _pairs() if british not in skipped}
    for stem in _ISE_STEMS:
        words |= {f"{stem}is{ending}": f"{stem}iz{ending}" for ending in _ISE_ENDINGS}
    return words


_SPELLINGS: Final = {"british": _spell_british(), "american": _spell_american()}
_WORD = regex.compile(r"(?<![\p{L}\p{N}’'-])[A-Za-z]{3,}(?![\p{L}\p{N}-])")
_BEGINS_SENTENCE = regex.compile(r"(?:^|(?<!\b(?:Mr|Mrs|Ms|Dr|St))[.!?…:]['\"”’)]*\s+|\n)['\"“‘(—–-]*$")


def _respell(text: str, spellings: Mapping[str, str]) -> Iterator[Suggestion]:
    for match in _WORD.finditer(text):
        word = match.group()
        other = spellings.get(word.lower())
        if other is None:
            continue
        if word.islower():
            yield suggestion("spelling", match.start(), match.end(), other)
        elif word.isupper():
            yield suggestion("spelling", match.start(), match.end(), other.upper())
        elif _BEGINS_SENTENCE.search(text, max(0, match.start() - 12), match.start()):  # else it is a name: Mr. Gray
            yield suggestion("spelling", match.start(), match.end(), other.capitalize())


def _quotes(pattern: str, replacement: str) -> Find:
    return by_pattern("english_quotes", regex.compile(pattern), replacement)


_QUOTES: Final[dict[str, tuple[Find, ...]]] = {
    "curly": (
        _quotes(r'(?<![^\s(\[—–‘\'])"(?=[^\s.,;:!?)])', "“"),
        _quotes(r'(?<=[^\s(\[‘])"', "”"),
        _quotes(r"(?<=\p{L})'(?=\p{L})", "’"),
    ),
    "straight": (_quotes("[“”]", '"'), _quotes(r"(?<=\p{L})’(?=\p{L})", "'")),
}
