"""Languages of letters in an RTF file, by number and by script. Called by the reader.

A run is told up to three languages: \\lang of its Latin letters, \\langfe of Chinese, Japanese and Korean ones, \\alang
of those from the right. Simple programs tell one only, by \\lang, of whatever letters there are.
"""

from __future__ import annotations

import locale
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from writers_app.formats.blocks import attr, children, join_text, mark, order_marks
from writers_app.formats.language import RTL_LETTER, clean_tag, primary
from writers_app.formats.model import JSON

_LETTER = re.compile(
    rf"(?P<rtl>{RTL_LETTER.pattern})|(?P<east>[\u1100-\u11ff\u3040-\u318f\u31a0-\u31ff\u3400-\u9fff\uac00-\ud7af"
    r"\U00020000-\U0003ffff])|(?P<latin>[^\W\d_])"
)
_SCRIPTS = {
    **dict.fromkeys(("ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "syr", "ug", "ur", "yi"), "rtl"),
    **dict.fromkeys(("zh", "ja", "ko"), "east"),
}
_TOLD_FIRST = {"latin": ("lang",), "east": ("langfe", "lang"), "rtl": ("alang", "lang")}
_CORRECTED = {
    0x0004: "zh-Hans", 0x7C04: "zh-Hant", 0x042E: "hsb-DE", 0x046C: "nso-ZA", 0x048C: "prs-AF", 0x0465: "dv-MV",
    0x0486: "quc-GT", 0x0492: "ckb-IQ", 0x085F: "tzm-DZ", 0x081A: "sr-Latn-CS", 0x0C1A: "sr-Cyrl-CS",
}  # fmt: skip
"""What Python's table of them has by names that are no language of BCP 47, or not at all."""
WORDS = {"lang": "lang", "langnp": "lang", "langfe": "langfe", "langfenp": "langfe", "alang": "alang"}
DEFAULTS = {"deflang": "lang", "deflangfe": "langfe", "adeflang": "alang"}

Told = tuple[tuple[str, int], ...]
"""What a group says of its letters: words with the numbers of their languages, each word once."""


@lru_cache(maxsize=1000)  # most runs of a file are told the same
def told_also(told: Told, word: str, number: int | None) -> Told:
    """With one more language, which takes the place of what the same word told before."""
    return (*(each for each in told if each[0] != WORDS[word]), (WORDS[word], number or 0))


def tag_of(number: int) -> str | None:
    """A language by its number in Windows; None for one that stands for no language, or is not known."""
    return clean_tag(_CORRECTED.get(number) or locale.windows_locale.get(number))


@dataclass(slots=True)
class Languages:
    """What a file says of all its text, and the marks for what is in another language."""

    own: dict[str, str] = field(default_factory=dict)
    normal: set[str] = field(default_factory=set)
    marks: dict[Told, JSON | None] = field(default_factory=dict)

    def take_default(self, word: str, number: int | None) -> None:
        """\\deflang and its like, which stand at the head of the file."""
        self._own(DEFAULTS[word], number)

    def take_normal(self, word: str, number: int | None) -> None:
        """Of the ordinary paragraph, the first in the style sheet, which counts more."""
        if WORDS[word] not in self.normal:
            self.normal.add(WORDS[word])
            self._own(WORDS[word], number)

    def _own(self, word: str, number: int | None) -> None:
        if tag := tag_of(number or 0):
            self.own[word] = primary(tag)
            self.marks.clear()

    def marked(self, told: Told) -> JSON | None:
        """A mark for a run with its languages by script, until `settle` knows which letters it has."""
        if told not in self.marks:
            said = {script: self._foreign(script, dict(told)) for script in _TOLD_FIRST}
            self.marks[told] = mark("language", **said) if any(said.values()) else None
        return self.marks[told]

    def _foreign(self, script: str, told: dict[str, int]) -> str | None:
        """The language told of letters of the script, unless that is what all of them are in."""
        for word in _TOLD_FIRST[script]:
            tag = tag_of(told.get(word, 0))
            if tag and _SCRIPTS.get(primary(tag), "latin") == script:
                return tag if self.own.get(word) != primary(tag) else None
        return None

    def settle(self, blocks: list[JSON]) -> list[JSON]:
        """The marks with the one language that the letters under each are in."""
        return [_settled(block) for block in blocks] if any(self.marks.values()) else blocks


def _settled(block: JSON) -> JSON:
    inner = children(block)
    if not inner:
        return block
    made = (piece for child in inner for piece in (_pieces(child) if child["type"] == "text" else [_settled(child)]))
    return {**block, "content": join_text(made)}


def _pieces(child: JSON) -> list[JSON]:
    said = next((each for each in child.get("marks") or () if each["type"] == "language"), None)
    if said is None:
        return [child]
    others = [each for each in child["marks"] if each["type"] != "language"]
    pieces: list[JSON] = []
    for text, script in _by_script(child["text"]):
        tag = attr(said, script)
        marks = order_marks([*others, mark("language", lang=tag)] if tag else others)
        pieces.append({"type": "text", "text": text, **({"marks": marks} if marks else {})})
    return pieces


def _by_script(text: str) -> Iterator[tuple[str, str]]:
    """The text cut where its letters change script; what is no letter stays with those before it."""
    start, now = 0, ""
    for found in _LETTER.finditer(text):
        script = found.lastgroup or now
        if now and script != now:
            yield text[start : found.start()], now
            start = found.start()
        now = script
    yield text[start:], now or "latin"
