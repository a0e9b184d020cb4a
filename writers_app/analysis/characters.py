"""Who appears in which scene: a row for each person or place, with the forms of its name; the report calls this."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from writers_app.analysis.languages import Language
from writers_app.analysis.mentions import Form, Mention, find_mentions
from writers_app.analysis.persons import join_forms
from writers_app.analysis.readings import Reading
from writers_app.analysis.titles import NEIGHBOURS
from writers_app.text.normalisation import fold_for_search

_MOST_CHARACTERS: Final = 25


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`counts[i][j]` says how often whoever has row i is mentioned in scene j; scenes are in the order of
    `Structure.scenes`. `names[i]` is the fullest of the forms that the row counts; `forms[i]` has them all, most used
    first, with how often each is used."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    forms: tuple[Mapping[str, int], ...]


def map_characters(
    readings: Sequence[Reading], names: Mapping[str, int], variants: Mapping[str, str], language: Language
) -> HeatMap:
    """Those who are mentioned most. A variant counts for the name it stands for where search folds them alike (علي and
    علی); whether Franz is Frank, nobody but the writer knows."""
    same = {rare: name for rare, name in variants.items() if fold_for_search(rare) == fold_for_search(name)}
    found = find_mentions(readings, names, same, language)
    persons = join_forms(found.count_by_document(), NEIGHBOURS[language.code].titles)
    totals = found.counts.sum(axis=1).tolist()
    rows: defaultdict[Form, list[int]] = defaultdict(list)
    uses: Counter[Form] = Counter()
    for number, mention in enumerate(found.mentions):
        person = persons[mention.form]
        rows[person].append(number)
        uses[person] += totals[number]
    shown = sorted(rows, key=lambda person: (-uses[person], person))[:_MOST_CHARACTERS]
    own = [[(found.mentions[number], totals[number]) for number in rows[person]] for person in shown]
    return HeatMap(
        tuple(map(_name_of, own)),
        tuple(tuple(found.counts[rows[person]].sum(axis=0).tolist()) for person in shown),
        tuple(map(_forms_of, own)),
    )


def _name_of(own: Sequence[tuple[Mention, int]]) -> str:
    """The full name that is most used, rather one without a title; or else the form that is."""
    return min(own, key=_rank)[0].written


def _rank(one: tuple[Mention, int]) -> tuple[bool, bool, int, str]:
    mention, count = one
    is_full = len(mention.form.words) > 1
    return not is_full, is_full and bool(mention.form.title), -count, mention.written


def _forms_of(own: Sequence[tuple[Mention, int]]) -> dict[str, int]:
    forms: Counter[str] = Counter()
    for mention, count in own:
        forms[mention.written] += count
    return dict(sorted(forms.items(), key=lambda form: (-form[1], form[0])))
