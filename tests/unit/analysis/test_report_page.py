"""A report as one HTML file."""

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.unit.analysis.tiptap import SCENE_BREAK, document
from writers_app.analysis import METRICS, analyse
from writers_app.analysis.charts import draw_columns
from writers_app.analysis.page import write_page
from writers_app.analysis.summary import put_into_words, say_minutes
from writers_app.i18n import translate

ENGLISH = [
    document(
        "“Who lives there?” asked Sara. " + "The letter was written slowly. " * 4,
        SCENE_BREAK,
        "Sara saw Edmund. Edmund saw Sara. It <b>rained</b> & rained.",
        name="<One>",
    ),
    document("Nobody did. Sara left. Edmund stayed at home.", SCENE_BREAK, "It was over.", name="d2"),
]
PERSIAN = [document("سارا گفت: «نامه نوشته شد.» باران می‌بارید.", SCENE_BREAK, "شب شد و سارا خوابید.")]
VOID = {"meta", "br", "rect", "polygon", "polyline"}


class Outline(HTMLParser):
    """The elements met, after checking that each one is closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.attributes if name == tag]


def page_of(texts: list[Any], language: str, locale: str) -> Outline:
    return Outline(write_page(analyse(texts, language).to_json(), "The <House>", "1 March 2026", locale))


@pytest.mark.parametrize(("texts", "language"), [(ENGLISH, "en"), (PERSIAN, "fa"), ([document("")], "en"), ([], "en")])
@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_a_page_is_well_formed_in_both_directions(texts: list[Any], language: str, locale: str, direction: str) -> None:
    page = page_of(texts, language, locale)
    assert page.of("html") == [{"lang": locale, "dir": direction}]
    assert "The <House>" in page.text


def test_a_page_asks_the_network_for_nothing() -> None:
    page = write_page(analyse(ENGLISH, "en").to_json(), "Book", "", "en")
    assert not {"src", "href"} & {name for _, attributes in Outline(page).attributes for name in attributes}
    assert "url(" not in page
    assert "@import" not in page


def test_every_figure_is_explained_with_formula_and_source() -> None:
    page = page_of(ENGLISH, "en", "fa")
    for name in analyse(ENGLISH, "en").values:
        for message in (METRICS[name].title, METRICS[name].definition, METRICS[name].formula, METRICS[name].source):
            assert translate(message, "fa") in page.text


def test_the_names_that_count_together_are_told() -> None:
    story = document("So Sara Holt met Edmund. And Sara Holt left.", SCENE_BREAK, "Did Sara? Did Edmund?")
    page = page_of([story], "en", "fa")
    assert "نام‌هایی که باهم شمرده می‌شوند" in page.text
    assert "Sara Holt Sara Holt ۲ · Sara ۱" in " ".join(page.text.split())
    report = analyse([story], "en").to_json()
    del report["characters"]["forms"]  # as in a report of before
    assert "Names that count together" not in write_page(report, "Book", "", "en")


def test_every_finding_is_there_in_the_readers_language() -> None:
    report = analyse(ENGLISH, "en").to_json()
    page = page_of(ENGLISH, "en", "fa")
    assert len(page.of("li")) == len(report["findings"]) > 0
    assert "فعل مجهول: «was written». چه کسی می‌کند؟" in page.text


@pytest.mark.parametrize(
    ("minutes", "english", "persian"),
    [
        (0, "0 minutes", "۰ دقیقه"),
        (1, "1 minute", "۱ دقیقه"),
        (59, "59 minutes", "۵۹ دقیقه"),
        (60, "1 hour", "۱ ساعت"),
        (61, "1 hour and 1 minute", "۱ ساعت و ۱ دقیقه"),
        (440, "7 hours and 20 minutes", "۷ ساعت و ۲۰ دقیقه"),
    ],
)
def test_from_an_hour_on_a_time_has_hours(minutes: int, english: str, persian: str) -> None:
    assert [put_into_words(say_minutes(minutes), locale) for locale in ("en", "fa")] == [english, persian]


def test_a_book_takes_hours_in_its_report() -> None:
    report = analyse(ENGLISH, "en").to_json()
    report["values"]["reading_time"] = 440
    assert "<dd>7 hours and 20 minutes</dd>" in write_page(report, "Book", "", "en")


def test_findings_stand_in_their_words() -> None:
    story = document("It <i>slowly</i> got cold & wet.")
    page = write_page(analyse([story], "en").to_json(), "Book", "", "en")
    assert '<p class="context" dir="auto">It &lt;i&gt;<mark>slowly</mark>&lt;/i&gt; got cold &amp; wet.</p>' in page
    persian = page_of([document("Python خیلی ساده است.")], "fa", "en")
    assert {"class": "context", "dir": "rtl"} in persian.of("p")


def test_numbers_and_bars_stand_on_the_readers_side() -> None:
    left, right = page_of(ENGLISH, "en", "en"), page_of(ENGLISH, "en", "fa")
    edges = [[float(bar["x"] or 0) + float(bar["width"] or 0) for bar in page.of("rect")] for page in (left, right)]
    starts = [float(bar["x"] or 0) for bar in left.of("rect")]
    assert [680 - start for start in starts] == pytest.approx(edges[1])
    assert "۲" in right.text
    assert "2" in left.text


def test_on_a_phone_every_other_column_of_many_is_named() -> None:
    def named(columns: int) -> int:
        drawn = draw_columns([(str(one), one) for one in range(columns)], "Columns", str, rtl=False)
        return drawn.count("every-other")

    assert (named(6), named(13)) == (0, 6)
