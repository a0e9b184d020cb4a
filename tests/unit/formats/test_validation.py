"""JSON that is no document is refused, and the message says where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.manuscripts import EVERYTHING, block, document, paragraph, text
from writers_app.formats.documents import from_html, from_markdown, from_text
from writers_app.formats.errors import InvalidDocumentError
from writers_app.formats.validation import sanitise_href, sanitise_src, validate_document


def test_everything_in_the_model_is_valid() -> None:
    validate_document(EVERYTHING)


def link(href: Any) -> Any:
    return document(paragraph(text("x", {"type": "link", "attrs": {"href": href}})))


def nested(depth: int) -> Any:
    made: Any = paragraph("x")
    for _ in range(depth):
        made = block("blockquote", made)
    return document(made)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, 'A document is a JSON object with "type": "doc".'),
        ({"type": "paragraph"}, 'A document is a JSON object with "type": "doc".'),
        (document({"type": "script"}), "doc.content[0]: 'script' cannot stand in a doc."),
        (document(paragraph(), {"type": ["x"]}), "doc.content[1]: ['x'] cannot stand in a doc."),
        (document(block("heading", level=7)), "doc.content[0].attrs.level has a value that is not allowed."),
        (document(block("heading")), "doc.content[0].attrs.level is missing."),
        (document(block("heading", level=True)), "doc.content[0].attrs.level has a value that is not allowed."),
        (document(block("bulletList")), "doc.content[0]: a bulletList must not be empty."),
        (document(block("bulletList", block("listItem", block("horizontalRule")))),
         "doc.content[0].content[0].content[0]: a listItem begins with a paragraph."),
        (document(paragraph(text(""))), "doc.content[0].content[0].text must be text and not empty."),
        (document(paragraph(text("a\x00b"))), "doc.content[0].content[0].text holds a control character."),
        (document(paragraph(text("a", {"type": "blink"}))),
         "doc.content[0].content[0].marks[0]: 'blink' is not a mark."),
        (link("javascript:alert(1)"), "doc.content[0].content[0].marks[0].attrs.href has a value that is not allowed."),
        (link(7), "doc.content[0].content[0].marks[0].attrs.href has a value that is not allowed."),
        (document(block("image", src="https://elsewhere.example/x.png")),
         "doc.content[0].attrs.src has a value that is not allowed."),
        (document(block("codeBlock", text("x", {"type": "bold"}))),
         "doc.content[0].content[0].marks: text in a code block carries no marks."),
        (document(paragraph(block("footnote", block("footnote", text("x"))))),
         "doc.content[0].content[0].content[0]: 'footnote' cannot stand in a footnote."),
        (document({**paragraph(), "onclick": "x"}), "doc.content[0] has an unknown member 'onclick'."),
        (document(paragraph(style="x")), "doc.content[0].attrs has an unknown member 'style'."),
        ({"type": "doc", "content": "x"}, "doc.content must be a list."),
        ({"type": "doc", "content": ["x"]}, "doc.content[0] must be an object."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_its_path(content: Any, said: str) -> None:
    with pytest.raises(InvalidDocumentError) as refused:
        validate_document(content)
    assert str(refused.value) == said


def test_depth_and_size_are_bounded() -> None:
    validate_document(nested(30))
    with pytest.raises(InvalidDocumentError, match="nested more than 40 deep"):
        validate_document(nested(5000))
    with pytest.raises(InvalidDocumentError, match="too much text"):
        validate_document(document(paragraph("x" * 101)), max_text=100)


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://e.org/a b", "https://e.org/a%20b"), ("HTTP://E.ORG", "HTTP://E.ORG"),
        ("mailto:a@b.c", "mailto:a@b.c"), ("#place", "#place"), ("www.example.org/x", "https://www.example.org/x"),
        ("javascript:alert(1)", None), ("java\nscript:alert(1)", None), (" \u200bjavascript:x", None),
        ("data:text/html,x", None), ("/relative", None),
        ("//host/x", None), ("vbscript:x", None), ("https://", None), ("", None), ("https://e.org/" + "x" * 3000, None),
    ],
)  # fmt: skip
def test_only_web_mail_and_inner_links_are_kept(href: str, kept: str | None) -> None:
    assert sanitise_href(href) == kept


def test_only_stored_pictures_are_kept() -> None:
    assert sanitise_src("/api/v1/files/0d9f2c5e-8a4b-4c1f-9d3e-2b6a7c8d9e0f")
    assert sanitise_src("resource:red.png")
    for src in (
        "https://e.org/x.png",
        "data:image/png;base64,AAAA",
        "/api/v1/files/../../x",
        "resource:../x",
        "file:///x",
    ):
        assert sanitise_src(src) is None


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "content", "attrs", "marks", "text", "level", "href"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_no_json_makes_the_check_itself_fail(value: Any) -> None:
    try:
        validate_document({"type": "doc", "content": [value]})
    except InvalidDocumentError as error:
        said = str(error)
    else:
        said = "doc"
    assert said.startswith(("doc", "The document"))


@given(st.text(max_size=200))
def test_any_text_is_read_into_a_valid_document(value: str) -> None:
    for reader in (from_html, from_markdown, from_text):
        validate_document(reader(value))


HTML_PIECES = st.lists(
    st.sampled_from([
        "<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</i>", "<i>",
        "text",
        "<h1>", "</h1>", "<blockquote>", "<pre>", "</pre>", "<img src='/api/v1/files/x'>",
        "<a href='javascript:x'>", "</a>",
        "<script>x</script>", "<sup>", "<ol type=a start=3>", "<br>", "<div dir=rtl>", "</div>", "&nbsp;",
        "<!--", "-->",
        "<input type=checkbox>", "<th colspan=0>", "<td rowspan=99999>", "\x00", "<section role=doc-endnotes>", "<hr>",
    ]),
    max_size=25,
).map("".join)  # fmt: skip


@given(HTML_PIECES)
def test_any_soup_of_tags_is_read_into_a_valid_document(value: str) -> None:
    validate_document(from_html(value))
    validate_document(from_markdown(value))


def test_marks_of_html_that_would_not_be_valid_lose_what_is_wrong_in_them() -> None:
    value = (
        '<p><mark data-color="url(x)">a</mark><ins data-id="<b>" datetime="today">b</ins>'
        '<span data-comment="no id at all!">c</span></p>'
    )
    content = from_html(value)
    validate_document(content)
    assert content == document(
        paragraph(text("a", {"type": "highlight"}), text("b", {"type": "insertion", "attrs": {"id": "change"}}), "c")
    )
