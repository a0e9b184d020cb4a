"""A Scrivener project: its binder becomes the tree, whichever version wrote it."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, document, paragraph, text
from writers_app.formats.child import read_in_child
from writers_app.formats.detection import Format, detect
from writers_app.formats.model import Manuscript

BINDER = """<?xml version="1.0" encoding="UTF-8"?><ScrivenerProject><Binder>
<BinderItem {id}="D" Type="DraftFolder"><Title>Draft</Title><Children>
 <BinderItem {id}="P" Type="Folder"><Title>Part One</Title><Children>
  <BinderItem {id}="A" Type="Text"><Title>Arrival</Title>
   <MetaData><LabelID>2</LabelID><StatusID>1</StatusID></MetaData></BinderItem>
  <BinderItem {id}="B" Type="Text"><Title>Departure</Title></BinderItem></Children></BinderItem></Children></BinderItem>
<BinderItem {id}="R" Type="ResearchFolder"><Title>Research</Title><Children>
 <BinderItem {id}="N" Type="Text"><Title>Ships</Title></BinderItem>
 <BinderItem {id}="I" Type="Image"><Title>Map</Title></BinderItem></Children></BinderItem>
<BinderItem {id}="T" Type="TrashFolder"><Title>Trash</Title><Children>
 <BinderItem {id}="X" Type="Text"><Title>Thrown away</Title></BinderItem></Children></BinderItem></Binder>
<LabelSettings><Labels><Label ID="-1">No Label</Label><Label ID="2">Sara</Label></Labels></LabelSettings>
<StatusSettings><StatusItems><Status ID="1">First draft</Status></StatusItems></StatusSettings></ScrivenerProject>"""
RTF = (
    r'{\rtf1\ansi She {\i came}{\field{\*\fldinst HYPERLINK "scrivcmt://C1"}{\fldrslt  home}}'
    r'{\field{\*\fldinst HYPERLINK "scrivcmt://F1"}{\fldrslt  late}}.\par}'
)
COMMENTS = r"""<Comments><Comment ID="C1"><![CDATA[{\rtf1 Really home?}]]></Comment>
<Comment ID="F1" Footnote="Yes"><![CDATA[{\rtf1 At {\b nine}.}]]></Comment></Comments>"""
PLACES = {
    "3": ("UUID", "Data/{}/content.rtf", "Data/{}/synopsis.txt", "Data/{}/content.comments"),
    "2": ("ID", "Docs/{}.rtf", "Docs/{}_synopsis.txt", "Docs/{}.comments"),
}


def project(folder: Path, version: str, **more: str) -> Path:
    name, texts, synopses, comments = PLACES[version]
    files = {
        "Sea.scriv/Sea.scrivx": BINDER.format(id=name),
        "Sea.scriv/Files/" + texts.format("A"): RTF,
        "Sea.scriv/Files/" + synopses.format("A"): "She comes home.",
        "Sea.scriv/Files/" + comments.format("A"): COMMENTS,
        "Sea.scriv/Files/" + texts.format("B"): r"{\rtf1 She left.}",
        "Sea.scriv/Files/" + texts.format("N"): r"{\rtf1 Two masts.}",
        "Sea.scriv/Files/" + texts.format("X"): r"{\rtf1 Gone.}",
        **more,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for each, data in files.items():
            made.writestr(each, data)
    path = folder / "sea.scriv.zip"
    path.write_bytes(buffer.getvalue())
    return path


def outline(book: Manuscript) -> list[tuple[int, str, str]]:
    return [(depth, each.kind, each.title) for depth, each in book.walk()]


@pytest.mark.parametrize("version", PLACES)
def test_the_binder_becomes_the_tree_with_all_that_belongs_to_it(version: str, tmp_path: Path) -> None:
    path = project(tmp_path, version)
    assert detect(path, "sea.scriv.zip") is Format.SCRIVENER
    book = read_in_child(path, "sea.scriv.zip")
    assert book.title == "Sea"
    assert outline(book) == [
        (1, "folder", "Part One"), (2, "scene", "Arrival"), (2, "scene", "Departure"),
        (1, "folder", "Research"), (2, "note", "Ships"),
    ]  # fmt: skip
    arrival = book.documents[0].children[0]
    assert (arrival.synopsis, arrival.label, arrival.status) == ("She comes home.", "Sara", "First draft")
    assert arrival.content == document(paragraph(
        "She ", text("came", {"type": "italic"}), text(" home", {"type": "comment", "attrs": {"id": "comment-C1"}}),
        " late",
        block("footnote", text("At "), text("nine", {"type": "bold"}), text(".")), ".",
    ))  # fmt: skip
    assert [(each.id, each.text) for each in book.comments] == [("comment-C1", "Really home?")]


def test_words_in_another_language_than_the_book_are_told_but_not_what_all_of_it_is_in(tmp_path: Path) -> None:
    more = {
        "Sea.scriv/Files/Data/B/content.rtf": r"{\rtf1\deflang1033 She left, {\lang1036 enfin}.}",
        "Sea.scriv/Files/Data/N/content.rtf": r"{\rtf1 \lang2057 Two masts.}",
    }
    by_title = {
        each.title: each.content for _, each in read_in_child(project(tmp_path, "3", **more), "sea.scriv.zip").walk()
    }
    french = {"type": "language", "attrs": {"lang": "fr-FR"}}
    assert by_title["Departure"] == document(paragraph("She left, ", text("enfin", french), "."))
    assert by_title["Ships"] == document(paragraph("Two masts."))


INDEX = """<?xml version="1.0" encoding="UTF-8"?><Snapshots Version="1.0">
<Snapshot><Title>Before the rewrite</Title><Date>2024-05-08 16:04:16 -0700</Date></Snapshot>
<Snapshot><Title>Untitled Snapshot</Title><Date>2023-01-02 03:04:05 +0000</Date></Snapshot></Snapshots>"""
SNAPSHOTS = "Sea.scriv/Snapshots/A.snapshots/"


@pytest.mark.parametrize("version", PLACES)
def test_snapshots_come_along_with_their_dates_and_titles(version: str, tmp_path: Path) -> None:
    commented = r'{\rtf1 She {\field{\*\fldinst HYPERLINK "scrivcmt://C9"}{\fldrslt  ran}}.}'
    files = {
        "index.xml": INDEX,
        "2024-05-08-16-04-16-0700.rtf": commented,
        "2023-01-02-03-04-05+0000.rtf": r"{\rtf1 Old.}",
    }
    path = project(tmp_path, version, **{SNAPSHOTS + name: data for name, data in files.items()})
    book = read_in_child(path, "sea.zip")
    arrival = book.documents[0].children[0]
    assert [(each.title, each.date) for each in arrival.earlier] == [
        ("", "2023-01-02T03:04:05+00:00"), ("Before the rewrite", "2024-05-08T23:04:16+00:00"),
    ]  # fmt: skip
    assert arrival.earlier[1].content == document(paragraph("She  ran."))
    assert book.losses == ()


def test_a_snapshot_that_the_list_does_not_name_is_dated_by_its_file(tmp_path: Path) -> None:
    files = {"index.xml": "<broken", "2024-05-08-16-04-16.rtf": r"{\rtf1 Old.}", "no-date.rtf": r"{\rtf1 When?}"}
    path = project(tmp_path, "3", **{SNAPSHOTS + name: data for name, data in files.items()})
    book = read_in_child(path, "sea.zip")
    assert [each.date for each in book.documents[0].children[0].earlier] == ["2024-05-08T16:04:16+00:00"]
    assert [str(each) for each in book.losses] == [
        "One snapshot of an earlier version could not be read and was left out."
    ]
