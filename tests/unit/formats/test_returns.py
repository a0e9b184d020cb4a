"""A book goes out as Word to an editor and comes back: every change is a suggestion, nothing is lost."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.formats.manuscripts import EVERYTHING, SAMPLE, block, document, item, manuscript, paragraph, text
from writers_app.formats.changes import accept_changes
from writers_app.formats.child import read_returned_in_child
from writers_app.formats.detection import Format
from writers_app.formats.errors import FormatError
from writers_app.formats.model import JSON, Comment, Manuscript
from writers_app.formats.options import WriteOptions
from writers_app.formats.returns import ReturnedBook, merge_returned
from writers_app.formats.validation import validate_document
from writers_app.formats.word.returned import read_returned
from writers_app.formats.writing import write

Edit = Callable[[str], str]
STORY = manuscript(
    document(
        paragraph("The old house stood on the hill."), paragraph("Nobody lived there."), paragraph("Or so they said.")
    ),
    document(
        paragraph("Sara came in the morning.", block("footnote", text("A note."))), block("bulletList", item("a lamp"))
    ),
)


def send(book: Manuscript, folder: Path, edit: Edit = lambda xml: xml) -> ReturnedBook:
    """Out, changed in the XML as an editor's program would, and merged."""
    out, back = folder / "out.docx", folder / "back.docx"
    out.write_bytes(write(book, Format.DOCX, WriteOptions(round_trip=True)))
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(back, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in ("word/document.xml", "word/comments.xml"):
                data = edit(data.decode()).encode()
            target.writestr(name, data)
    merged = merge_returned(book, read_returned(back, "back.docx"), editor="Ed")
    for each in merged.documents:
        validate_document(each.content)
    return merged


def texts(content: JSON) -> list[str]:
    """Paragraphs with [-deletions-] and {+insertions+}."""

    def shown(node: JSON) -> str:
        if node["type"] != "text":
            return "*" if node["type"] == "footnote" else ""
        kinds = {each["type"] for each in node.get("marks", ())}
        return (
            f"[-{node['text']}-]"
            if "deletion" in kinds
            else f"{{+{node['text']}+}}"
            if "insertion" in kinds
            else node["text"]
        )

    return ["".join(map(shown, each.get("content", ()))) for each in content["content"]]


def test_a_file_that_comes_back_untouched_changes_nothing(tmp_path: Path) -> None:
    for book in (STORY, SAMPLE):
        merged = send(book, tmp_path)
        assert [each.content for each in merged.documents] == [each.content for each in book.documents]
        assert not any(each.suggestions or each.comments or each.suggested_title for each in merged.documents)
        assert not merged.missing
        assert not merged.remarks


def test_an_untracked_change_becomes_a_suggestion_in_the_editors_name(tmp_path: Path) -> None:
    merged = send(
        STORY, tmp_path, lambda xml: xml.replace("old house", "ancient house").replace("Or so they said.", "Or so.")
    )
    assert texts(merged.documents[0].content) == [
        "The [-old-]{+ancient+} house stood on the hill.", "Nobody lived there.", "Or so[- they said-].",
    ]  # fmt: skip
    marks = [made for node in merged.documents[0].content["content"][0]["content"] for made in node.get("marks", ())]
    assert {made["attrs"]["author"] for made in marks} == {"Ed"}
    assert merged.documents[0].suggestions == 3
    assert merged.documents[1].suggestions == 0


def test_tracked_changes_keep_author_and_date(tmp_path: Path) -> None:
    who = 'w:id="901" w:author="Eve" w:date="2026-05-06T07:08:09Z"'
    start = '<w:r><w:t xml:space="preserve">'
    new = f"</w:t></w:r><w:ins {who}>{start}very </w:t></w:r></w:ins>{start}old"
    merged = send(STORY, tmp_path, lambda xml: xml.replace("old", new, 1))
    assert texts(merged.documents[0].content)[0] == "The {+very +}old house stood on the hill."
    (made,) = merged.documents[0].content["content"][0]["content"][1]["marks"]
    assert made["attrs"] | {"id": ""} == {"id": "", "author": "Eve", "date": "2026-05-06T07:08:09Z"}


def test_removed_and_new_paragraphs_are_suggested_whole(tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        gone = re.search(r"<w:p>(?:(?!</w:p>).)*Nobody lived there\.(?:(?!</w:p>).)*</w:p>", xml)
        assert gone is not None
        return xml.replace(
            gone.group(), "<w:p><w:r><w:t>Something quite different was written by the editor.</w:t></w:r></w:p>"
        )

    merged = send(STORY, tmp_path, edit)
    assert texts(merged.documents[0].content) == [
        "The old house stood on the hill.",
        "[-Nobody lived there.-]",
        "{+Something quite different was written by the editor.+}",
        "Or so they said.",
    ]


WHO = 'w:id="901" w:author="Eve" w:date="2026-05-06T07:08:09Z"'


def with_end(xml: str, words: str, kind: str) -> str:
    """The end of the paragraph with these words as a tracked change."""
    start = xml.rindex("<w:p>", 0, xml.index(words)) + len("<w:p>")
    told = f"<w:rPr><w:{kind} {WHO}/></w:rPr>"
    if xml.startswith("<w:pPr>", start):
        end = xml.index("</w:pPr>", start)
        return xml[:end] + told + xml[end:]
    return f"{xml[:start]}<w:pPr>{told}</w:pPr>{xml[start:]}"


def split_in_two(xml: str) -> str:
    return xml.replace("stood on", 'stood</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">on', 1)


def delete(xml: str, words: str) -> str:
    """As a tracked change, of words that stand in a run with others."""
    start = '<w:r><w:t xml:space="preserve">'
    gone = f"<w:del {WHO}><w:r><w:delText>{words}</w:delText></w:r></w:del>"
    assert words in xml
    return xml.replace(words, f"</w:t></w:r>{gone}{start}", 1)


SPLIT = ["The old house stood[- on the hill.-]", "{+on the hill.+}", "Nobody lived there.", "Or so they said."]
JOINED = ["The old house stood on the hill.{+Nobody lived there.+}", "[-Nobody lived there.-]", "Or so they said."]
ACROSS = ["The old house[- stood on the hill.-]{+ lived there.+}", "[-Nobody lived there.-]", "Or so they said."]
SPLITS_AND_JOINS: dict[str, tuple[Edit, list[str]]] = {
    "split": (split_in_two, SPLIT),
    "split, tracked": (lambda xml: with_end(split_in_two(xml), "The old house", "ins"), SPLIT),
    "joined, tracked": (lambda xml: with_end(xml, "The old house", "del"), JOINED),
    "joined across words, tracked": (
        lambda xml: delete(delete(with_end(xml, "The old house", "del"), " stood on the hill."), "Nobody"), ACROSS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPLITS_AND_JOINS)
def test_a_paragraph_that_was_split_or_joined_is_suggested_so_and_once_only(what: str, tmp_path: Path) -> None:
    edit, expected = SPLITS_AND_JOINS[what]
    merged = come_back(STORY, tmp_path, edit)
    once = merged.documents[0].content
    assert texts(once) == expected
    assert not merged.remarks
    assert come_back(STORY, tmp_path, edit, first=once).documents[0].content == once


@pytest.mark.parametrize("what", ["split", "split, tracked", "joined, tracked"])
def test_a_split_or_join_that_was_accepted_is_not_suggested_again(what: str, tmp_path: Path) -> None:
    edit, expected = SPLITS_AND_JOINS[what]
    suggested = come_back(STORY, tmp_path, edit).documents[0].content
    accepted = accept_changes(manuscript(suggested)).documents[0].content
    assert accepted is not None
    assert texts(accepted) == [each for each in map(accepted_line, expected) if each]
    assert come_back(STORY, tmp_path, edit, first=accepted).documents[0].content == accepted


def accepted_line(shown: str) -> str:
    return re.sub(r"\[-.*?-\]|\{\+(.*?)\+\}", r"\1", shown)


def test_a_paragraph_that_was_taken_out_with_its_end_is_a_suggestion_on_its_words(tmp_path: Path) -> None:
    merged = send(STORY, tmp_path, lambda xml: with_end(delete(xml, "Nobody lived there."), "<w:delText>Nobody", "del"))
    assert texts(merged.documents[0].content) == [
        "The old house stood on the hill.", "[-Nobody lived there.-]", "Or so they said.",
    ]  # fmt: skip
    assert not read_returned(tmp_path / "back.docx", "back.docx").losses


def test_changes_inside_lists_and_footnotes_are_suggestions_too(tmp_path: Path) -> None:
    merged = send(STORY, tmp_path, lambda xml: xml.replace("a lamp", "a new lamp"))
    listed = merged.documents[1].content["content"][1]["content"][0]
    assert texts(listed) == ["a {+new +}lamp"]


def test_only_new_comments_come_with_their_text_and_place(tmp_path: Path) -> None:
    def marked(name: str) -> JSON:
        return paragraph(text("Marked", {"type": "comment", "attrs": {"id": name}}), " text.")

    comments = (Comment("c1", "Mine.", "Ann"), Comment("c2", "Mine too.", "Ann"))
    book = manuscript(document(marked("c1"), marked("c2")), comments=comments)
    merged = send(book, tmp_path, lambda xml: xml.replace("Mine too.", "But is it so?").replace('"Ann"', '"Ed"', 2))
    (comment,) = [each for each in merged.documents[0].comments if each.text == "But is it so?"]
    marks = [each["content"][0]["marks"] for each in merged.documents[0].content["content"]]
    assert comment.parent == "c2"
    assert marks == [[{"type": "comment", "attrs": {"id": "c1"}}], [{"type": "comment", "attrs": {"id": "c2"}}]]


def test_a_changed_chapter_title_is_told(tmp_path: Path) -> None:
    merged = send(STORY, tmp_path, lambda xml: xml.replace("Chapter 2", "The Visitor"))
    assert [each.suggested_title for each in merged.documents] == [None, "The Visitor"]


def test_a_chapter_that_did_not_come_back_stays_as_it_is(tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        start = xml.index('<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/>', xml.index("Or so they said"))
        return xml[:start] + xml[xml.index("<w:sectPr>") :]

    assert [each.title for each in send(STORY, tmp_path, edit).documents] == ["Chapter 1"]


def test_nothing_of_the_original_is_lost_whatever_the_editor_does(tmp_path: Path) -> None:
    book = manuscript(EVERYTHING)

    def edit(xml: str) -> str:
        return re.sub(
            r"(<w:t [^>]*>)([^<]*)", lambda found: found[1] + found[2].replace("o", "oo").replace("a ", ""), xml
        )

    merged = send(book, tmp_path, edit).documents[0].content

    def kept(node: JSON) -> str:
        if node["type"] == "text":
            new = [
                each
                for each in node.get("marks", ())
                if str(each.get("attrs", {}).get("id", "")).startswith("returned-")
            ]
            return "" if any(each["type"] == "insertion" for each in new) else node["text"]
        return "".join(map(kept, node.get("content", ())))

    assert kept(merged) == kept(EVERYTHING)


def test_a_word_file_of_others_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "other.docx"
    path.write_bytes(write(STORY, Format.DOCX))
    with pytest.raises(FormatError, match="was not exported from Writers"):
        read_returned(path, "other.docx")


def test_the_child_reads_a_returned_file_as_reading_here_does(tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    path.write_bytes(write(SAMPLE, Format.DOCX, WriteOptions(round_trip=True)))
    assert read_returned_in_child(path, "out.docx") == read_returned(path, "out.docx")


def test_only_the_word_file_that_went_out_can_come_back(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Some notes.")
    with pytest.raises(FormatError, match="must be the Word file"):
        read_returned_in_child(path, "notes.txt")


def come_back(book: Manuscript, folder: Path, edit: Edit, **now: JSON) -> ReturnedBook:
    """The same when the texts were changed in Writers meanwhile: `first` and `second` are what stands there now."""
    ids = {"first": "", "second": ""}
    documents = tuple(replace(each, id=UUIDS[at]) for at, each in enumerate(book.documents))
    ids = dict(zip(ids, UUIDS, strict=True))
    book = replace(book, documents=documents)
    back = folder / "back.docx"
    back.write_bytes(write(book, Format.DOCX, WriteOptions(round_trip=True)))
    with zipfile.ZipFile(back) as source:
        files = {name: source.read(name) for name in source.namelist()}
    files["word/document.xml"] = edit(files["word/document.xml"].decode()).encode()
    with zipfile.ZipFile(back, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    current = {ids[name]: content for name, content in now.items()}
    merged = merge_returned(book, read_returned(back, "back.docx"), current=current, editor="Ed", name="ab12")
    for each in merged.documents:
        validate_document(each.content)
    return merged


UUIDS = ("0192a000-0000-7000-8000-0123456789ab", "0192a000-0000-7000-8000-ba9876543210")


def test_what_the_writer_changed_meanwhile_stays_and_is_not_suggested_away(tmp_path: Path) -> None:
    now = document(
        paragraph("A word before."),
        paragraph("The old, old house stood on the green hill."),
        paragraph("Or so they said."),
        paragraph("And then it rained."),
    )
    merged = come_back(STORY, tmp_path, lambda xml: xml.replace("stood on", "leant on"), first=now)
    assert texts(merged.documents[0].content) == [
        "A word before.",
        "The old, old house [-stood-]{+leant+} on the green hill.",
        "Or so they said.",
        "And then it rained.",
    ]
    assert not merged.remarks


def test_a_change_in_a_paragraph_that_is_gone_is_remarked(tmp_path: Path) -> None:
    now = document(paragraph("Or so they said."))
    merged = come_back(STORY, tmp_path, lambda xml: xml.replace("old house", "ancient house"), first=now)
    assert texts(merged.documents[0].content) == ["Or so they said."]
    assert [str(each) for each in merged.remarks] == [
        "The editor changed a paragraph that is no longer in the text: The ancient house stood on the hill."
    ]


def test_the_same_changes_again_are_not_suggested_twice(tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        return xml.replace("old house", "ancient grey house").replace("Or so they said.", "Or so.")

    once = come_back(STORY, tmp_path, edit).documents[0].content
    assert come_back(STORY, tmp_path, edit, first=once).documents[0].content == once


def test_a_suggestion_that_was_accepted_is_not_suggested_again(tmp_path: Path) -> None:
    accepted = document(
        paragraph("The ancient grey house stood on the hill."), paragraph("Nobody lived there."), paragraph("Or so.")
    )
    merged = come_back(STORY, tmp_path, lambda xml: xml.replace("old house", "ancient grey house"), first=accepted)
    assert merged.documents[0].content == accepted


def test_documents_are_found_by_their_ids_wherever_they_are_now(tmp_path: Path) -> None:
    documents = tuple(replace(each, id=UUIDS[at]) for at, each in enumerate(STORY.documents))
    path = tmp_path / "out.docx"
    path.write_bytes(write(replace(STORY, documents=documents), Format.DOCX, WriteOptions(round_trip=True)))
    merged = merge_returned(replace(STORY, documents=documents[::-1]), read_returned(path, "out.docx"))
    assert [each.content for each in merged.documents] == [each.content for each in documents[::-1]]


def test_a_renamed_document_keeps_its_new_title(tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    documents = tuple(replace(each, id=UUIDS[at]) for at, each in enumerate(STORY.documents))
    path.write_bytes(write(replace(STORY, documents=documents), Format.DOCX, WriteOptions(round_trip=True)))
    renamed = (replace(documents[0], title="The House"), documents[1])
    merged = merge_returned(replace(STORY, documents=renamed), read_returned(path, "out.docx"))
    assert [each.suggested_title for each in merged.documents] == [None, None]


def test_a_text_that_is_no_longer_in_the_project_is_remarked(tmp_path: Path) -> None:
    documents = tuple(replace(each, id=UUIDS[at]) for at, each in enumerate(STORY.documents))
    path = tmp_path / "out.docx"
    path.write_bytes(write(replace(STORY, documents=documents), Format.DOCX, WriteOptions(round_trip=True)))
    merged = merge_returned(replace(STORY, documents=documents[:1]), read_returned(path, "out.docx"))
    assert [str(each) for each in merged.remarks] == ["A text came back that is no longer in the project: Chapter 2"]


def test_scene_breaks_that_an_editor_moves_are_remarked_and_nothing_of_them_is_done(tmp_path: Path) -> None:
    book = manuscript(document(paragraph("One."), block("horizontalRule"), paragraph("Two.")))

    def edit(xml: str) -> str:
        gone = re.search(r"<w:p>(?:(?!</w:p>).)*\* \* \*(?:(?!</w:p>).)*</w:p>", xml)
        assert gone is not None
        return xml.replace(gone.group(), "")

    merged = send(book, tmp_path, edit)
    assert merged.documents[0].content == book.documents[0].content
    assert [str(each) for each in merged.remarks] == [
        "A scene break that the editor removed is still there. Delete it yourself if it is to go, after: One."
    ]


TABLE = block("table", block("tableRow", block("tableCell", paragraph("one")), block("tableCell", paragraph("two"))))


def test_a_table_of_another_shape_stays_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    book = manuscript(document(paragraph("Before."), TABLE, paragraph("After.")))
    merged = send(book, tmp_path, lambda xml: re.sub(r"<w:tc>(?:(?!</w:tc>).)*two(?:(?!</w:tc>).)*</w:tc>", "", xml))
    assert merged.documents[0].content == book.documents[0].content
    assert [str(each) for each in merged.remarks] == [
        "A table or code that the editor changed stays as it was, because the change cannot be shown as a suggestion. "
        "Look at it in the file and make the change yourself: one"
    ]


def test_code_that_the_editor_put_in_is_suggested_as_a_paragraph(tmp_path: Path) -> None:
    book = manuscript(document(paragraph("Before."), block("codeBlock", text("x = 1\n\ny = 2"))))

    def edit(xml: str) -> str:
        after = xml.index("</w:p>", xml.index("Before.")) + len("</w:p>")
        line = '<w:p><w:pPr><w:pStyle w:val="SourceCode"/></w:pPr><w:r><w:t>made = anew</w:t></w:r></w:p>'
        return xml[:after] + line + "<w:p><w:r><w:t>Between.</w:t></w:r></w:p>" + xml[after:]

    merged = send(book, tmp_path, edit)
    assert texts(merged.documents[0].content)[:3] == ["Before.", "{+made = anew+}", "{+Between.+}"]
    assert merged.documents[0].content["content"][3:] == book.documents[0].content["content"][1:]


def test_a_comment_on_words_that_are_gone_keeps_them_as_a_quote(tmp_path: Path) -> None:
    def marked(name: str) -> JSON:
        return paragraph("The ", text("old house", {"type": "comment", "attrs": {"id": name}}), " stood.")

    book = manuscript(document(marked("c1")), comments=(Comment("c1", "Is it?", "Ed"),))
    path = tmp_path / "out.docx"
    path.write_bytes(write(book, Format.DOCX, WriteOptions(round_trip=True)))
    later = replace(book, documents=(replace(book.documents[0], content=document(paragraph("The hut stood."))),))
    merged = merge_returned(replace(later, comments=()), read_returned(path, "out.docx"))
    (comment,) = merged.documents[0].comments
    assert (comment.text, comment.quote) == ("Is it?", "old house")


def test_a_list_that_a_program_counts_anew_is_no_change(tmp_path: Path) -> None:
    """LibreOffice cuts a numbered list in two where another begins to count; nothing was edited."""
    book = manuscript(document(block("orderedList", item("first"), item("second")), paragraph("After.")))
    path = tmp_path / "out.docx"
    path.write_bytes(write(book, Format.DOCX, WriteOptions(round_trip=True)))
    returned = read_returned(path, "out.docx")
    blocks = returned.documents[0].content
    assert blocks is not None
    listed, after = blocks["content"]
    halves = [{**listed, "content": [each]} for each in listed["content"]]
    content = {"type": "doc", "content": [*halves, after]}
    returned = replace(returned, documents=(replace(returned.documents[0], content=content),))
    merged = merge_returned(book, returned)
    assert [each.content for each in merged.documents] == [each.content for each in book.documents]
    assert merged.documents[0].suggestions == 0


def test_a_paragraph_that_was_moved_is_suggested_in_both_places(tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        gone = re.search(r"<w:p>(?:(?!</w:p>).)*Nobody lived there\.(?:(?!</w:p>).)*</w:p>", xml)
        assert gone is not None
        bare = "<w:p><w:r><w:t>Nobody lived there.</w:t></w:r></w:p>"
        xml = xml.replace(gone.group(), "")
        after = xml.index("</w:p>", xml.index("Or so they said.")) + len("</w:p>")
        return xml[:after] + bare + xml[after:]

    merged = send(STORY, tmp_path, edit)
    assert texts(merged.documents[0].content) == [
        "The old house stood on the hill.", "[-Nobody lived there.-]", "Or so they said.", "{+Nobody lived there.+}",
    ]  # fmt: skip


def test_an_answer_that_a_program_gave_words_of_its_own_stays_an_answer(tmp_path: Path) -> None:
    marked = paragraph(text("Marked", {"type": "comment", "attrs": {"id": "c1"}}), " text.")
    comments = (Comment("c1", "Is it?", "Ann"), Comment("c2", "It is.", "Ed", parent="c1"))
    book = manuscript(document(marked), comments=comments)
    out, back = tmp_path / "out.docx", tmp_path / "back.docx"
    out.write_bytes(write(book, Format.DOCX, WriteOptions(round_trip=True)))
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(back, "w") as target:
        for name in source.namelist():
            if name != "word/commentsExtended.xml":
                target.writestr(name, source.read(name).replace(b'Target="commentsExtended.xml"', b'Target="gone.xml"'))
    merged = merge_returned(book, read_returned(back, "back.docx"))
    assert [each.content for each in merged.documents] == [each.content for each in book.documents]
    assert merged.documents[0].comments == ()
