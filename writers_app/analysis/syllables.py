"""Syllables of English words, by spelling; the readability formulas call this.

Groups of vowels are counted, silent endings taken off and vowels that are spoken apart added; common words that break
these rules are listed. Written Persian leaves out its short vowels, so syllables cannot be counted from it.
"""

from functools import lru_cache
from typing import Final

import regex

_GROUPS = regex.compile(r"[aeiouy]+")
_SILENT_E = regex.compile(r"(?<=[aeiouy].*(?:[^aeiouyl]|[aeiouyrl]l))e(?=(?:ly|ment|ful|less|ness)?$)")
_SILENT_ES = regex.compile(r"(?<=[aeiouy].*(?:[^aeiouylsxzhcg]|[aeiouy]l|th))es$")
_SILENT_ED = regex.compile(r"(?<=[aeiouy].*(?:[^aeiouytdl]|[aeiouyl]l))ed$")
_APART = regex.compile(
    r"(?<![ctsg])ie(?=nc|nt)|i(?:a(?!ge|l$|n$|lly$|ns$)|o(?!n|us)|um|us$|et|er$|est$)"
    r"|(?<![ctsg])(?:ia(?=l|ns?$)|io(?=n|us))"
    r"|[^qg]ua(?=[lrt])|eo(?!u|ple)|[lnr]ue[lt]|[aeiouy]ing|(?<![aeiou])ism|creat|reali|idea|poe[mt]|(?<=[dgk])oe[rs]"
)
_EXCEPTIONS: Final[dict[str, int]] = {
    word: count
    for count, words in {
        1: "eye eyes eyed goes does shoes heart breathe",
        2: "every evening naked wicked business different lion science quiet poem people couldn't wouldn't "
        "shouldn't didn't hadn't isn't wasn't doesn't haven't hasn't weren't aren't mustn't something sometimes "
        "someone somewhere somehow moreover foreign chocolate interest favourite favorite being going doing "
        "create cruel fuel diet riot dial trial towards maybe sacred hundred",
        3: "area idea ideas beautiful everything everyone everybody anyone family families several animal animals "
        "however whenever another together usual usually areas imagine",
        4: "necessary naturally actually reality society",
    }.items()
    for word in words.split()
}

_LONGEST_WORD: Final = 60  # what is longer is no word, and the rules look back over all of it


@lru_cache(maxsize=200_000)
def count_syllables(word: str) -> int:
    """At least 1 for any word; hyphenated parts are counted apart. Expects lower case."""
    if len(word) > _LONGEST_WORD:
        return max(1, len(_GROUPS.findall(word)))
    known = _EXCEPTIONS.get(word)
    return known if known is not None else max(1, sum(map(_count_part, word.replace("'", "").split("-"))))


def _count_part(part: str) -> int:
    stem = _SILENT_E.sub("", part) if "e" in part[-5:] else part
    if stem.endswith("es"):
        stem = _SILENT_ES.sub("", stem)
    if stem.endswith("ed"):
        stem = _SILENT_ED.sub("", stem)
    return max(1, len(_GROUPS.findall(stem)) + len(_APART.findall(stem))) if part else 0
