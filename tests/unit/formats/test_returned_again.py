"""The file that an editor sent comes again, after some of it was accepted and some rejected: nothing is there twice."""

import random
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import block, document, item, manuscript, paragraph, text
from tests.unit.formats.test_returns import UUIDS, texts, with_end
from tests.word_edits import WordFile
from writers_app.formats.blocks import join_text
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON
from writers_app.formats.options import WriteOptions
from writers_app.formats.returns import ReturnedDocument, merge_returned
from writers_app.formats.validation import validate_document
from writers_app.formats.word.returned import read_returned
from writers_app.formats.writing import write

Choice = Callable[[str], str]
"""What becomes of a suggestion, by its mark's id: "accept", "reject" or "leave"."""

BOOK = manuscript(
    document(
        paragraph("In the old house on the hill nobody lived, and the door of the house was open to the wind."),
        paragraph("No."),
        paragraph("She asked him again, and he said what he had said in the morning."),
        paragraph("No."),
        paragraph(
            "There was a lamp on the table", block("footnote", text("A lamp of brass.")), " and a book beside it."
        ),
        block("bulletList", item("a lamp of brass"), item("a book of the sea"), item("a coat")),
        block("table", block("tableRow", block("tableCell", paragraph("one way")), block("tableCell", paragraph("x")))),
        paragraph("They left the house before the sun was up, and nobody saw them go down to the sea."),
    )
)
BOOK = replace(BOOK, documents=(replace(BOOK.documents[0], id=UUIDS[0]),))
LINE = re.compile(r"<w:p>(?:(?!</w:p>).)*?%s(?:(?!</w:p>).)*</w:p>")


def whole_line(xml: str, words: str) -> str:
    found = re.search(LINE.pattern % re.escape(words), xml)
    assert found is not None, words
    return found.group()


def silently(old: str, new: str) -> Callable[[WordFile], None]:
    return lambda file: file.replace_silently(old, new)


def tracked(old: str, new: str) -> Callable[[WordFile], None]:
    return lambda file: file.replace_tracked(old, new)


def in_body(change: Callable[[str], str]) -> Callable[[WordFile], None]:
    def edit(file: WordFile) -> None:
        file.files["word/document.xml"] = change(file.body).encode()

    return edit


def after(words: str, *lines: str) -> Callable[[WordFile], None]:
    made = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return in_body(lambda xml: xml.replace(whole_line(xml, words), whole_line(xml, words) + made, 1))


def without(words: str) -> Callable[[WordFile], None]:
    return in_body(lambda xml: xml.replace(whole_line(xml, words), "", 1))


SENTENCE = "She asked him again, and he said what he had said in the morning."
ANOTHER = (
    "In the evening the old man told all of it again, the house and the hill and the sea, to whoever would listen."
)
EDITS: dict[str, list[Callable[[WordFile], None]]] = {
    "a word": [silently("nobody lived", "no one lived")],
    "a word, tracked": [tracked("nobody lived", "no one lived")],
    "a word put in": [tracked("old house", "old, old house")],
    "words taken out between alike": [tracked("old house on the ", "")],
    "words taken out silently": [silently("old house on the ", "")],
    "a large replacement": [
        silently("old house on the hill nobody lived, and the door", "hut by the sea the old man sat, and the window")
    ],
    "a large replacement, tracked": [
        tracked("old house on the hill nobody lived, and the door", "hut by the sea the old man sat, and the window")
    ],
    "a whole line": [silently(SENTENCE, ANOTHER)],
    "a whole line, tracked": [tracked(SENTENCE, ANOTHER)],
    "a line for another": [without("She asked"), after("No.", ANOTHER)],
    "a line gone": [without("She asked")],
    "one of two alike gone": [without("No.")],
    "lines put in": [after("No.", "Yes.", "No.", "Yes, she said.")],
    "split": [in_body(lambda xml: xml.replace("he had said", "he had</w:t></w:r></w:p><w:p><w:r><w:t>said", 1))],
    "joined": [in_body(lambda xml: with_end(xml, "In the old house", "del"))],
    "in a list and a note": [
        silently("a book of the sea", "the other book of the seas"), without("a coat"), tracked("a lamp of", "one"),
    ],
    "in a table": [tracked("one way", "another way to say it")],
    "many": [
        tracked("old house", "hut"), silently("open to the wind", "shut"), without("She asked"),
        after("No.", "Yes.", "Never."), tracked("before the sun was up", "late"), silently("down to the sea", "away"),
    ],
}  # fmt: skip


def returned_file(*edits: Callable[[WordFile], None]) -> bytes:
    file = WordFile(write(BOOK, Format.DOCX, WriteOptions(round_trip=True)))
    for edit in edits:
        edit(file)
    return file.data()


def take_back(
    data: bytes, folder: Path, now: JSON | None = None, suggested: Collection[str] = (), name: str = "r1"
) -> ReturnedDocument:
    path = folder / "back.docx"
    path.write_bytes(data)
    current = {UUIDS[0]: now} if now is not None else {}
    merged = merge_returned(
        BOOK, read_returned(path, path.name), current=current, suggested=suggested, editor="Ed", name=name
    )
    validate_document(merged.documents[0].content)
    return merged.documents[0]


def decide(content: JSON, choose: Choice) -> JSON:
    """As the editor does it: words that were taken out go, and the lines that held nothing else."""
    return _decided(content, choose) or document(paragraph())


def _decided(node: JSON, choose: Choice) -> JSON | None:
    if node["type"] == "text":
        marks = []
        for each in node.get("marks", ()):
            choice = choose(each["attrs"]["id"]) if each["type"] in ("insertion", "deletion") else "leave"
            if choice == "leave":
                marks.append(each)
            elif (choice == "accept") is (each["type"] == "deletion"):
                return None
        return text(node["text"], *marks)
    inner = node.get("content", ())
    made = [kept for each in inner if (kept := _decided(each, choose)) is not None]
    if inner and not made and node["type"] not in ("tableCell", "tableHeader"):
        return None
    return {**node, "content": join_text(made)} if made else {**node, "content": [paragraph()]} if inner else node


def always(choice: str) -> Choice:
    return lambda _: choice


def by_chance(seed: int) -> Choice:
    return lambda name: random.Random(f"{seed} {name}").choice(["accept", "reject", "leave"])


@pytest.mark.parametrize("what", EDITS)
def test_what_is_left_open_or_was_accepted_is_not_suggested_again(what: str, tmp_path: Path) -> None:
    """Without any memory of what was suggested: the texts tell."""
    data = returned_file(*EDITS[what])
    once = take_back(data, tmp_path)
    assert once.suggestions
    again = take_back(data, tmp_path, once.content, name="r2")
    assert (again.content, again.suggestions) == (once.content, 0)
    accepted = decide(once.content, always("accept"))
    assert texts(take_back(data, tmp_path, accepted, name="r2").content) == texts(accepted)


@pytest.mark.parametrize("what", EDITS)
def test_whatever_was_decided_is_not_asked_again(what: str, tmp_path: Path) -> None:
    data = returned_file(*EDITS[what])
    once = take_back(data, tmp_path)
    for choose in (always("reject"), *map(by_chance, range(8))):
        decided = decide(once.content, choose)
        again = take_back(data, tmp_path, decided, once.suggested, name="r2")
        assert (again.content, again.suggestions) == (decided, 0)
        assert again.suggested <= once.suggested


@pytest.mark.parametrize("what", EDITS)
def test_what_the_editor_changed_since_is_suggested_and_nothing_else(what: str, tmp_path: Path) -> None:
    further = after("They left the house", "And that was all of it.")
    first, second = returned_file(*EDITS[what]), returned_file(*EDITS[what], further)
    once = take_back(first, tmp_path)
    for choose in (always("leave"), always("accept"), always("reject"), *map(by_chance, range(8))):
        decided = decide(once.content, choose)
        again = take_back(second, tmp_path, decided, once.suggested, name="r2")
        assert again.suggestions == 1
        assert texts(again.content) == [*texts(decided), "{+And that was all of it.+}"]


def test_a_change_within_a_word_is_its_authors(tmp_path: Path) -> None:
    file = WordFile(write(BOOK, Format.DOCX, WriteOptions(round_trip=True)))
    file.replace_tracked("ning.", "ning, at dawn.")
    file.replace_tracked("y left", "n left")
    data = file.data()
    once = take_back(data, tmp_path)
    assert texts(once.content)[2].endswith("in the mor[-ning.-]{+ning, at dawn.+}")
    assert texts(once.content)[-1].startswith("The[-y left-]{+n left+} the house")
    assert {each["attrs"]["author"] for each in changes_in(once.content)} == {"Editor"}
    for choose in (always("leave"), always("accept")):
        decided = decide(once.content, choose)
        assert take_back(data, tmp_path, decided, name="r2").content == decided
    rejected = decide(once.content, always("reject"))
    assert rejected == BOOK.documents[0].content
    assert take_back(data, tmp_path, rejected, once.suggested, name="r2").content == rejected


def changes_in(node: JSON) -> list[JSON]:
    own = [each for each in node.get("marks", ()) if each["type"] in ("insertion", "deletion")]
    return own + [each for child in node.get("content", ()) for each in changes_in(child)]


def test_what_was_accepted_is_known_though_the_writer_went_on(tmp_path: Path) -> None:
    """Without memory, too."""
    data = returned_file(*EDITS["a large replacement, tracked"], tracked("They left", "All of them left"))
    accepted = decide(take_back(data, tmp_path).content, always("accept"))
    first, last = accepted["content"][0], accepted["content"][-1]
    first["content"][0]["text"] = first["content"][0]["text"].replace("to the wind", "to wind and rain")
    last["content"][0]["text"] += " At last."
    now = document(paragraph("New."), *accepted["content"])
    assert take_back(data, tmp_path, now, name="r2").content == now


def test_what_the_writer_changes_in_the_editors_words_is_not_undone(tmp_path: Path) -> None:
    data = returned_file(*EDITS["a whole line, tracked"])
    once = take_back(data, tmp_path)
    accepted = decide(once.content, always("accept"))
    accepted["content"][2]["content"] = [text("In the evening the old man told it once more.")]
    again = take_back(data, tmp_path, accepted, once.suggested, name="r2")
    assert (again.content, again.suggestions) == (accepted, 0)


def test_a_comment_that_was_deleted_does_not_come_back_but_its_new_answer_does(tmp_path: Path) -> None:
    file = WordFile(write(BOOK, Format.DOCX, WriteOptions(round_trip=True)))
    file.comment("the hill", "Which hill?")
    once = take_back(file.data(), tmp_path)
    assert [each.text for each in once.comments] == ["Which hill?"]
    again = take_back(file.data(), tmp_path, BOOK.documents[0].content, once.suggested, name="r2")
    assert (again.content, again.comments) == (BOOK.documents[0].content, ())
    file.comment("a lamp of", "Of what?")
    again = take_back(file.data(), tmp_path, BOOK.documents[0].content, once.suggested, name="r2")
    assert [each.text for each in again.comments] == ["Of what?"]


def test_one_suggestion_of_two_editors_is_asked_of_each(tmp_path: Path) -> None:
    file = WordFile(write(BOOK, Format.DOCX, WriteOptions(round_trip=True)), author="Bob")
    file.replace_tracked("old house", "hut")
    once = take_back(returned_file(tracked("old house", "hut")), tmp_path)
    rejected = decide(once.content, always("reject"))
    assert take_back(file.data(), tmp_path, rejected, once.suggested, name="r2").suggestions == 2
    assert take_back(file.data(), tmp_path, once.content, once.suggested, name="r2").suggestions == 0
