"""Rules of style for English: which words trigger them, and what they look for around the word."""

from typing import Final

from writers_app.analysis import english_words as english
from writers_app.analysis.counts import FOLDS, Table
from writers_app.analysis.passages import Mark, Passage
from writers_app.analysis.style import FIRST, GLUE, PAST, PRESENT, STRENGTHENS, THIRD, Rule, group_words, phrase_rule

_CLICHES: Final = phrase_rule(
    "cliche", "“%(text)s” is a phrase readers have met often.", english.CLICHES, english.STOP_WORDS
)
_QUOTES_END: Final = '”"’»'


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 4 and word not in english.NOT_ADVERBS and "-" not in word


def _is_participle(word: str) -> bool:
    if word in english.STATES:
        return False
    if word.startswith("un") and word.endswith("ed") and not word.startswith(english.UNDOING):
        return False  # undated, unprepared: no verb has them
    return (word.endswith("ed") and len(word) > 3) or word in english.IRREGULAR_PARTICIPLES


def mark_adverb(passage: Passage, number: int) -> Mark | None:
    return passage.mark("adverb", number, number, "An adverb; a stronger verb may carry it: “%(text)s”.")


def mark_degree(passage: Passage, number: int) -> Mark | None:
    return passage.mark("adverb", number, number, STRENGTHENS)


def mark_passive(passage: Passage, number: int) -> Mark | None:
    """A form of "be", up to two adverbs or a "not" or "being", and a participle that is not chiefly a state."""
    if not _ROLES[passage.folded(number + 1)]:
        return None
    if number not in passage.starts and passage.folded(number - 1) in english.BE_FORMS:
        return None
    for other, word in passage.following(number, 3):
        role = _ROLES[word]
        if role == _PARTICIPLE and passage.is_joined(number, other):
            if passage.folded(other + 1) in english.STATES_WITH.get(word, ()):
                return None
            return passage.mark("passive", number, other, "Passive voice: “%(text)s”. Who does it?")
        if role != _BETWEEN_ROLE:
            return None
    return None


def _find_role(word: str) -> int:
    """What a word may be after a form of "be"."""
    between = word in _BETWEEN or _is_adverb(word)
    return _PARTICIPLE if _is_participle(word) else _BETWEEN_ROLE if between else 0


_PARTICIPLE, _BETWEEN_ROLE = 1, 2
_ROLES: Final = Table(_find_role)
_BETWEEN: Final = frozenset(["not", "never", "been", "being", "also", "just", "always", "still", "already", "so"])


def mark_filter(passage: Passage, number: int) -> Mark | None:
    """A verb of perception with its observer before it, in narration: "she saw the door open"."""
    if number in passage.starts or passage.folded(number - 1) not in english.SUBJECTS or passage.is_spoken(number):
        return None
    if not passage.is_joined(number - 1, number):
        return None
    if number - 1 not in passage.starts and passage.folded(number - 2) in english.ASKING:
        return None  # "Did she know?"
    if passage.folded(number - 1) == "you" and passage.folded(number) in ("know", "see"):
        return None  # "You know, it was late."
    return passage.mark(
        "filter_word", number - 1, number, "“%(text)s” stands between the reader and what is perceived."
    )


def mark_tag(passage: Passage, number: int) -> Mark | None:
    """A speech tag other than the plain ones, within three words after (or the one before) a quotation."""
    if not passage.speech or passage.is_spoken(number):
        return None
    after, before = passage.distances_to_speech(number)
    if after > 3 and before > 1:
        return None
    return passage.mark("said_tag", number, number, "“%(text)s” draws the eye; “said” or no tag may do.")


def _find_rules(written: str) -> tuple[Rule, ...]:
    word = FOLDS[written]
    rules: list[Rule] = []
    if _is_adverb(word) and word not in english.NOT_OF_MANNER:
        rules.append(mark_degree if word in english.DEGREES else mark_adverb)
    if word in english.BE_FORMS:
        rules.append(mark_passive)
    if word in english.FILTER_WORDS:
        rules.append(mark_filter)
    if word in english.FANCY_TAGS:
        rules.append(mark_tag)
    if word in _CLICHES:
        rules.append(_CLICHES[word])
    return tuple(rules)


_ONCE: Final = group_words(*english.NEVER_TWICE)


def _find_signs(written: str) -> int:
    word = FOLDS[written]
    return (
        PAST * (word in english.PAST_VERBS or (word.endswith("ed") and len(word) > 4 and word not in english.STATES))
        + PRESENT * (word in english.PRESENT_VERBS)
        + FIRST * (word in english.FIRST_PERSON)
        + THIRD * (word in english.THIRD_PERSON)
        + GLUE * (word in english.GLUE_WORDS)
        + _ONCE.get(word, 0)
    )


RULES: Final = Table(_find_rules)
SIGNS: Final = Table(_find_signs)
