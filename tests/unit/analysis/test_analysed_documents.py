"""From TipTap's JSON to paragraphs with places."""

from tests.unit.analysis.tiptap import SCENE_BREAK, block, document, text
from writers_app.analysis.documents import read_paragraphs
from writers_app.text.words import split_words


def test_text_blocks_are_numbered_in_reading_order() -> None:
    content = document(
        block("Title", kind="heading"),
        {"type": "bulletList", "content": [{"type": "listItem", "content": [block("one"), block("more")]}]},
        SCENE_BREAK,
        {"type": "horizontalRule", "attrs": {"page": True}},
        {"type": "blockquote", "content": [block("said")]},
        {
            "type": "table",
            "content": [{"type": "tableRow", "content": [{"type": "tableCell", "content": [block("cell")]}]}],
        },
        block("x = 1", kind="codeBlock"),
        block(),
    ).content
    assert [(p.number, p.kind, p.scene, p.text) for p in read_paragraphs(content)] == [
        (0, "heading", 0, "Title"),
        (1, "list", 0, "one"),
        (2, "list", 0, "more"),
        (3, "quote", 1, "said"),
        (4, "cell", 1, "cell"),
        (5, "code", 1, "x = 1"),
        (6, "paragraph", 1, ""),
    ]


def test_a_footnote_is_a_paragraph_of_its_own_and_takes_no_room_in_its_block() -> None:
    note = {"type": "footnote", "content": [text("A note.")]}
    paragraphs = read_paragraphs(document(block("Be", note, "fore", {"type": "hardBreak"}, "after")).content)
    assert [(p.number, p.note, p.kind, p.text) for p in paragraphs] == [
        (0, 0, "paragraph", "Before\nafter"),
        (0, 1, "footnote", "A note."),
    ]


def test_deleted_text_keeps_its_room_and_counts_no_words() -> None:
    [paragraph] = read_paragraphs(
        document(block("The ", text("very 😀 ", "deletion"), "old wor", text("l", "deletion"), "d")).content
    )
    assert len(paragraph.text) == len("The very 😀 old world")
    assert len(paragraph.text.encode("utf-16-le")) == len("The very 😀 old world".encode("utf-16-le"))
    assert len(split_words(paragraph.text)) == 3


def test_code_in_a_paragraph_is_protected() -> None:
    [paragraph] = read_paragraphs(document(block("Run ", text("make it", "code"), " now")).content)
    assert [paragraph.text[start:end] for start, end in paragraph.protected] == ["make it"]


def test_nesting_deeper_than_the_recursion_limit_is_read() -> None:
    node = block("deep")
    for _ in range(5000):
        node = {"type": "blockquote", "content": [node]}
    assert [p.text for p in read_paragraphs({"type": "doc", "content": [node]})] == ["deep"]
