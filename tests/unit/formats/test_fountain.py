"""Screenplays in Fountain: every element of the syntax on its way in, and the same script after a round trip."""

from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, contents, document, manuscript, paragraph, text
from writers_app.formats.blocks import plain_text
from writers_app.formats.child import read_in_child
from writers_app.formats.detection import Format, detect
from writers_app.formats.limits import Limits
from writers_app.formats.model import JSON, Manuscript
from writers_app.formats.options import WriteOptions
from writers_app.formats.outline import split_by_headings
from writers_app.formats.writing import write

SCRIPT = r"""Title:
    _**Big Fish**_
Credit: written by
Author: Ann Author

# Act One

= They meet again.

EXT. RIVER - DAY #12A#

A *huge* fish,[[or a log?]] **swims** by.
It is \*not\* a log.

EDWARD (O.S.)
(quietly)
There it is.
The beast.
(beat)
I knew.

@McCLANE
Yippee.

/* A scene that was
cut. */

!LOUD NOISE

~La la la

CUT TO:

> BURN TO WHITE.

> THE END <

.SNIPER SCOPE POV

===

A river.
"""
ITALIC = {"type": "italic"}
IN = document(
    block("heading", text("Act One"), level=1),
    paragraph(text("They meet again.", ITALIC)),
    block("heading", text("EXT. RIVER - DAY"), level=2),
    paragraph(
        "A ", text("huge", ITALIC), " fish,", block("footnote", text("or a log?")), " ",
        text("swims", {"type": "bold"}), " by.", block("hardBreak"), "It is *not* a log.",
    ),
    block("blockquote", paragraph("EDWARD (O.S.)"), paragraph("(quietly)"),
          paragraph("There it is.", block("hardBreak"), "The beast."), paragraph("(beat)"), paragraph("I knew.")),
    block("blockquote", paragraph("McCLANE"), paragraph("Yippee.")),
    paragraph("LOUD NOISE"),
    paragraph(text("La la la", ITALIC)),
    paragraph("CUT TO:", textAlign="right"),
    paragraph("BURN TO WHITE.", textAlign="right"),
    paragraph("THE END", textAlign="center"),
    block("heading", text("SNIPER SCOPE POV"), level=2),
    block("horizontalRule", page=True),
    paragraph("A river."),
)  # fmt: skip


def read(data: bytes | str, folder: Path) -> Manuscript:
    path = folder / "script.fountain"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_in_child(path, path.name)


def test_every_element_of_a_script_is_read(tmp_path: Path) -> None:
    book = read(SCRIPT, tmp_path)
    assert detect(tmp_path / "script.fountain") is Format.FOUNTAIN
    assert (book.title, book.author, book.language) == ("Big Fish", "Ann Author", "en")
    assert contents(book) == [IN]
    assert [str(each) for each in book.losses] == ["One passage that the script had cut out was left out."]


def test_a_script_is_the_same_after_a_round_trip(tmp_path: Path) -> None:
    once = read(SCRIPT, tmp_path)
    again = read(write(once, Format.FOUNTAIN), tmp_path)
    assert contents(again) == contents(once)
    assert (again.title, again.author) == (once.title, once.author)


def test_scenes_become_documents_when_there_are_no_acts(tmp_path: Path) -> None:
    book = split_by_headings(read("INT. HOUSE - NIGHT\n\nDark.\n\nEXT. ROAD\n\nRain.\n", tmp_path))
    assert [each.title for each in book.documents] == ["INT. HOUSE - NIGHT", "EXT. ROAD"]


@pytest.mark.parametrize(
    "line",
    ["EXTRA! Read about it", "INT. is an abbreviation", "NOBODY MOVED", "@home", "> quoted", "# not a heading",
     "a*b*c_d", "= equal", "~ about", "!", ".dot", "CUT TO:", "[[no note]] [sic]", "/* no */", "می‌خواهم بنویسم"],
)  # fmt: skip
def test_what_only_looks_like_an_element_stays_action(line: str, tmp_path: Path) -> None:
    content = document(paragraph("It began."), paragraph(line), paragraph("It went on.", block("hardBreak"), line))
    [found] = contents(read(write(manuscript(content), Format.FOUNTAIN, WriteOptions(title_page=False)), tmp_path))
    kept = [block for block in found["content"] if block["type"] != "heading"]
    assert [plain(each).replace("[ [", "[[").replace("/ *", "/*") for each in kept] == [
        "It began.", line, f"It went on.\n{line}",
    ]  # fmt: skip
    assert {each["type"] for each in kept} == {"paragraph"}


def plain(found: JSON) -> str:
    return "".join(each.get("text", "\n") for each in found["content"])


def test_persian_characters_speak(tmp_path: Path) -> None:
    speech = block("blockquote", paragraph("سارا"), paragraph("نمی‌آیم."))
    book = manuscript(document(speech), language="fa")
    assert "@سارا\nنمی‌آیم." in write(book, Format.FOUNTAIN).decode()
    [found] = contents(read(write(book, Format.FOUNTAIN, WriteOptions(title_page=False)), tmp_path))
    assert found["content"][-1] == speech


@pytest.mark.parametrize("sign", ["[[", "/*", "*", "**_", "(", "[[a", "@", ">", "#", "\\n\\n(", "A ("])
def test_a_script_of_nothing_but_beginnings_is_read_at_once(sign: str, tmp_path: Path) -> None:
    script = sign.replace("\\n", "\n") * 100_000
    path = tmp_path / "script.fountain"
    path.write_text(f"Begins. {script}", encoding="utf-8")
    book = read_in_child(path, path.name, Limits(cpu_seconds=5))
    assert "Begins." in plain_text(book.documents[0].content or {})
