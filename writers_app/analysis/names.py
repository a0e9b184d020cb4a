"""Names of people and places in a text, and their variants."""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Final

import numpy as np

from writers_app.analysis import english_words, persian_words
from writers_app.analysis.counts import FOLDS
from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import NO_NUMBERS, Flags, Numbers
from writers_app.analysis.readings import Reading
from writers_app.text.normalisation import fold_for_search

_LEAST_USES: Final = 2
_MOST_NAMES: Final = 200
_NAME_SHARE: Final = 0.8
_NOT_NAMES: Final = english_words.STOP_WORDS | frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december god okay chapter part mr mrs miss sir madam lord lady dr prof st
    rev capt col gen lt sgt jr sr doctor professor colonel captain inspector majesty highness lordship ladyship
    christmas easter heaven heavens english french german american italian spanish russian indian european persian
    """.split()
)


def find_names(readings: Sequence[Reading], written: Mapping[str, int], language: Language) -> dict[str, int]:
    """Names as written, most used first, with how often they are used. `written` counts the words as written, in the
    order of their first use.

    English: words that have a capital in four of five uses that do not begin a sentence. Persian has no capitals: words
    before a verb that people do ("سارا گفت") or after a title, at least twice, that are not among the common words.
    """
    return _english_names(readings, written) if language.code == "en" else _persian_names(readings, written)


def most_used(names: Mapping[str, int]) -> dict[str, int]:
    """Those that a report lists: used twice at least, most used first."""
    often = {name: count for name, count in names.items() if count >= _LEAST_USES}
    return dict(Counter(often).most_common(_MOST_NAMES))


def _english_names(readings: Sequence[Reading], written: Mapping[str, int]) -> dict[str, int]:
    openings = _count_words(readings, [reading.openings for reading in readings])
    names: dict[str, int] = {}
    for word, count in written.items():
        if not word[0].isupper():
            continue
        bare = without_possessive(word)
        if len(bare) < 2 or bare.isupper() or FOLDS[bare] in _NOT_NAMES:
            continue
        inside = count - openings.get(word, 0)
        if inside >= 1 and inside >= _NAME_SHARE * (inside + written.get(word.lower(), 0)):
            names[bare] = names.get(bare, 0) + count
    return names


def _near_signs(are_verbs: Flags, are_titles: Flags, before_places: Flags, reading: Reading) -> Numbers:
    """The places before a verb that people do, and after a title."""
    folds = reading.folds
    before_verbs = np.flatnonzero(are_verbs[folds]) - 1
    goes_there = before_places[folds[before_verbs - 1]] & (before_verbs > 0)
    after_titles = np.flatnonzero(are_titles[folds]) + 1
    places = np.concatenate((before_verbs[~goes_there], after_titles))
    near: Numbers = np.sort(places[(places >= 0) & (places < len(folds))])
    return near


def _count_words(readings: Sequence[Reading], places: Sequence[Numbers]) -> dict[str, int]:
    """The words at these places, as written and in the order of the first, with how often they are there."""
    numbers = np.concatenate(
        [reading.numbers[at] for reading, at in zip(readings, places, strict=True)] or [NO_NUMBERS]
    )
    if not len(numbers):
        return {}
    different, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    order = np.argsort(first)
    return dict(zip(readings[0].lexicon.spell(different[order]), counts[order].tolist(), strict=True))


def without_possessive(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


POSSESSIVES: Final = ("'s", "’s")


def _persian_names(readings: Sequence[Reading], written: Mapping[str, int]) -> dict[str, int]:
    if not readings:
        return {}
    flag = readings[0].lexicon.flag
    flags = flag(persian_words.NAMING_VERBS), flag(persian_words.TITLES), flag(_BEFORE_PLACES)
    near_signs = partial(_near_signs, *flags)
    near = _count_words(readings, list(map(near_signs, readings)))
    return {
        word: written[word]
        for word, count in near.items()
        if count >= _LEAST_USES and _may_be_persian_name(FOLDS[word])
    }


# «به مدرسه رفت», «به ساعتش نگاه کرد»: what stands there is where somebody went, and no name.
_BEFORE_PLACES: Final = frozenset("به از در بر تا روی سوی سمت طرف کنار پشت توی بالای پای نزد داخل با".split())


def _may_be_persian_name(word: str) -> bool:
    return len(word) > 2 and word not in _PERSIAN_COMMON and not word.startswith(("می‌", "نمی‌"))


_PERSIAN_COMMON: Final = (
    persian_words.STOP_WORDS
    | persian_words.NAMING_VERBS
    | persian_words.TITLES
    | persian_words.PAST_VERBS
    | persian_words.PRESENT_VERBS
    | persian_words.INTENSIFIERS
    | frozenset(
        """
    مرد زن پسر دختر مادر پدر برادر خواهر بچه کودک پیرمرد پیرزن دوست آرام آهسته بلند راه کنار بالا پایین
    بیرون زیر داخل خانه اتاق جلو عقب دنبال طرف سمت سرش دستش بلافاصله زود دیر ناگهان دوباره یکدیگر هم‌دیگر
    همدیگر یادم یادت یادش یادشان یادمان خوشم خوشت خوشش خوششان بدم بدش دلم دلش گیرش پدید پدیدار فرود وارد پیاده
    مسن پیر جوان میانسال محترم معلم مدیر پرستار همسایه
    """.split()
    )
)


def find_variants(names: Mapping[str, int]) -> dict[str, str]:
    """From the rarer spelling of a name to the commoner it may stand for.

    Two names are variants when search folds them alike (علي and علی), or when one letter added, left out, changed or
    swapped turns one into the other and both have at least four letters (Sara and Sarah, Jon's twin John does not: too
    short to tell). The Bennets are no variant of Bennet, nor is a Bohemian of Bohemia; and a slip of one letter does
    not come back all the time, so that Stoner and Stoper, both used often, are two people.
    """
    variants: dict[str, str] = {}
    folded = {name: fold_for_search(name) for name in names}
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(folded[name][:1], []).append(name)
    for alike in by_letter.values():
        for one, other in combinations(alike, 2):
            if folded[one] == folded[other] or _differ_by_one(folded[one], folded[other]):
                common, rare = sorted((one, other), key=lambda name: -names[name])
                if folded[one] == folded[other] or not _are_two(folded[common], folded[rare], names[rare]):
                    variants.setdefault(rare, common)
    return variants


def _are_two(one: str, other: str, uses: int) -> bool:
    """If names that differ by a letter are two all the same; `uses` are those of the rarer."""
    if len(one) != len(other):
        shorter, longer = sorted((one, other), key=len)
        return longer == f"{shorter}s" or (shorter.endswith("a") and longer == f"{shorter}n")
    changed = {letter for pair in zip(one, other, strict=True) if pair[0] != pair[1] for letter in pair}
    return uses >= _OFTEN and len(changed) == 2 and sorted(one) != sorted(other) and changed.isdisjoint(_VOWELS)


_OFTEN: Final = 5
_VOWELS: Final = frozenset("aeiouy")


def _differ_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) != len(b):
        shorter, longer = sorted((a, b), key=len)
        return longer[1:] == shorter
    return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])


def find_uses(readings: Sequence[Reading], names: Iterable[str]) -> list[list[int]]:
    """For each reading, the numbers of the words that are names, as they are or with a possessive ending."""
    forms = {f"{name}{ending}" for name in names for ending in ("", *POSSESSIVES)}
    flags = readings[0].lexicon.flag(forms) if readings else np.empty(0, np.bool_)
    return [reading.find(flags) for reading in readings]
