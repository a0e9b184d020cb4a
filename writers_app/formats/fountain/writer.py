"""Writes a manuscript as a screenplay in Fountain; `signs.py` says what stands for what."""

from __future__ import annotations

import re

from writers_app.formats.blocks import attr, children, clean_text, is_page_break, plain_text
from writers_app.formats.changes import accept_changes
from writers_app.formats.compilation import compile_sections
from writers_app.formats.fountain.signs import CUE_LETTERS, SCENE, TRANSITION, is_cue, is_shouted, needs_force
from writers_app.formats.model import JSON, Manuscript
from writers_app.formats.options import ImageSource, WriteOptions
from writers_app.formats.plain.writer import SCENE_BREAK, TextWriter

_LOOKS = {"bold": "**", "italic": "*", "underline": "_"}
_SPECIAL = re.compile(r"([\\*_])")
_PLAIN = TextWriter(with_notes=False)


def write_fountain(manuscript: Manuscript, options: WriteOptions, images: ImageSource | None = None) -> bytes:
    book = accept_changes(manuscript)
    parts = [_title_page(book)] if options.title_page else []
    for section in compile_sections(book, options):
        parts += filter(None, map(_block, section.blocks))
        if section.role == "front":
            parts.append("===")
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace")


def _title_page(book: Manuscript) -> str:
    told = (("Title", book.title), ("Author", book.author))
    return "\n".join(f"{name}: {' '.join(clean_text(value).split())}" for name, value in told if value)


def _block(block: JSON) -> str:
    kind = block["type"]
    if kind == "paragraph":
        return _paragraph(block)
    if kind == "heading":
        return _heading(block)
    if kind == "blockquote":
        return _quote(block)
    if kind == "horizontalRule":
        return "===" if is_page_break(block) else f"> {SCENE_BREAK} <"
    return "\n".join(map(_action, (_PLAIN.block(block) or "").split("\n")))


def _heading(block: JSON) -> str:
    text = " ".join(_inline(block).split())
    if SCENE.match(text):
        return text
    return f".{text}" if is_shouted(text) else f"{'#' * min(6, int(attr(block, 'level', 1)))} {text}"


def _paragraph(block: JSON) -> str:
    text = _inline(block)
    align = attr(block, "textAlign")
    if align == "center" and text:
        return "\n".join(f"> {line} <" for line in text.split("\n"))
    if align == "right" and text:
        line = " ".join(text.split("\n"))
        return line if TRANSITION.fullmatch(line) else f"> {line}"
    return "\n".join(map(_action, text.split("\n")))


def _action(line: str) -> str:
    """A line within a paragraph; an empty one needs two spaces, or it would end the paragraph."""
    return f"!{line}" if needs_force(line) else line or "  "


def _quote(block: JSON) -> str:
    """A speech when it begins with a short line and goes on; any other quote is action."""
    inner = children(block)
    cue = plain_text(inner[0]).strip() if inner else ""
    if len(inner) < 2 or not 0 < len(cue) <= CUE_LETTERS or any(each["type"] != "paragraph" for each in inner):
        return "\n\n".join(filter(None, map(_block, inner)))
    said = [_inline(each) for each in inner[1:]]
    return "\n".join([cue if is_cue(cue) else f"@{cue}", *(line or "  " for each in said for line in each.split("\n"))])


def _inline(block: JSON) -> str:
    parts = []
    for child in children(block):
        if child["type"] == "text":
            parts.append(_text(child))
        elif child["type"] == "hardBreak":
            parts.append("\n")
        elif child["type"] == "footnote":
            parts.append(f"[[{' '.join(plain_text(child).split())}]]")
    return "".join(parts).strip("\n")


def _text(child: JSON) -> str:
    text = _SPECIAL.sub(r"\\\1", clean_text(child["text"])).replace("[[", "[ [").replace("/*", "/ *")
    inner = text.strip(" ")
    for each in child.get("marks") or () if inner else ():
        sign = _LOOKS.get(each["type"], "")
        inner = f"{sign}{inner}{sign}"
    at = len(text) - len(text.lstrip(" "))
    return text[:at] + inner + text[at + len(text.strip(" ")) :]
