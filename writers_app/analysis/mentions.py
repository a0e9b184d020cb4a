"""Mentions: names as they stand in a text, with their titles and in their scenes. `characters.py` counts by them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from writers_app.analysis.counts import FOLDS
from writers_app.analysis.facts import SEPARATOR
from writers_app.analysis.languages import Language
from writers_app.analysis.lexicon import Lexicon
from writers_app.analysis.names import POSSESSIVES, without_possessive
from writers_app.analysis.readings import Reading
from writers_app.analysis.titles import NEIGHBOURS, Neighbours, Title, is_surname_in_persian

_SPACES: Final = frozenset(" \u00a0\u202f")
_APART, _SPACED, _DOTTED = range(3)
Ints = NDArray[np.integer[Any]]
_Key = tuple[tuple[int, ...], bytes]
_Words = tuple[str, ...]


class Form(NamedTuple):
    """What somebody is called: the title's short name (or nothing) and the words of the name, variants by their
    commoner spelling. A particle is part of its word: ("lady", ("Catherine", "de Bourgh"))."""

    title: str
    words: tuple[str, ...]
    is_place: bool = False


class Mention(NamedTuple):
    """A form and how it is written. `is_doubtful` when two names may only happen to stand side by side."""

    form: Form
    written: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """What is mentioned, all different, and how often in each scene: a row of `counts` for each. `scenes` says how many
    each document has."""

    mentions: tuple[Mention, ...]
    counts: Ints
    scenes: tuple[int, ...]

    def count_by_document(self) -> dict[Form, list[int]]:
        if not self.mentions:
            return {}
        ends = list(accumulate(self.scenes))
        columns = [self.counts[:, end - own : end].sum(axis=1) for end, own in zip(ends, self.scenes, strict=True)]
        by_form: dict[Form, list[int]] = {}
        for mention, counts in zip(self.mentions, np.stack(columns, axis=1).tolist(), strict=True):
            known = by_form.get(mention.form)
            by_form[mention.form] = [a + b for a, b in zip(known, counts, strict=True)] if known else counts
        return by_form


def find_mentions(
    readings: Sequence[Reading], names: Mapping[str, int], variants: Mapping[str, str], language: Language
) -> Mentions:
    """Names next to each other are one mention: "Mr. Sherlock Holmes" is one, not two."""
    scenes = tuple(len(reading.scenes) for reading in readings)
    if not names or not any(scenes):
        return Mentions((), np.zeros((0, sum(scenes)), np.int32), scenes)
    reader = _Reader(readings[0].lexicon, names, variants, language)
    return Mentions(*reader.read(readings), scenes)


class _Token(NamedTuple):
    """A word of a run: without a possessive ending, the name that it is, and the title."""

    word: str
    name: str | None
    title: Title | None
    is_possessive: bool
    is_dotted: bool = False


class _Reader:
    """Goes through the readings as one text. Words beside each other make a run; runs are counted by the numbers of
    their words, and only those that differ are looked at word by word."""

    def __init__(
        self, lexicon: Lexicon, names: Mapping[str, int], variants: Mapping[str, str], language: Language
    ) -> None:
        self._lexicon = lexicon
        self._beside = NEIGHBOURS[language.code]
        self._is_persian = language.code == "fa"
        self._variants = variants
        self._names = _forms_of(names, is_folded=self._is_persian)
        self._is_name = lexicon.flag(self._names)
        self._runs: dict[_Key, int] = {}
        self._known: dict[int, _Token] = {}

    def read(self, readings: Sequence[Reading]) -> tuple[tuple[Mention, ...], Ints]:
        numbers = np.concatenate([reading.folds if self._is_persian else reading.numbers for reading in readings])
        at = self._near_names(numbers)
        words, links = numbers[at], self._link(readings, numbers, at)
        first = np.flatnonzero(np.concatenate(([_APART], links[:-1])) == _APART)
        lengths = np.diff(np.append(first, len(at)))
        is_long = lengths > 1
        is_single = ~is_long & self._is_name[words[first]]
        runs = np.concatenate(
            (
                self._count_single(words[first[is_single]]),
                self._count_long(words, links, first[is_long], lengths[is_long]),
            )
        )
        scenes = [sum([len(facts.words) for _, facts in scene]) for reading in readings for scene in reading.scenes]
        places = at[np.concatenate((first[is_single], first[is_long]))]
        within = np.searchsorted(np.cumsum(scenes), places, "right")
        cells = np.bincount(runs * len(scenes) + within, minlength=len(self._runs) * len(scenes))
        return self._gather(cells.reshape(len(self._runs), len(scenes)))

    def _near_names(self, numbers: Ints) -> Ints:
        """Where names are, and the words that may belong to them, up to a name or from one."""
        stands_by = self._is_name | self._lexicon.flag(self._beside.words)
        at = np.flatnonzero(stands_by[numbers])
        first = np.flatnonzero(np.diff(at, prepend=-2) != 1)
        has_name = np.logical_or.reduceat(self._is_name[numbers[at]], first) if len(at) else np.empty(0, np.bool_)
        near: Ints = at[np.repeat(has_name, np.diff(np.append(first, len(at))))]
        return near

    def _link(self, readings: Sequence[Reading], numbers: Ints, at: Ints) -> Ints:
        """What stands between each of the words at these places and the next word of the text."""
        text = SEPARATOR.join([reading.text for reading in readings])
        offsets = accumulate([len(reading.text) + 1 for reading in readings[:-1]], initial=0)
        spans = [(*reading.word_spans, offset) for reading, offset in zip(readings, offsets, strict=True)]
        links = np.zeros(len(at), np.uint8)
        next_to = np.flatnonzero(np.diff(at) == 1)
        begin = np.concatenate([ends + offset for _, ends, offset in spans])[at[next_to]]
        end = np.concatenate([starts + offset for starts, _, offset in spans])[at[next_to] + 1]
        is_space = np.array([text[place - 1] in _SPACES for place in end.tolist()], np.bool_)
        is_stop = np.array([text[place] == "." for place in begin.tolist()], np.bool_)
        words, width = numbers[at[next_to]], end - begin
        spaced = is_space & (width == 1) & ~self._lexicon.flag(self._beside.initials)[words]
        may_be_dotted = self._lexicon.flag(self._beside.dotted | self._beside.initials)
        dotted = is_space & (width == 2) & is_stop & may_be_dotted[words]
        links[next_to] = spaced * _SPACED + dotted * _DOTTED
        return links

    def _count_single(self, words: Ints) -> Ints:
        different, which = np.unique(words, return_inverse=True)
        runs: Ints = np.array([self._number_of(((word,), b"")) for word in different.tolist()], np.int64)[which]
        return runs

    def _count_long(self, words: Ints, links: Ints, first: Ints, lengths: Ints) -> Ints:
        spelled, between = words.tolist(), links.tobytes()
        spans = zip(first.tolist(), (first + lengths).tolist(), strict=True)
        return np.array(
            [self._number_of((tuple(spelled[start:end]), between[start : end - 1])) for start, end in spans], np.int64
        )

    def _number_of(self, key: _Key) -> int:
        return self._runs.setdefault(key, len(self._runs))

    def _gather(self, table: Ints) -> tuple[tuple[Mention, ...], Ints]:
        """From what each run is counted to what each mention is; nothing hangs on the order of the words' numbers."""
        found = [list(_read_run(self._tokens(key), self._beside)) for key in self._runs]
        if self._is_persian:
            found = _split_doubtful(found, table.sum(axis=1).tolist(), self._beside)
        rows: defaultdict[Mention, list[int]] = defaultdict(list)
        for number, own in enumerate(found):
            for mention in own:
                rows[mention._replace(is_doubtful=False) if mention.is_doubtful else mention].append(number)
        in_order = sorted(rows)
        own_rows = [rows[mention] for mention in in_order]
        counts = np.zeros((len(in_order), table.shape[1]), np.int64)
        np.add.at(
            counts,
            np.repeat(np.arange(len(in_order)), [len(own) for own in own_rows]),
            table[list(chain.from_iterable(own_rows))],
        )
        return tuple(in_order), counts

    def _tokens(self, key: _Key) -> list[_Token]:
        numbers, links = key
        tokens = [self._known.get(number) or self._learn(number) for number in numbers]
        if _DOTTED not in links:
            return tokens
        return [token._replace(is_dotted=link == _DOTTED) for token, link in zip(tokens, (*links, _APART), strict=True)]

    def _learn(self, number: int) -> _Token:
        word = self._lexicon.words[number]
        name = self._names.get(word)
        name = None if name is None else self._variants.get(name, name)
        token = _Token(
            name if name and self._is_persian else without_possessive(word),  # a folded word is not how it is written
            name,
            self._beside.titles.get(word),
            word.endswith(POSSESSIVES),
        )
        self._known[number] = token
        return token


def _forms_of(names: Iterable[str], *, is_folded: bool) -> dict[str, str]:
    """From a word of the text to the name that it is."""
    if is_folded:
        return {FOLDS[name]: name for name in reversed(list(names))}
    return {f"{name}{ending}": name for name in names for ending in ("", *POSSESSIVES)}


def _read_run(tokens: Sequence[_Token], beside: Neighbours) -> Iterator[Mention]:
    if len(tokens) == 1:
        yield Mention(Form("", (tokens[0].name or "",)), tokens[0].word)
        return
    at = 0
    while at < len(tokens):
        mention, end = _read_mention(tokens, at, beside)
        if mention:
            yield mention
        at = max(at + 1, end)


def _read_mention(tokens: Sequence[_Token], start: int, beside: Neighbours) -> tuple[Mention | None, int]:
    """What is mentioned from there on, and where it ends."""
    at, title = start, ""
    while (known := tokens[at].title) and _name_follows(tokens, at, beside):
        at, title = at + 1, known.name
    starts_place = not title and tokens[at].word in beside.place_starts and _name_follows(tokens, at, beside)
    words, end = _read_words(tokens, at + starts_place, beside)
    if not words:
        return None, max(at, end)
    after = tokens[end].word if end < len(tokens) else ""
    is_place = starts_place or (not title and after in beside.place_ends and not tokens[end - 1].is_possessive)
    if is_place and not starts_place:
        words, end = [*words, after], end + 1
    elif after in beside.after and not _name_follows(tokens, end, beside):
        end += 1
    form = Form(title, (tokens[at].word, *words) if starts_place else tuple(words), is_place)
    return Mention(form, _write(tokens[start:end]), after in beside.objects), end


def _read_words(tokens: Sequence[_Token], at: int, beside: Neighbours) -> tuple[list[str], int]:
    """The words of a name, up to a possessive ending or to what belongs to something else."""
    words: list[str] = []
    while at < len(tokens) and not (words and (tokens[at].word in beside.place_ends or tokens[at - 1].is_possessive)):
        token, follows = tokens[at], _name_follows(tokens, at, beside)
        if token.word in beside.particles and follows and (name := tokens[at + 1].name):
            words.append(f"{_particle(token.word)} {name}")
            at += 2
        elif token.name and not (token.title and follows):
            words.append(token.name)
            at += 1
        elif words and token.word in beside.initials and follows:
            at += 1
        else:
            break
    return words, at


def _name_follows(tokens: Sequence[_Token], at: int, beside: Neighbours) -> bool:
    """After one's titles and particles."""
    for number in range(at + 1, len(tokens)):
        token = tokens[number]
        if tokens[number - 1].is_possessive:
            return False
        if token.name:
            return True
        if token.word not in beside.particles and token.word not in beside.initials and not token.title:
            return False
    return False


def _particle(word: str) -> str:
    return "St." if word in ("St", "Saint") else word.lower()


def _write(tokens: Sequence[_Token]) -> str:
    return "".join(f"{token.word}{'.' if token.is_dotted else ''} " for token in tokens).strip()


def _split_doubtful(found: Sequence[list[Mention]], counts: Sequence[int], beside: Neighbours) -> list[list[Mention]]:
    """Persian sets subject and object side by side without a sign between them, so two names are one person only where
    the book shows it: in a place where no object can be they follow a title, or they stand there twice and the second
    is a surname, by its ending or as it follows a title elsewhere; they never stand the other way round, and the first
    is nobody's surname («دکتر احمدی سارا را دید»)."""
    sure: Counter[_Words] = Counter()
    titled: set[_Words] = set()
    for mention, count in ((mention, count) for own, count in zip(found, counts, strict=True) for mention in own):
        if not mention.is_doubtful:
            sure[mention.form.words] += count
            if mention.form.title:
                titled.add(mention.form.words)
    surnames = {
        mention.form.words
        for own in found
        for mention in own
        if mention.form.title and beside.titles[mention.form.title].stands_before == "surname"
    }
    pairs: set[_Words] = {
        pair
        for pair in sure
        if len(pair) == 2
        and not sure[pair[::-1]]
        and pair[:1] not in surnames
        and (pair in titled or (sure[pair] > 1 and (pair[1:] in titled or is_surname_in_persian(pair[1]))))
    }
    return [[part for mention in own for part in _split(mention, pairs)] for own in found]


def _split(mention: Mention, pairs: set[_Words]) -> Iterator[Mention]:
    form, words = mention.form, mention.form.words
    if form.is_place or len(words) == 1 or words in pairs:
        yield mention
        return
    at, title = 0, form.title
    while at < len(words):
        step = 2 if words[at : at + 2] in pairs else 1
        own = words[at : at + step]
        yield Mention(Form(title, own), " ".join([title, *own] if title else own))
        at, title = at + step, ""
