"""Manuscripts made for the tests of formats: a sample with everything in it, and strategies for arbitrary ones."""

import struct
import zlib
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from writers_app.formats.blocks import join_text, order_marks
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.options import WriteOptions
from writers_app.formats.outline import split_by_headings
from writers_app.formats.reading import read
from writers_app.formats.writing import write

FRENCH = {"type": "language", "attrs": {"lang": "fr"}}
BOLD, ITALIC, CODE = {"type": "bold"}, {"type": "italic"}, {"type": "code"}
PERSIAN = "می‌خواهم کتاب‌های نو بخوانم"


def picture(width: int = 8, height: int = 6) -> bytes:
    """A red PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def text(value: str, *marks: JSON) -> JSON:
    return {"type": "text", "text": value, **({"marks": list(marks)} if marks else {})}


def block(kind: str, /, *content: JSON, **attrs: Any) -> JSON:
    made: JSON = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def paragraph(*content: JSON | str, **attrs: Any) -> JSON:
    return block("paragraph", *(text(each) if isinstance(each, str) else each for each in content), **attrs)


def item(*blocks: JSON | str) -> JSON:
    return block("listItem", *(paragraph(each) if isinstance(each, str) else each for each in blocks))


def document(*blocks: JSON) -> JSON:
    return {"type": "doc", "content": list(blocks)}


def change(kind: str, number: int, author: str = "Ann") -> JSON:
    return {"type": kind, "attrs": {"id": f"change-{number}", "author": author, "date": "2026-01-02T03:04:05Z"}}


EVERYTHING = document(
    paragraph(
        "Plain, ", text("bold", BOLD), " and ", text("both", BOLD, ITALIC), f" with {PERSIAN} and ",
        text("a link", {"type": "link", "attrs": {"href": "https://example.org/a?b=1&c=2"}}),
        block("footnote", text("A note, "), text("stressed", ITALIC)), ".",
    ),
    block("heading", text("A section & more"), level=2),
    paragraph(
        "Some", text("thing", {"type": "comment", "attrs": {"id": "comment-0"}}), " was ",
        text("added", change("insertion", 1)), text("removed", change("deletion", 2)), " by Ann.",
    ),
    block("bulletList",
          item("one", "still one", block("orderedList", item("inner"), item("inner two"), start=3, type="a")),
          item("two")),
    block("orderedList", item("first"), item("second")),
    block("orderedList", item("first again")),
    block("taskList", block("taskItem", paragraph("to do")), block("taskItem", paragraph("done"), checked=True)),
    block("blockquote", paragraph("Quoted."), paragraph("On.")),
    block("codeBlock", text("if x < 1:\n\n    pass"), language="python"),
    block("horizontalRule"),
    block("image", src="resource:red.png", alt="A red field", width=120, height=90),
    block(
        "table",
        block("tableRow", block("tableHeader", paragraph("Wide"), colspan=2)),
        block("tableRow", block("tableCell", paragraph("Tall"), rowspan=2), block("tableCell", paragraph("y"))),
        block("tableRow", block("tableCell", paragraph("z"))),
    ),
    paragraph(f"{PERSIAN} with English inside", dir="rtl"),
    block("horizontalRule", page=True),
    paragraph(
        "He said ", text("c’est la vie", ITALIC, FRENCH), " and left, ",
        text("شكراً", {"type": "language", "attrs": {"lang": "ar-EG"}}), ".",
    ),
    paragraph("In the middle", textAlign="center"),
    paragraph(
        text("code", CODE), " ", text("marked", {"type": "highlight"}), " ",
        text("orange", {"type": "highlight", "attrs": {"color": "#ff8800"}}), text("2", {"type": "superscript"}),
        text("i", {"type": "subscript"}), text("u", {"type": "underline"}), text("s", {"type": "strike"}),
        block("hardBreak"), "after the break", block("footnote", text("An endnote."), kind="endnote"),
    ),
)  # fmt: skip

COMMENTS = (
    Comment("comment-0", "Is that so?\nReally?", "Bob", "2026-01-01T00:00:00Z"),
    Comment("comment-1", "It is.", "Ann", "2026-01-01T01:00:00Z", "comment-0", True),
)


def manuscript(*contents: JSON, language: str = "en", **others: Any) -> Manuscript:
    """A book with a chapter for each content."""
    documents = tuple(ManuscriptDocument(f"Chapter {index}", "scene", each) for index, each in enumerate(contents, 1))
    direction = "rtl" if language == "fa" else "ltr"
    told: dict[str, Any] = {"author": "Ann Author", "documents": documents, **others}
    return Manuscript("The Book", language, direction, **told)  # type: ignore[arg-type]


SAMPLE = manuscript(
    EVERYTHING,
    document(paragraph("The second chapter.")),
    resources={"red.png": Resource(picture(), "image/png")},
    comments=COMMENTS,
)


def write_and_read(book: Manuscript, format: Format, folder: Path, **options: Any) -> Manuscript:
    """Out and in again, split into chapters as an import does."""
    path = folder / f"book{format.extension}"
    path.write_bytes(write(book, format, WriteOptions(**options)))
    return split_by_headings(read(path, path.name))


def contents(book: Manuscript) -> list[JSON]:
    return [each.content for _, each in book.walk() if each.content is not None]


# Arbitrary documents --------------------------------------------------------------------------------

LETTERS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp", "Co", "Cf"), exclude_characters="☐☑☒"
    ),
    min_size=1,
    max_size=8,
)
WORDS = st.one_of(
    LETTERS,
    st.sampled_from(["می‌روم", "کتاب‌ها", "don't", "a*b", "_x_", "[1]", "<b>", "1.", "#", "&amp;", "`", "~~", "\\"]),
)
PHRASES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join).filter(lambda each: any(map(str.isalpha, each)))
SIMPLE_MARKS = st.sampled_from(["bold", "italic", "underline", "strike", "superscript", "subscript"])
MARKS = st.one_of(
    st.just([]),
    st.just([CODE]),
    st.lists(SIMPLE_MARKS, unique=True, max_size=3)
    .filter(lambda names: not {"superscript", "subscript"} <= set(names))
    .map(lambda names: order_marks({"type": name} for name in names)),
    st.sampled_from(["https://e.org/x?y=1&z=%20", "mailto:a@b.c", "#place"]).map(
        lambda href: [{"type": "link", "attrs": {"href": href}}]
    ),
    st.builds(
        lambda lang, looks: order_marks([{"type": "language", "attrs": {"lang": lang}}, *looks]),
        st.sampled_from(["fr", "pt-BR", "zh-Hant-TW", "ar"]),
        st.sampled_from([[], [{"type": "italic"}], [{"type": "bold"}]]),
    ),
)


@st.composite
def inlines(draw: st.DrawFn, *, notes: bool = True, breaks: bool = True) -> list[JSON]:
    """Texts with marks, a space between them that carries none: at a mark's edge formats differ about spaces."""
    made: list[JSON] = []
    for index in range(draw(st.integers(1, 4))):
        marks = draw(MARKS)
        if index:
            made.append({"type": "hardBreak"} if breaks and draw(st.integers(0, 5)) == 0 else text(" "))
        made.append({"type": "text", "text": draw(PHRASES), **({"marks": marks} if marks else {})})
        if notes and draw(st.integers(0, 8)) == 0:
            inner = draw(inlines(notes=False))
            made.append(block("footnote", *inner, **draw(st.sampled_from([{}, {"kind": "endnote"}]))))
    return join_text(made)


PARAGRAPHS = st.builds(
    lambda content, attrs: block("paragraph", *content, **attrs),
    inlines(),
    st.sampled_from([{}, {}, {}, {"textAlign": "center"}, {"textAlign": "justify"}, {"dir": "rtl"}]),
)
PLAIN_PARAGRAPHS = inlines().map(lambda content: block("paragraph", *content))
HEADINGS = st.builds(
    lambda content, level: block("heading", *content, level=level),
    inlines(notes=False, breaks=False),
    st.integers(2, 4),
)
CODE_BLOCKS = st.lists(st.sampled_from(["x = 1", "", "    indented", "```", "<p>"]), min_size=1, max_size=4).map(
    lambda lines: block("codeBlock", text("a" + "\n".join(lines) + "b"))
)


def lists(items: st.SearchStrategy[list[JSON]]) -> st.SearchStrategy[JSON]:
    def make(kind: str, bodies: list[list[JSON]], start: int) -> JSON:
        attrs = {"start": start} if kind == "orderedList" and start != 1 else {}
        return block(kind, *(block("listItem", *body) for body in bodies), **attrs)

    return st.builds(
        make, st.sampled_from(["bulletList", "orderedList"]), st.lists(items, min_size=1, max_size=3), st.integers(1, 5)
    )


ITEM = PLAIN_PARAGRAPHS.map(lambda each: [each])
NESTED_ITEM = st.builds(lambda first, inner: [first, inner], PLAIN_PARAGRAPHS, lists(ITEM))
LISTS = lists(st.one_of(ITEM, NESTED_ITEM))
QUOTES = st.lists(PLAIN_PARAGRAPHS, min_size=1, max_size=2).map(lambda body: block("blockquote", *body))


@st.composite
def tables(draw: st.DrawFn) -> JSON:
    columns = draw(st.integers(1, 3))
    cells = st.lists(PLAIN_PARAGRAPHS, min_size=columns, max_size=columns)
    head = block("tableRow", *(block("tableHeader", each) for each in draw(cells)))
    rows = [
        block("tableRow", *(block("tableCell", each) for each in draw(cells))) for _ in range(draw(st.integers(0, 2)))
    ]
    return block("table", head, *rows)


RULES = st.sampled_from([block("horizontalRule"), block("horizontalRule", page=True)])
BLOCKS = st.one_of(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS, HEADINGS, LISTS, QUOTES, CODE_BLOCKS, tables(), RULES)


@st.composite
def documents(draw: st.DrawFn) -> JSON:
    """Blocks with a paragraph of plain words between two of a kind that formats run together."""
    made: list[JSON] = [paragraph("It begins with words enough to tell that the language of all this is English.")]
    for each in draw(st.lists(BLOCKS, max_size=5)):
        if each["type"] != "paragraph":
            made.append(paragraph("Words between."))
        made.append(each)
    made.append(paragraph("It ends with as many words, so that nobody takes it for anything but English prose."))
    return document(*made)
