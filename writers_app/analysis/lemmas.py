"""Folding words, and the light lemmas under which inflected forms are counted together."""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from functools import lru_cache
from typing import Final

import regex

from writers_app.text.normalisation import HALF_SPACE

_HARAKAT = regex.compile(r"[\u0640\u064b-\u0652\u0670\u00ad\u200d\u2060\U000e0020]")
_WORD_LETTERS: Final = str.maketrans("يىك’", "ییک'")


def fold_word(word: str) -> str:
    """A word as it is compared and counted: lower case, Persian ی ک, straight apostrophe, no vowel signs or kashida."""
    word = word.lower().translate(_WORD_LETTERS)
    return word if word.isascii() else _HARAKAT.sub("", word)


_ENGLISH_EXCEPTIONS: Final[dict[str, str]] = {
    form: lemma
    for lemma, forms in {
        "be": "am is are was were been being",
        "man": "men",
        "woman": "women",
        "child": "children",
        "foot": "feet",
        "tooth": "teeth",
        "mouse": "mice",
        "life": "lives",
        "knife": "knives",
        "wife": "wives",
        "leaf": "leaves",
        "come": "came coming comes",
        "take": "took taken taking takes",
        "see": "saw seen seeing sees",
        "know": "knew known knows",
        "think": "thought thinks",
        "tell": "told tells",
        "find": "found finds",
        "feel": "felt feels",
        "leave": "left leaving",
        "keep": "kept keeps",
        "stand": "stood stands",
        "begin": "began begun begins beginning",
        "speak": "spoke spoken speaks",
        "write": "wrote written writing writes",
        "run": "ran runs running",
        "sit": "sat sits sitting",
        "hold": "held holds",
        "hear": "heard hears",
        "give": "gave given giving gives",
        "fall": "fell fallen falls",
        "turn": "turned turns turning",
        "look": "looked looks looking",
    }.items()
    for form in forms.split()
}
_UNINFLECTED: Final = frozenset(
    """
    this his its yes thus bus gas less always perhaps series species news evening morning nothing something
    anything everything during ceiling king ring thing spring string wing sing bring red bed need seed speed
    feed indeed bleed breed weed greed hundred sacred naked wicked lens chess dress glass grass class press
    cross loss boss kiss miss pass guess mess stress success address process access princess witness
    business darkness kindness silence wedding building pudding shilling sibling darling sterling
    mathematics politics physics focus virus chaos across towards themselves ourselves yourselves
    """.split()
)
_VOWELS: Final = frozenset("aeiou")


@lru_cache(maxsize=200_000)
def english_lemma(word: str) -> str:
    """A light lemma: possessives, regular plurals and verb endings, and the commonest irregular forms."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _UNINFLECTED or len(word) < 4:
        return _ENGLISH_EXCEPTIONS.get(word, word)
    return _ENGLISH_EXCEPTIONS.get(word) or _without_english_ending(word)


def _without_english_ending(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    for ending in ("ied", "ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and not _VOWELS.isdisjoint(stem):
            return stem + "y" if ending == "ied" else _restored_stem(stem)
    return word


def _restored_stem(stem: str) -> str:
    """The verb before *-ed* or *-ing*: *stopp* → stop, *mak* → make, *walk* → walk."""
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    lone_vowel = stem[-1] not in _VOWELS | {"w", "x", "y"} and stem[-2] in _VOWELS and stem[-3] not in _VOWELS
    few_syllables = sum(letter in _VOWELS for letter in stem) == 1
    if stem.endswith(("v", "c", "iz", "dg", "u")) or (lone_vowel and few_syllables and stem[-1] not in "nlr"):
        return stem + "e"
    return stem


_PERSIAN_ENDINGS = regex.compile(
    r"\u200c(?:های|ها|هایی|هایم|هایت|هایش|هایمان|هایتان|هایشان|هام|هات|هاش|ترین|تر|ام|ات|اش|مان|تان|شان|ای|ی)+$"
)
_PERSIAN_JOINED_PLURAL = regex.compile(r"(?<=[\p{L}]{3})(?:های|ها|هایی|هایش|هایم|هایت)$")


@lru_cache(maxsize=200_000)
def persian_lemma(word: str) -> str:
    """A light lemma: plural, comparative and possessive endings after a half-space, joined plurals, and the ezafe هٔ."""
    word = _PERSIAN_ENDINGS.sub("", word).replace("هٔ", "ه").replace("ۀ", "ه")
    if HALF_SPACE not in word:
        word = _PERSIAN_JOINED_PLURAL.sub("", word)
    return word
