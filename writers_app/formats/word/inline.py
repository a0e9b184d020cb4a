"""Reads what stands inside a Word paragraph: runs, links, fields, notes, pictures, comments and tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from writers_app.formats import losses as lost
from writers_app.formats.blocks import Marks, clean_text, footnote, hard_break, join_text, mark, node, order_marks, trim
from writers_app.formats.flow import PAGE_BREAK
from writers_app.formats.links import sanitise_href
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON
from writers_app.formats.pictures import MAX_ALT, Pictures
from writers_app.formats.word.names import MC, W14, A, M, R, V, W, number
from writers_app.formats.word.package import WordPackage
from writers_app.formats.word.styles import Styles, look_marks, read_look

# Our writer names a picture so when a size was not the writer's choice: for width, for height.
NATURAL = (("natural", "height"), ("natural", "width"))
_EMU_PER_PIXEL = 9525
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+(?:(\\l)\s+)?"([^"]*)"(?:\s+\\l\s+"([^"]*)")?', re.I)
_SILENT_FIELD = re.compile(r"\s*(TOC|INDEX|PAGE|NUMPAGES|XE|TC|SEQ)\b", re.I)
_THROUGH = frozenset({f"{W}smartTag", f"{W}customXml", f"{W}sdtContent", f"{W}bdo", f"{W}dir"})
_PASSED = frozenset({f"{W}pPr", f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}proofErr", f"{W}permStart", f"{W}permEnd"})
_CHANGES = {f"{W}ins": "insertion", f"{W}del": "deletion", f"{W}moveTo": "insertion", f"{W}moveFrom": "deletion"}


@dataclass(slots=True)
class _Field:
    """A complex field (w:fldChar): its code, then its shown result."""

    code: str = ""
    in_result: bool = False
    link: JSON | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class RunLook:
    """Marks of a run in Latin and in complex script, those it switches off, and whether it is hidden."""

    plain: Marks
    rtl: Marks
    off: frozenset[str]
    hidden: bool


@dataclass(slots=True)
class Source:
    """What every paragraph of one file shares."""

    package: WordPackage
    styles: Styles
    pictures: Pictures
    losses: Losses
    part: str
    footnotes: dict[str, etree._Element] = field(default_factory=dict)
    endnotes: dict[str, etree._Element] = field(default_factory=dict)
    note_parts: dict[str, str] = field(default_factory=dict)
    open_comments: list[str] = field(default_factory=list)
    placed_comments: set[str] = field(default_factory=set)
    replies: set[str] = field(default_factory=set)
    changes: int = 0
    keep_ids: bool = False
    """Whether bookmarks of a file that went out to an editor are wanted."""
    looks: dict[bytes, RunLook] = field(default_factory=dict)

    def next_change(self) -> str:
        self.changes += 1
        return f"change-{self.changes}"


@dataclass(slots=True)
class Inline:
    """Collects one paragraph's content. `boxes` gets the paragraphs of text boxes; `checked` the state "
    "of a checkbox."""

    source: Source
    style_marks: Marks = ()
    in_note: bool = False
    out: list[JSON] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    checked: bool | None = None
    fields: list[_Field] = field(default_factory=list)
    links: list[JSON] = field(default_factory=list)
    changes: list[JSON] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def read(self, paragraph: etree._Element) -> list[JSON]:
        self._children(paragraph)
        self._place_waiting()
        return _join_changes(join_text(self.out))

    def _children(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child)
            elif tag in _PASSED:
                continue
            elif tag == f"{W}hyperlink":
                self._hyperlink(child)
            elif tag in _CHANGES:
                self._change(child, _CHANGES[tag])
            elif tag in _THROUGH:
                self._children(child)
            elif tag == f"{W}sdt":
                self._control(child)
            elif tag == f"{W}fldSimple":
                self._simple_field(child)
            elif tag == f"{W}commentRangeStart":
                identifier = child.get(f"{W}id", "")
                if identifier not in self.source.replies:
                    self.source.open_comments.append(identifier)
            elif tag == f"{W}commentRangeEnd":
                if child.get(f"{W}id", "") in self.source.open_comments:
                    self.source.open_comments.remove(child.get(f"{W}id", ""))
            elif tag == f"{MC}AlternateContent":
                self._alternate(child, self._children)
            elif tag.startswith(M):
                self._formula(child)

    # Runs ------------------------------------------------------------------------------------------

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        marks: Marks = self.style_marks
        hidden = False
        if properties is not None:
            marks, hidden = self._look(properties, run)
        for child in run:
            tag = child.tag
            if tag == f"{W}t" or tag == f"{W}delText":
                if not hidden:
                    self._text(child.text or "", marks)
            elif tag != f"{W}rPr":
                self._run_part(child, tag, marks, hidden)

    def _look(self, properties: etree._Element, run: etree._Element) -> tuple[Marks, bool]:
        """Marks of a run; the same properties come again and again, so the answer is kept by their text."""
        look = self._known_look(properties)
        chosen = look.plain
        if look.rtl != look.plain:
            text = "".join(part.text or "" for part in run.iterchildren(f"{W}t", f"{W}delText"))
            chosen = look.rtl if _RTL.search(text) else look.plain
        if self.style_marks:
            chosen = (*(made for made in self.style_marks if made["type"] not in look.off), *chosen)
        return chosen, look.hidden

    def _known_look(self, properties: etree._Element) -> RunLook:
        source = self.source
        key = etree.tostring(properties, with_tail=False)
        if key not in source.looks:
            look = read_look(properties, source.styles)
            off = frozenset(name for name, made in look.marks.items() if made is None)
            plain = tuple(look_marks(look))
            rtl = tuple(look_marks(replace(look, is_complex=True)))
            source.looks[key] = RunLook(plain, rtl, off, look.hidden)
        source.losses.add(lost.TRACKED_FORMATS, int(b"rPrChange" in key))
        source.losses.add(lost.SMALL_CAPITALS, int(b"mallCaps" in key))
        return source.looks[key]

    def _run_part(self, child: etree._Element, tag: str, marks: Marks, hidden: bool) -> None:
        if tag == f"{W}fldChar":
            self._field_sign(child.get(f"{W}fldCharType"))
        elif tag == f"{W}instrText":
            if self.fields and not self.fields[-1].in_result:
                self.fields[-1].code += child.text or ""
        elif hidden:
            return
        elif tag == f"{W}br":
            self._break(child)
        elif tag == f"{W}cr":
            self._add(hard_break())
        elif tag in (f"{W}tab", f"{W}ptab"):
            self._text("\t", marks)
        elif tag == f"{W}noBreakHyphen":
            self._text("\u2011", marks)
        elif tag == f"{W}softHyphen":
            self._text("\u00ad", marks)
        elif tag == f"{W}sym":
            self._symbol(child, marks)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self._note(child, "endnote" if tag == f"{W}endnoteReference" else "footnote")
        elif tag == f"{W}commentReference":
            self._comment_reference(child.get(f"{W}id", ""))
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self._drawing(child)
        elif tag == f"{MC}AlternateContent":
            self._alternate(child, lambda chosen: self._run_parts(chosen, marks, hidden))

    def _run_parts(self, parent: etree._Element, marks: Marks, hidden: bool) -> None:
        for child in parent:
            self._run_part(child, child.tag, marks, hidden)

    def _text(self, text: str, marks: Marks) -> None:
        text = clean_text(text.replace("\n", " "))
        if not text or any(each.silent or not each.in_result for each in self.fields):
            return
        extra = self._surrounding_marks()
        made: JSON = {"type": "text", "text": text}
        if marks or extra:
            made["marks"] = order_marks((*marks, *extra))
        self.out.append(made)

    def _surrounding_marks(self) -> list[JSON]:
        """Of links, changes and comments around the text. One comment per letter: the one opened last."""
        extra = [*self.links[-1:], *(each.link for each in self.fields if each.link is not None), *self.changes]
        if self.source.open_comments:
            identifier = self.source.open_comments[-1]
            self.source.placed_comments.add(identifier)
            extra.append(mark("comment", id=comment_id(identifier)))
        return extra

    def _add(self, made: JSON) -> None:
        if not any(each.silent for each in self.fields):
            self.out.append(made)

    def _break(self, child: etree._Element) -> None:
        kind = child.get(f"{W}type")
        self._add(dict(PAGE_BREAK) if kind in ("page", "column") and not self.in_note else hard_break())

    def _symbol(self, child: etree._Element, marks: Marks) -> None:
        code = number(f"{int(child.get(f'{W}char', '0') or '0', 16)}") if _is_hex(child.get(f"{W}char")) else None
        if code is None:
            return
        # Symbol fonts keep their pictures at F000–F0FF; only what has a letter of its own outside them can be kept.
        self._text(
            {0xF0E0: "→", 0xF0DF: "←", 0xF04A: "☺", 0xF0FC: "✓", 0xF0A7: "▪", 0xF0B7: "•"}.get(code, chr(code)), marks
        )

    # Links and fields ------------------------------------------------------------------------------

    def _hyperlink(self, element: etree._Element) -> None:
        relation = self.source.package.relations_of(self.source.part).get(element.get(f"{R}id", ""))
        anchor = element.get(f"{W}anchor")
        target = relation.target if relation is not None else ""
        if anchor and not target:
            target = f"#{anchor}"
        elif anchor and "#" not in target:
            target = f"{target}#{anchor}"
        link = self._link(target)
        if link is None:
            self._children(element)
            return
        self.links.append(link)
        self._children(element)
        self.links.pop()

    def _link(self, target: str) -> JSON | None:
        href = sanitise_href(target) if target else None
        if href is None:
            if not target.startswith("#_Toc"):
                self.source.losses.add(lost.LINKS)
            return None
        return None if href.startswith("#_Toc") else mark("link", href=href)

    def _field_sign(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self._enter_result(self.fields[-1])
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _enter_result(self, opened: _Field) -> None:
        opened.in_result = True
        match = _LINK_FIELD.match(opened.code)
        if match:
            local, address, anchor = match.groups()
            opened.link = self._link(f"#{address}" if local else f"{address}#{anchor}" if anchor else address)
        opened.silent = _SILENT_FIELD.match(opened.code) is not None

    def _simple_field(self, element: etree._Element) -> None:
        opened = _Field(element.get(f"{W}instr", ""))
        self._enter_result(opened)
        self.fields.append(opened)
        self._children(element)
        self.fields.pop()

    # Changes, comments, notes ----------------------------------------------------------------------

    def _change(self, element: etree._Element, kind: str) -> None:
        author, date = element.get(f"{W}author"), utc_date(element.get(f"{W}date"))
        made = mark(
            kind, id=self.source.next_change(), author=clean_text(author)[:300] if author else None, date=date or None
        )
        self.changes.append(made)
        self._children(element)
        self.changes.pop()

    def _comment_reference(self, identifier: str) -> None:
        if identifier not in self.source.placed_comments and identifier not in self.source.replies:
            self.waiting.append(identifier)

    def _place_waiting(self) -> None:
        """A comment on a point, not on a range: it goes to the text before it, at best to the text after."""
        for identifier in self.waiting:
            texts = [index for index, made in enumerate(self.out) if made["type"] == "text" and not _has_comment(made)]
            if identifier in self.source.placed_comments or not texts:
                continue
            at = texts[-1]
            marks = [*(self.out[at].get("marks") or []), mark("comment", id=comment_id(identifier))]
            self.out[at] = {**self.out[at], "marks": order_marks(marks)}
            self.source.placed_comments.add(identifier)

    def _note(self, child: etree._Element, kind: str) -> None:
        source = self.source
        if self.in_note:
            source.losses.add(lost.NESTED_NOTES)
            return
        element = (source.endnotes if kind == "endnote" else source.footnotes).get(child.get(f"{W}id", ""))
        if element is None:
            source.losses.add(lost.NOTE_MISSING)
            return
        part, source.part = source.part, source.note_parts[kind]
        content: list[JSON] = []
        for paragraph in element.iter(f"{W}p"):
            inner = Inline(source, in_note=True)
            found = [made for made in inner.read(paragraph) if made["type"] in ("text", "hardBreak")]
            if content and found:
                content.append(hard_break())
            content.extend(found)
        source.part = part
        self._add(footnote(trim(join_text(content)), kind))

    # Pictures and boxes ----------------------------------------------------------------------------

    def _alternate(self, element: etree._Element, read: Callable[[etree._Element], None]) -> None:
        chosen = element.find(f"{MC}Choice")
        if chosen is None or (chosen.find(f".//{A}blip") is None and chosen.find(f".//{W}txbxContent") is None):
            fallback = element.find(f"{MC}Fallback")
            chosen = fallback if fallback is not None else chosen
        if chosen is not None:
            read(chosen)

    def _drawing(self, element: etree._Element) -> None:
        boxes = list(element.iter(f"{W}txbxContent"))
        if boxes:
            self.source.losses.add(lost.TEXT_BOXES, len(boxes))
            self.boxes.extend(boxes)
            return
        names = [each.get(f"{R}embed") for each in element.iter(f"{A}blip")]
        names += [each.get(f"{R}id") for each in element.iter(f"{V}imagedata")]
        found = [name for name in names if name]
        if not found:
            if element.find(f".//{V}rect") is not None and element.find(f".//{V}rect").get(
                "{urn:schemas-microsoft-com:office:office}hr"
            ):
                self._add(node("horizontalRule"))
            elif len(element):
                self.source.losses.add(lost.EMBEDDED)
            return
        for name in found:
            self._picture(name, element)

    def _picture(self, name: str, element: etree._Element) -> None:
        source = self.source
        if self.in_note:
            source.losses.add(lost.PICTURE_IN_NOTE)
            return
        relation = source.package.relations_of(source.part).get(name)
        if relation is not None and relation.external:
            source.losses.add(lost.PICTURE_REMOTE)
            return
        found = source.package.picture(source.part, name)
        src = source.pictures.add(found[1] if found else None, found[0] if found else "")
        if src is None:
            return
        described = next(
            (each for each in element.iter() if isinstance(each.tag, str) and each.tag.endswith("}docPr")), None
        )
        alt = described.get("descr") if described is not None else None
        title = described.get("title") if described is not None else None
        extent = next(
            (each for each in element.iter() if isinstance(each.tag, str) and each.tag.endswith("}extent")), None
        )
        width = _pixels(extent.get("cx")) if extent is not None else None
        height = _pixels(extent.get("cy")) if extent is not None else None
        name = described.get("name", "") if described is not None else ""
        width, height = (None if name.startswith(NATURAL[each]) else size for each, size in ((0, width), (1, height)))
        alt, title = clean_text(alt or "")[:MAX_ALT] or None, clean_text(title or "")[:MAX_ALT] or None
        self._add(node("image", src=src, alt=alt, title=title,
                       width=width, height=height))  # fmt: skip

    def _control(self, element: etree._Element) -> None:
        box = element.find(f"{W}sdtPr/{W14}checkbox")
        content = element.find(f"{W}sdtContent")
        if box is not None and self.checked is None and not any(made["type"] != "pageBreak" for made in self.out):
            state = box.find(f"{W14}checked")
            self.checked = state is not None and state.get(f"{W14}val", "1") in ("1", "true")
            return
        if content is not None:
            self._children(content)

    def _formula(self, element: etree._Element) -> None:
        text = "".join(part.text or "" for part in element.iter(f"{M}t"))
        if text:
            self.source.losses.add(lost.FORMULAS)
            self._text(text, ())


def comment_id(identifier: str) -> str:
    return f"comment-{identifier}" if re.fullmatch(r"[\w.:-]{1,100}", identifier) else "comment-x"


def utc_date(value: str | None) -> str:
    """Word's dates as the model keeps them; what is no date is dropped."""
    if value is None or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", value):
        return ""
    return value if value[-1] == "Z" or value[-6] in "+-" else f"{value}Z"


def _has_comment(made: JSON) -> bool:
    return any(each["type"] == "comment" for each in made.get("marks") or ())


def _is_hex(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"[0-9A-Fa-f]{2,4}", value) is not None


def _pixels(value: str | None) -> int | None:
    size = number(value)
    return max(1, min(20_000, round(size / _EMU_PER_PIXEL))) if size and size > 0 else None


def _join_changes(nodes: list[JSON]) -> list[JSON]:
    """Neighbouring changes of one kind by one person at one time are one suggestion, however Word cut its runs."""
    last: dict[str, JSON] = {}
    joined: list[JSON] = []
    for made in nodes:
        marks = made.get("marks")
        changes = {each["type"]: each for each in marks if each["type"] in ("insertion", "deletion")} if marks else {}
        if made["type"] != "text" or not changes:
            last = {}
            joined.append(made)
            continue
        renamed = {kind: _same_change(last.get(kind), change) for kind, change in changes.items()}
        last = renamed
        joined.append({**made, "marks": [renamed.get(each["type"], each) for each in marks or ()]})
    return join_text(joined)


def _same_change(before: JSON | None, change: JSON) -> JSON:
    if before is None:
        return change
    ours, theirs = before["attrs"], change["attrs"]
    same = ours.get("author") == theirs.get("author") and ours.get("date") == theirs.get("date")
    return before if same else change
