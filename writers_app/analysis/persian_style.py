"""Rules of style for Persian: which words trigger them, and what they look for around the word."""

from typing import Final

from writers_app.analysis import persian_words as persian
from writers_app.analysis.counts import FOLDS, Table
from writers_app.analysis.passages import Mark, Passage
from writers_app.analysis.style import FIRST, GLUE, PAST, PRESENT, STRENGTHENS, THIRD, Rule, group_words, phrase_rule

_CLICHES: Final = phrase_rule(
    "cliche", "“%(text)s” is a phrase readers have met often.", persian.CLICHES, persian.STOP_WORDS
)
_FILTERS: Final = phrase_rule(
    "filter_word",
    "“%(text)s” stands between the reader and what is perceived.",
    persian.FILTER_PHRASES,
    persian.STOP_WORDS,
)


def mark_adverb(passage: Passage, number: int) -> Mark | None:
    return passage.mark("adverb", number, number, "An adverb; a stronger verb may carry it: “%(text)s”.")


def mark_degree(passage: Passage, number: int) -> Mark | None:
    return passage.mark("adverb", number, number, STRENGTHENS)


def mark_passive(passage: Passage, number: int) -> Mark | None:
    """A participle in ه before a form of شدن: «نوشته شد», «نوشته خواهد شد»."""
    first = number - 2 if passage.folded(number - 1) in persian.WILL_FORMS else number - 1
    before = passage.folded(first)
    if not passage.starts.isdisjoint(range(first + 1, number + 1)):
        return None
    # Participles have the past stem in them, which ends in د or ت: نوشته, دیده; not شوکه, اضافه, شایعه.
    if not before.endswith(("ده", "ته")) or len(before) < 4 or before in persian.NOT_PARTICIPLES:
        return None
    if before.endswith("زده") or not passage.is_joined(first, number):
        return None
    return passage.mark("passive", first, number, "Passive voice: “%(text)s”. Who does it?")


def mark_by(passage: Passage, number: int) -> Mark | None:
    return passage.mark("passive", number, number, "“%(text)s” is translated passive; let the doer be the subject.")


def mark_tag(passage: Passage, number: int) -> Mark | None:
    """A speech tag other than the plain ones, within three words of a quotation."""
    if not passage.speech or passage.is_spoken(number):
        return None
    if min(passage.distances_to_speech(number)) > 3:
        return None
    return passage.mark("said_tag", number, number, "“%(text)s” draws the eye; “said” or no tag may do.")


def _find_rules(written: str) -> tuple[Rule, ...]:
    word = FOLDS[written]
    rules: list[Rule] = []
    if word in persian.DEGREES:
        rules.append(mark_degree)
    elif word not in persian.NOT_OF_MANNER and (word in persian.INTENSIFIERS or written.endswith(("اً", "ًا"))):
        rules.append(mark_adverb)
    if word in persian.BECOME_FORMS:
        rules.append(mark_passive)
    if word == "توسط":
        rules.append(mark_by)
    if word in persian.FANCY_TAGS:
        rules.append(mark_tag)
    rules += [table[word] for table in (_CLICHES, _FILTERS) if word in table]
    return tuple(rules)


_ONCE: Final = group_words(*persian.NEVER_TWICE)


def _find_signs(written: str) -> int:
    word = FOLDS[written]
    return (
        PAST * (word in persian.PAST_VERBS)
        + PRESENT * (word in persian.PRESENT_VERBS)
        + FIRST * (word in persian.FIRST_PERSON)
        + THIRD * (word in persian.THIRD_PERSON)
        + GLUE * (word in persian.GLUE_WORDS)
        + _ONCE.get(word, 0)
    )


RULES: Final = Table(_find_rules)
SIGNS: Final = Table(_find_signs)
