"""Reads RTF: paragraphs with direction, emphasis, headings, lists, tables, notes, links, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from writers_app.formats import losses as lost
from writers_app.formats.blocks import (
    UNDERLINE,
    clean_text,
    document,
    footnote,
    hard_break,
    join_text,
    mark,
    node,
    order_marks,
    paragraph,
    plain_text,
    trim,
)  # fmt: skip
from writers_app.formats.chapters import promote_chapters
from writers_app.formats.direction import settle_directions
from writers_app.formats.flow import Line, ListPlace, assemble, is_scene_break, settle_pages
from writers_app.formats.language import guess_language, rtl_share, settle_languages
from writers_app.formats.limits import Limits, damaged
from writers_app.formats.links import sanitise_href
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument, Resource
from writers_app.formats.pictures import Pictures
from writers_app.formats.rtf.languages import DEFAULTS, WORDS, Languages
from writers_app.formats.rtf.letters import CAPITALS, changed_look
from writers_app.formats.rtf.properties import TOLD, properties_in
from writers_app.formats.rtf.state import (
    MARKS,
    Look,
    Paragraph,
    Target,
    bytes_of,
    letter_type,
    note_text,
    pixels_of,
    side_of,
    take_checkbox,
    without_bold,
)
from writers_app.formats.rtf.tokens import Token, charset_encoding, code_page, tokenise

MAX_GROUPS = 2000

_SKIPPED = frozenset({
    "colortbl", "filetbl", "listtable", "rsidtbl", "generator", "themedata", "colorschememapping",
    "latentstyles", "datastore", "xmlnstbl", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "nonshppict", "pgptbl", "wgrffmtfilter", "mmathPr", "fldtype", "template", "listpicture",
    "private", "object", "objdata", "bkmkstart", "bkmkend", "docvar", "userprops", "factoidname", "ftnsep",
    "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "xe", "tc", "background",
})  # fmt: skip
_COLLECTED = frozenset({
    "fonttbl", "stylesheet", "listoverridetable", "info", "pict", "fldinst", "pntext", "listtext", "revtbl", *TOLD,
})  # fmt: skip
_ORDERED = re.compile(r"\(?(\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,8}|[۰-۹]{1,4})[.)\-]")
_HYPERLINK = re.compile(r'HYPERLINK\s+(\\l\s+)?"?([^"\s]+)"?', re.I)
_HEADING = re.compile(r"heading (\d)")


@dataclass(slots=True)
class RtfReader:
    losses: Losses = field(default_factory=Losses)
    look: Look = field(default_factory=Look)
    stack: list[Look] = field(default_factory=list)
    here: Paragraph = field(default_factory=Paragraph)
    lines: list[Line] = field(default_factory=list)
    targets: list[Target] = field(default_factory=lambda: [Target()])
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    style_outlines: dict[int, int] = field(default_factory=dict)
    encoding: str = "cp1252"
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    high: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    row: list[list[Line]] = field(default_factory=list)
    rows: list[list[list[Line]]] = field(default_factory=list)
    table_lines: list[Line] = field(default_factory=list)
    counters: dict[tuple[int, int], int] = field(default_factory=dict)
    picture: dict[str, Any] = field(default_factory=dict)
    instructions: list[str] = field(default_factory=list)
    pictures: Pictures = field(init=False)
    naming: int | None = None
    changes: int = 0
    languages: Languages = field(default_factory=Languages)

    def __post_init__(self) -> None:
        self.pictures = Pictures(self.losses)

    def read(self, data: bytes) -> list[JSON]:
        starred = False
        for token in tokenise(data):
            if token.kind == "star":
                starred = True
                continue
            if token.kind != "bytes":
                self._flush_bytes()
            self._take(token, starred)
            starred = False
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()
        return self.languages.settle(assemble(self.lines))

    def _take(self, token: Token, starred: bool) -> None:
        if token.kind == "open":
            if len(self.stack) > MAX_GROUPS:
                raise damaged("groups")
            self.stack.append(self.look)
            self.to_skip = 0
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.word, token.number, starred)
        elif token.kind == "text":
            self._text(token.text)
        else:
            self._bytes(token.data)

    def _close(self) -> None:
        if not self.stack:
            return
        before = self.look
        self.look = self.stack.pop()
        if before.destination == "pict" and self.look.destination != "pict":
            self._end_picture()
        if before.destination in ("pntext", "listtext") and self.look.destination != before.destination:
            self.here.bullet = self.texts.pop(before.destination, "").strip() or None
        target = self.targets[-1]
        if target.is_note and len(self.stack) < target.depth:
            self.targets.pop()
            self.targets[-1].content.append(footnote(note_text(target.content), target.kind))
        self.to_skip = 0

    # Letters ---------------------------------------------------------------------------------------

    def _bytes(self, data: bytes) -> None:
        """Bytes wait until something else comes: a letter may be two of them."""
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        if self.look.destination == "pict":
            self.picture.setdefault("hex", []).append(data)
        elif data:
            self.pending.extend(data)

    def _flush_bytes(self) -> None:
        if self.pending:
            encoding = self.fonts.get(self.look.font, self.encoding) if self.look.font is not None else self.encoding
            data = bytes(self.pending)
            self.pending.clear()
            self._text(data.decode(encoding, "replace"))

    def _text(self, text: str) -> None:
        look = self.look
        destination = look.destination
        if destination == "skip" or look.hidden:
            return
        if destination in ("fonttbl", "stylesheet"):
            self._name(text, destination)
        elif destination == "running":
            if sum(map(str.isalpha, text)) > 1:
                self.losses.counts[lost.HEADERS_FOOTERS] = 1
        elif destination == "fldinst":
            self.instructions[-1:] = [(self.instructions[-1] if self.instructions else "") + text]
        elif destination:
            self.texts[destination] = self.texts.get(destination, "") + text
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        text = clean_text(text)
        if not text:
            return
        marks = [MARKS[name] for name in self.look.marks]
        if self.look.link:
            marks = [made for made in marks if made != UNDERLINE]  # the look of a link, not the writer's
            marks.append(mark("link", href=self.look.link))
        if self.look.comment:
            marks.append(mark("comment", id=f"comment-{re.sub(r'[^A-Za-z0-9-]', '', self.look.comment)[:80]}"))
        if self.look.told and (said := self.languages.marked(self.look.told)):
            marks.append(said)
        if self.look.change:
            marks.append(self._change(self.look.change))
        made: JSON = {"type": "text", "text": text}
        if marks:
            made["marks"] = order_marks(marks)
        self.targets[-1].content.append(made)

    def _change(self, kind: str) -> JSON:
        """The mark of the text just before when it is of the same change, else a new one."""
        names = self.texts.get("revtbl", "").split(";")
        author = names[self.look.author].strip() if 0 < self.look.author < len(names) else ""
        made = mark(kind, id=f"change-{self.changes + 1}", author=author[:300] or None, date=self.look.date or None)
        content = self.targets[-1].content
        for each in (content[-1].get("marks") or ()) if content else ():
            if each["type"] == kind and each["attrs"] | {"id": ""} == made["attrs"] | {"id": ""}:
                found: JSON = each
                return found
        self.changes += 1
        return made

    def _name(self, text: str, destination: str) -> None:
        if destination == "stylesheet" and self.naming is not None:
            self.styles[self.naming] = (self.styles.get(self.naming, "") + text).split(";")[0].strip().lower()

    def _unicode(self, number: int) -> None:
        code = number + 65536 if number < 0 else number
        self.to_skip = self.look.skip
        if 0xD800 <= code < 0xDC00:
            self.high = chr(code)
            return
        letter = chr(code) if 0 <= code < 0x110000 else ""
        if self.high and 0xDC00 <= code < 0xE000:
            letter = (self.high + letter).encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
        self.high = ""
        self._text(letter)

    # Control words ---------------------------------------------------------------------------------

    def _word(self, word: str, number: int | None, starred: bool) -> None:
        look = self.look
        if look.destination == "skip":
            return
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in _COLLECTED:
            self._collect(word)
        elif word in _SKIPPED or (starred and word not in ("shppict", "footnote", "listtext")):
            self.look = replace(look, destination="skip")
            if word.startswith(("header", "footer")):
                self.look = replace(look, destination="running")
        elif look.destination in ("fonttbl", "stylesheet"):
            self._table_word(word, number)
        elif look.destination == "pict":
            self.picture[word] = number
        elif not (self._letter_word(word, number) or self._paragraph_word(word, number)):
            self._structure_word(word, number)

    def _collect(self, word: str) -> None:
        self.look = replace(self.look, destination=word if word != "info" else "")
        if word == "pict":
            self.picture = {}
        if word == "fldinst":
            self.instructions.append("")
        if word in ("pntext", "listtext"):
            self.texts[word] = ""

    def _table_word(self, word: str, number: int | None) -> None:
        if word == "f" and self.look.destination == "fonttbl" and number is not None:
            self.look = replace(self.look, font=number)
        elif word == "fcharset" and self.look.font is not None:
            self.fonts[self.look.font] = charset_encoding(number or 0)
        elif word == "s":
            self.naming = number
        elif word in ("cs", "ds", "ts"):
            self.naming = None
        elif word == "outlinelevel" and self.naming is not None and number is not None:
            self.style_outlines[self.naming] = number
        elif word in WORDS and not self.naming:
            self.languages.take_normal(word, number)

    def _letter_word(self, word: str, number: int | None) -> bool:
        made = changed_look(self.look, word, number)
        if made is None:
            return False
        self.look = made
        self.losses.add(lost.SMALL_CAPITALS, int(word in CAPITALS and number != 0))
        return True

    def _paragraph_word(self, word: str, number: int | None) -> bool:
        here = self.here
        if word == "pard":
            self.here = Paragraph(bullet=here.bullet)
        elif word in ("par", "sect"):
            self._end_paragraph(explicit=True)
        elif word == "s":
            here.style = number
        elif word == "outlinelevel":
            here.outline = number
        elif word in ("rtlpar", "ltrpar"):
            here.rtl = word == "rtlpar"
        elif word in ("ql", "qr", "qc", "qj"):
            here.align = {"ql": "left", "qr": "right", "qc": "center", "qj": "justify"}[word]
        elif word == "ilvl":
            here.list_level = max(0, min(8, number or 0))
        elif word == "ls":
            here.list_id = number
        elif word == "intbl":
            here.in_table = True
        else:
            return False
        return True

    def _structure_word(self, word: str, number: int | None) -> None:
        if word in ("line", "softline"):
            self.targets[-1].content.append(hard_break())
        elif word in ("page", "pagebb"):
            self._end_paragraph()
            self.lines.append(Line(kind="block", block=node("pageBreak")))
        elif word == "cell":
            self._end_cell()
        elif word == "row":
            self._end_row()
        elif word in DEFAULTS:
            self.languages.take_default(word, number)
        elif word == "ansicpg":
            self.encoding = code_page(number or 1252)
        elif word == "mac":
            self.encoding = "mac_roman"
        elif word == "footnote":
            self.targets.append(Target(is_note=True, depth=len(self.stack)))
        elif word == "ftnalt" and self.targets[-1].is_note:
            self.targets[-1].kind = "endnote"
        elif word == "fldrslt":
            self._enter_result()
        elif word == "chftn":
            pass  # the number of a note, which is counted and not kept
        elif word == "annotation":
            self.look = replace(self.look, destination="skip")

    def _enter_result(self) -> None:
        instruction = self.instructions.pop() if self.instructions else ""
        match = _HYPERLINK.search(instruction)
        if match and match.group(2).startswith("scrivcmt://"):
            self.look = replace(self.look, comment=match.group(2).removeprefix("scrivcmt://"), destination="")
        elif match:
            href = sanitise_href(("#" if match.group(1) else "") + match.group(2))
            self.losses.add(lost.LINKS, int(href is None))
            self.look = replace(self.look, link=href, destination="")
        elif re.match(r"\s*(PAGE|NUMPAGES|TOC)\b", instruction, re.I):
            self.look = replace(self.look, destination="skip")

    # Paragraphs and tables -------------------------------------------------------------------------

    def _end_paragraph(self, *, explicit: bool = False) -> None:
        target = self.targets[-1]
        if target.is_note:
            if explicit:
                target.content.append(hard_break())
            return
        content, target.content = target.content, []
        if not content and not explicit:
            return
        if not self.here.in_table:
            self._end_table()
        made = self._paragraph_lines(content)
        if self.here.in_table:
            self.table_lines.extend(made)
        self.lines.extend(made)
        self.here.bullet = None

    def _paragraph_lines(self, content: list[JSON]) -> list[Line]:
        line = self._line(trim(join_text(child for child in content if child["type"] != "image")))
        pictures = [Line(kind="block", block=child) for child in content if child["type"] == "image"]
        if line.place is not None:
            take_checkbox(line)
        if not line.content and (pictures or line.kind == "heading"):
            return pictures
        return [line, *pictures]

    def _line(self, content: list[JSON]) -> Line:
        here, text = self.here, plain_text({"content": content})
        line = Line(content)
        style = self.styles.get(here.style, "") if here.style is not None else ""
        outline = here.outline if here.outline is not None else self.style_outlines.get(here.style or 0)
        named = _HEADING.fullmatch(style)
        if named or (outline is not None and 0 <= outline < 9):
            line.kind, line.level = "heading", int(named.group(1)) if named else (outline or 0) + 1
            self.losses.add(lost.DEEP_HEADINGS, int(line.level > 4))
        elif style in ("title", "author"):
            line.language = style
        elif is_scene_break(text):
            line.kind = "rule"
        elif style in ("source code", "preformatted text", "html preformatted"):
            line.kind = "code"
        if line.kind == "heading":
            line.content = without_bold(line.content)
        line.quote = style in ("quote", "intense quote", "block text", "quotations")
        rtl = here.rtl if here.rtl is not None else False
        line.dir = "rtl" if rtl else "ltr" if text and rtl_share(text) < 0.5 and any(map(str.isalpha, text)) else None
        line.align = here.align if here.align in ("center", "justify") else side_of(here.align, rtl)
        if line.kind == "paragraph" and (here.bullet or here.list_id):
            line.place = self._place(here)
        return line

    def _place(self, here: Paragraph) -> ListPlace:
        key = (here.list_id or 0, here.list_level)
        ordered = here.bullet is not None and _ORDERED.match(here.bullet) is not None
        if not ordered:
            return ListPlace(here.list_level, str(here.list_id), ordered=False)
        sign = _ORDERED.match(here.bullet or "")
        told = sign.group(1) if sign else "1"
        number = int(told) if told.isdecimal() else self.counters.get(key, 0) + 1
        kind = None if told.isdecimal() else letter_type(told)
        self.counters[key] = number
        return ListPlace(here.list_level, str(here.list_id), ordered=True, type=kind, number=number)

    def _end_cell(self) -> None:
        content, self.targets[-1].content = self.targets[-1].content, []
        start = len(self.lines)
        while start and any(self.lines[start - 1] is each for each in self.table_lines):
            start -= 1
        lines = self.lines[start:]
        del self.lines[start:]
        self.table_lines = []
        if content or not lines:
            lines.extend(self._paragraph_lines(content))
        self.row.append(lines)

    def _end_row(self) -> None:
        if self.row:
            self.rows.append(self.row)
        self.row = []

    def _end_table(self) -> None:
        self._end_row()
        if not self.rows:
            return
        rows = [
            node("tableRow", [node("tableCell", assemble(cell) or [paragraph()]) for cell in row]) for row in self.rows
        ]
        self.rows = []
        self.lines.append(Line(kind="block", block=node("table", rows)))

    def _end_picture(self) -> None:
        told, self.picture = self.picture, {}
        data = bytes_of(told.get("hex", []))
        if not data:
            self.losses.add(lost.PICTURE_FORMAT)
            return
        if self.targets[-1].is_note:
            self.losses.add(lost.PICTURE_IN_NOTE)
            return
        src = self.pictures.add(Resource(data, ""))
        if src is not None:
            width, height = pixels_of(told.get("picwgoal")), pixels_of(told.get("pichgoal"))
            self.targets[-1].content.append(node("image", src=src, width=width, height=height))


def read_rtf(path: Path, filename: str, limits: Limits) -> Manuscript:
    data = path.read_bytes()
    if data.rstrip(b"\0 \r\n\t")[-1:] != b"}":
        raise damaged("no closing brace")
    reader = RtfReader()
    blocks = settle_pages(reader.read(data))
    language, direction = guess_language(map(plain_text, blocks))
    blocks = settle_languages(blocks, language)
    told = properties_in(reader.texts)
    content = document(promote_chapters(settle_directions(blocks, direction)))
    return Manuscript(told.title, language, direction, told.author, (ManuscriptDocument(told.title, "scene", content),),
                      reader.pictures.resources, losses=reader.losses.listed(), about=told.about)  # fmt: skip
