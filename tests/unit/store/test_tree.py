"""The document model in a Yjs fragment: nothing is lost on the way there and back, and changes are small."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, XmlFragment

from writers_app.store.difference import rewrite_children
from writers_app.store.marks import marks_to_attributes
from writers_app.store.tree import read_document, write_blocks

JSON = dict[str, Any]

LETTERS = st.text(st.sampled_from("ab سلام\u200cی😀é"), min_size=1, max_size=12)
MARKS = st.lists(
    st.sampled_from(
        [
            {"type": "bold"},
            {"type": "italic"},
            {"type": "link", "attrs": {"href": "https://example.org"}},
            {"type": "comment", "attrs": {"id": "c1"}},
            {"type": "comment", "attrs": {"id": "c2"}},
        ]
    ),
    max_size=3,
    unique_by=str,
)
TEXTS = st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, LETTERS, MARKS)
INLINES = st.lists(st.one_of(TEXTS, TEXTS, st.just({"type": "hardBreak"})), max_size=5)
PARAGRAPHS = st.builds(lambda content: {"type": "paragraph", "content": content}, INLINES)
HEADINGS = st.builds(
    lambda level, content: {"type": "heading", "attrs": {"level": level}, "content": content},
    st.integers(1, 4),
    INLINES,
)
QUOTES = st.builds(
    lambda content: {"type": "blockquote", "content": content}, st.lists(PARAGRAPHS, min_size=1, max_size=3)
)
DOCUMENTS = st.builds(
    lambda blocks: {"type": "doc", "content": blocks}, st.lists(st.one_of(PARAGRAPHS, HEADINGS, QUOTES), max_size=6)
)


def normal(node: JSON) -> JSON:
    """As the store gives a document back: neighbouring alike texts joined, marks in order, nothing empty."""
    doc: Any = Doc()
    write_blocks(doc, {"type": "doc", "content": [node]} if node["type"] != "doc" else node)
    return read_document(doc)


def flat(node: JSON) -> list[tuple[str, str, frozenset[str]]]:
    """Every letter with its block and looks, computed from the JSON alone."""
    letters = []
    for child in node.get("content", ()):
        if child["type"] == "text":
            looks = frozenset(str(mark) for mark in child.get("marks", ()))
            letters += [(node["type"], letter, looks) for letter in child["text"]]
        else:
            letters += [(child["type"], "", frozenset()), *flat(child)]
    return letters


@given(DOCUMENTS)
def test_document_comes_back_as_it_was_written(document: JSON) -> None:
    doc: Any = Doc()
    write_blocks(doc, document)
    assert flat(read_document(doc)) == flat(document)


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_any_document_can_be_changed_into_any_other(before: JSON, after: JSON) -> None:
    doc: Any = Doc()
    write_blocks(doc, before)
    with doc.transaction():
        rewrite_children(doc.get("default", type=XmlFragment), after)
    assert read_document(doc) == normal(after)


@settings(deadline=None)
@given(DOCUMENTS)
def test_changing_into_the_same_text_changes_nothing(document: JSON) -> None:
    doc: Any = Doc()
    write_blocks(doc, document)
    state = doc.get_state()
    emitted: list[bytes] = []
    doc.observe(lambda event: emitted.append(event.update))
    with doc.transaction():
        rewrite_children(doc.get("default", type=XmlFragment), document)
    assert (doc.get_state(), emitted) == (state, [])


def test_change_in_one_paragraph_keeps_what_is_typed_in_another() -> None:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": f"paragraph {n}"}]} for n in range(5)]
    server: Any = Doc()
    write_blocks(server, {"type": "doc", "content": paragraphs})
    tab: Any = Doc()
    tab.apply_update(server.get_update())
    tab.get("default", type=XmlFragment).children[3].children[0].insert(0, "typed ")
    changed = [paragraphs[0], {"type": "paragraph", "content": [{"type": "text", "text": "new"}]}, *paragraphs[2:]]
    with server.transaction():
        rewrite_children(server.get("default", type=XmlFragment), {"type": "doc", "content": changed})
    server.apply_update(tab.get_update())
    texts = [block["content"][0]["text"] for block in read_document(server)["content"]]
    assert texts == ["paragraph 0", "new", "paragraph 2", "typed paragraph 3", "paragraph 4"]


def test_overlapping_marks_are_named_as_the_editor_names_them() -> None:
    """The name was computed by @tiptap/y-tiptap 3.0.9 for the same mark."""
    assert list(marks_to_attributes([{"type": "comment", "attrs": {"id": "c1"}}])) == ["comment--1tiVU/zO"]
