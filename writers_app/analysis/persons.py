"""Which of the forms of names in a book mean the same person. Works on nothing but how often each form is used.

In doubt two forms stay apart: a row too many is seen at once, two people in one row are not. The rules are those of
docs/analysis.md, "Who is who".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Final, TypeVar

from writers_app.analysis.mentions import Form
from writers_app.analysis.titles import Title

_CLEARLY: Final = 0.8
"""Of the uses that tell whom a name means, this share must mean the same person."""
_HARDLY: Final = 0.2
_DOCUMENTS: Final = 3
_Name = tuple[str, ...]
_Key = TypeVar("_Key")


def join_forms(uses: Mapping[Form, Sequence[int]], titles: Mapping[str, Title]) -> dict[Form, Form]:
    """For each form, the one that stands for its person: a full name without title, or else one of the forms. `uses`
    says how often a form is used in each document, `titles` has them by the word in the text."""
    return _Joining(uses, {title.name: title for title in titles.values()}).join()


class _Joining:
    """`_full` counts the full names, `_borne` says with which titles; `_first` and `_last` have, by these words, the
    full names that are used twice or with a title. `_telling` has by word all forms that say more than the word."""

    def __init__(self, uses: Mapping[Form, Sequence[int]], titles: Mapping[str, Title]) -> None:
        self._by_document = uses
        self._titles = titles
        self._uses = {form: sum(counts) for form, counts in uses.items()}
        self._telling: defaultdict[str, list[Form]] = defaultdict(list)
        self._middles: defaultdict[_Name, set[_Name]] = defaultdict(set)
        self._genders: defaultdict[str, set[str]] = defaultdict(set)
        for form in uses:
            self._learn(form)
        self._full: Counter[_Name] = Counter()
        self._borne: Counter[tuple[_Name, str]] = Counter()
        for form, count in self._uses.items():
            if self._is_full(form):
                self._full[self._name_of(form)] += count
                if form.title:
                    self._borne[self._name_of(form), form.title] += count
        self._titles_of: defaultdict[_Name, set[str]] = defaultdict(set)
        for name, title in self._borne:
            self._titles_of[name].add(title)
        self._first: dict[str, list[_Name]] = {}
        self._last: dict[str, list[_Name]] = {}
        for name, count in self._full.items():
            if count > 1 or name in self._titles_of:
                self._first.setdefault(name[0], []).append(name)
                self._last.setdefault(name[-1], []).append(name)

    def _learn(self, form: Form) -> None:
        title = self._titles.get(form.title)
        if not form.is_place and (title or len(form.words) > 1):
            for word in {form.words[0], form.words[-1]}:
                self._telling[word].append(form)
            if len(form.words) > 2:
                self._middles[form.words[0], form.words[-1]].add(form.words)
        is_given = len(form.words) > 1 or bool(title and title.stands_before == "given")
        if title and title.gender and is_given and not _is_of_husband(title):
            self._genders[form.words[0]].add(title.gender)

    def _is_full(self, form: Form) -> bool:
        return len(form.words) > 1 and not form.is_place and not self._is_wife(form)

    def _is_wife(self, form: Form) -> bool:
        """Mrs. Joe Gargery, unless the given name is known for a woman's; Miss Leslie, where there is a Mr. Leslie."""
        title = self._titles.get(form.title)
        if title is None or title.gender != "f":
            return False
        known = self._genders.get(form.words[0], set())
        return "m" in known or (_is_of_husband(title) and not known)

    def _name_of(self, form: Form) -> _Name:
        """Without what stands in the middle, unless that tells two people apart."""
        ends = form.words[0], form.words[-1]
        return form.words if len(self._middles.get(ends, ())) > 1 else ends

    def join(self) -> dict[Form, Form]:
        heads = {form: self._join_telling(form) for form in self._uses if form.title or len(form.words) > 1}
        self._heads = dict(heads)
        for form in self._uses:
            if form not in heads:
                self._heads[form] = self._join_alone(form)
        return self._heads

    def _join_telling(self, form: Form) -> Form:
        if len(form.words) > 1:
            name = self._name_of(form)
            return Form("", name) if self._is_full(form) or (form.is_place and name in self._titles_of) else form
        title, word = self._titles[form.title], form.words[0]
        is_first, is_last = word in self._first, word in self._last
        if title.stands_before == "anything" or is_first == is_last or (is_last and title.stands_before == "given"):
            return form
        found = self._find_by_first(form, title) if is_first else self._find_by_last(form, title)
        return Form("", found) if found else form

    def _find_by_first(self, form: Form, title: Title) -> _Name | None:
        """Sir William; Mr. Hindley too, if he is called Mr. Hindley Earnshaw."""
        name = _clearly(self._possible(title, self._first[form.words[0]]))
        if name is None or self._borne[name, title.name]:
            return name
        if title.stands_before == "surname":
            return None
        fuller = [
            other for other in self._telling.get(name[0], ()) if len(other.words) > 1 and self._name_of(other) == name
        ]
        return None if self._is_elsewhere(form, fuller) else name

    def _find_by_last(self, form: Form, title: Title) -> _Name | None:
        """Mr. Holmes, who is called Mr. Sherlock Holmes. Of father and son, and of two brothers, one is Mr. Knightley
        and the other Mr. John Knightley: so nobody may say the given name alone."""
        name = _clearly(self._possible(title, self._last[form.words[0]]))
        return name if name and self._borne[name, title.name] and self._is_hardly_alone(name[0]) else None

    def _possible(self, title: Title, names: Iterable[_Name]) -> dict[_Name, int]:
        """Those that the title may go with, and their uses."""
        return {name: self._full[name] for name in names if {title.gender, self._gender(name)} != {"m", "f"}}

    def _gender(self, name: _Name) -> str:
        by_title = {str(self._titles[title].gender) for title in self._titles_of.get(name, ())} - {""}
        known = by_title or self._genders.get(name[0], set())
        return next(iter(known)) if len(known) == 1 else ""

    def _is_hardly_alone(self, word: str) -> bool:
        """Nobody says Sherlock, and plain Fitzwilliam is Colonel Fitzwilliam."""
        alone = self._uses.get(Form("", (word,)), 0)
        return alone <= _HARDLY * sum(self._uses[form] for form in self._telling.get(word, ()))

    def _join_alone(self, form: Form) -> Form:
        word = form.words[0]
        if word in self._first and word in self._last:
            return form
        told: Counter[Form] = Counter()
        for other in self._telling.get(word, ()):
            # Nobody calls Mrs. Joe by her husband's name.
            if not (self._is_wife(other) if len(other.words) > 1 else self._titles[other.title].is_lent):
                told[self._heads[other]] += self._uses[other]
        head = _clearly(told)
        if head is None or (len(head.words) > 1 and head.words not in self._last.get(head.words[-1], ())):
            return form
        fuller = [other for other in self._telling.get(word, ()) if self._heads[other] == head]
        return form if self._is_always_titled(word, fuller) or self._is_elsewhere(form, fuller) else head

    def _is_always_titled(self, word: str, fuller: Iterable[Form]) -> bool:
        """Lady Catherine, who is never plain Catherine."""
        noble = plain = 0
        for form in fuller:
            if form.words[0] != word or len(form.words) + bool(form.title) < 2:
                continue
            title = self._titles.get(form.title)
            if title and (title.is_lent or title.stands_before == "given"):
                noble += self._uses[form]
            else:
                plain += self._uses[form]
        return noble > plain

    def _is_elsewhere(self, form: Form, fuller: Iterable[Form]) -> bool:
        """Mary of one story and Mary Sutherland of another."""
        has_one = [any(counts) for counts in zip(*(self._by_document[other] for other in fuller), strict=True)]
        near = sum(compress(self._by_document[form], has_one))
        return sum(has_one) < _DOCUMENTS and 2 * near < self._uses[form]


def _is_of_husband(title: Title) -> bool:
    """Whether even a given name after it may be his."""
    return title.is_lent and title.stands_before == "surname"


def _clearly(counts: Mapping[_Key, int]) -> _Key | None:
    """The one that has nearly all of the uses."""
    most = max(counts, key=lambda key: counts[key], default=None)
    return most if most is not None and counts[most] >= max(1, _CLEARLY * sum(counts.values())) else None
