"""What a report says in words, before its charts: sentences for the page and for the HTML file, in either language.

A saying is plain JSON, put into words by whoever shows it: a number; `percent` of a hundred; a plural with `one`,
`many` and `n`; or a `message` with `values`, which are sayings again.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from writers_app.i18n import msg, translate, translate_plural
from writers_app.i18n.numbers import format_percent

if TYPE_CHECKING:
    from writers_app.analysis.report import Report

Saying = Mapping[str, Any]

_EASE: Final = {"en": "flesch_reading_ease", "fa": "persian_ease"}
_BANDS: Final = (
    (80, msg("easy to read")),
    (60, msg("plain, as most novels are")),
    (40, msg("fairly demanding")),
    (float("-inf"), msg("demanding")),
)
_CLEARLY: Final = 0.2
_HARDLY: Final = 0.005
_LENGTHS: Final = msg(
    "Your sentences average %(mean)s words; half of them have %(median)s or fewer, and the longest has %(longest)s."
)


def sum_up(report: "Report") -> Iterator[Saying]:
    """The sentences, in order; what cannot be told of so little text is left out."""
    values, lengths = report.values, report.sentence_lengths
    yield _say(
        msg("The text has %(words)s and takes about %(minutes)s to read."),
        words=tn("%(n)s word", "%(n)s words", values["words"]),
        minutes=say_minutes(int(values["reading_time"] or 0)),
    )
    if lengths.mean:
        yield _say(_LENGTHS, mean=round(lengths.mean, 1), median=round(lengths.median, 1), longest=lengths.longest)
    if (spoken := values["dialogue_share"] or 0) > _HARDLY:
        yield _say(msg("%(share)s of the words are spoken by somebody."), share={"percent": round(100 * spoken, 1)})
    if (ease := values.get(_EASE[report.language])) is not None:
        band = next(name for least, name in _BANDS if ease >= least)
        yield _say(msg("It is %(band)s (%(score)s out of 100)."), band=_say(band), score=round(ease))
    yield from _say_narration(report)
    if echoes := sum(finding.kind == "echo" for finding in report.findings):
        yield tn(
            "One word comes back soon after it was used.", "%(n)s words come back soon after they were used.", echoes
        )


def _say_narration(report: "Report") -> Iterator[Saying]:
    past, first = report.narration.past_share, report.narration.first_person_share
    if past is None or first is None or min(abs(past - 0.5), abs(first - 0.5)) <= _CLEARLY:
        return
    tense = msg("in the past") if past > 0.5 else msg("in the present")
    person = msg("in the first person") if first > 0.5 else msg("in the third person")
    yield _say(msg("It is told %(tense)s, %(person)s."), tense=_say(tense), person=_say(person))


def _say(message: str, **values: Any) -> Saying:
    return {"message": message, "values": values}


def tn(one: str, many: str, n: float | None) -> Saying:
    """A plural, to be put into words later."""
    return {"one": one, "many": many, "n": n or 0}


def say_minutes(minutes: int) -> Saying:
    """How long something takes, from an hour on in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    said_hours = tn("%(n)s hour", "%(n)s hours", hours)
    said_minutes = tn("%(n)s minute", "%(n)s minutes", rest)
    if hours and rest:
        return _say(msg("%(hours)s and %(minutes)s"), hours=said_hours, minutes=said_minutes)
    return said_hours if hours else said_minutes


def put_into_words(saying: Any, locale: str) -> Any:
    """A saying as it is read in that language; a plain number stays one."""
    match saying:
        case {"percent": share}:
            return format_percent(share / 100, locale)
        case {"one": one, "many": many, "n": n}:
            return translate_plural(one, many, n, locale)
        case {"message": message, "values": values}:
            return translate(message, locale, **{name: put_into_words(value, locale) for name, value in values.items()})
    return saying
