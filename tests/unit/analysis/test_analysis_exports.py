"""A report as tables."""

import csv
import io

from tests.unit.analysis.tiptap import PERSIAN, document
from writers_app.analysis import analyse
from writers_app.analysis.exports import figures_to_csv, findings_to_csv, names_to_csv, words_to_csv


def rows(table: str) -> list[list[str]]:
    assert table.startswith("\ufeff")
    return list(csv.reader(io.StringIO(table[1:])))


def test_figures_have_names_titles_and_values() -> None:
    report = analyse([document("One two. Three.")], "en").to_json()
    table = rows(figures_to_csv(report))
    assert table[0] == ["Name", "Title", "Value"]
    assert ["words", "Words", "3"] in table
    assert ["sentence_length", "Sentence length", "1.5"] in table


def test_findings_are_told_in_the_readers_language() -> None:
    report = analyse([document("He left. It was stolen.")], "en").to_json()
    [_, finding] = rows(findings_to_csv(report, lambda message: PERSIAN.get(message, message)))
    assert finding == [
        "فعل مجهول",
        "Title of d1",
        "1",
        "12",
        "22",
        "was stolen",
        "He left. It [was stolen].",
        "فعل مجهول: «was stolen». چه کسی می‌کند؟",
    ]


def test_words_come_with_their_forms() -> None:
    report = analyse([document("He walked. They walk; walking.")], "en").to_json()
    assert rows(words_to_csv(report))[1] == ["walk", "3", "600.0", "walk walked walking"]


def test_names_come_with_the_forms_that_count_together() -> None:
    report = analyse([document("So Sara Holt met Edmund. And Sara Holt left. Did Sara? Did Edmund?")], "en").to_json()
    assert rows(names_to_csv(report)) == [
        ["Name", "Uses", "Scenes", "Forms"],
        ["Sara Holt", "3", "1", "Sara Holt 2; Sara 1"],
        ["Edmund", "2", "1", "Edmund 2"],
    ]


def test_a_report_of_before_has_names_without_forms() -> None:
    report = analyse([document("So Sara met Edmund. And Sara left.")], "en").to_json()
    del report["characters"]["forms"]
    assert rows(names_to_csv(report))[1] == ["Sara", "2", "1", ""]


def test_no_cell_is_run_as_a_formula() -> None:
    report = analyse([document("“Yes...")], "en").to_json()
    report["words"] = [{"word": '=HYPERLINK("http://a")', "count": 1, "per_thousand": 1.0, "forms": ["-2+3"]}]
    assert rows(words_to_csv(report))[1][0].startswith("'=")
    assert rows(words_to_csv(report))[1][3] == "'-2+3"
