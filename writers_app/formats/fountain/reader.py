"""Reads a screenplay in Fountain; `signs.py` says what stands for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from writers_app.formats import losses as lost
from writers_app.formats.blocks import (
    BOLD,
    ITALIC,
    UNDERLINE,
    clean_text,
    document,
    footnote,
    hard_break,
    heading,
    join_text,
    node,
    paragraph,
    plain_text,
    text_node,
    trim,
)
from writers_app.formats.direction import settle_directions
from writers_app.formats.encoding import decode_text
from writers_app.formats.flow import PAGE_BREAK, is_scene_break, settle_pages
from writers_app.formats.fountain.signs import SCENE, TRANSITION, is_cue
from writers_app.formats.language import guess_language
from writers_app.formats.limits import Limits
from writers_app.formats.losses import Losses
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.properties import tidy

_KEY = re.compile(r"([A-Za-z][A-Za-z ]{0,30}):\s*(.*)")
_NOTE = re.compile(r"\[\[([^\[\]]{0,5000})\]\]")
_SIGNS = re.compile(r"\\(.)|(\*{1,3}|_)|\x00(\d+)\x00")
_SCENE_NUMBER = re.compile(r"\s*#[\w.-]{1,20}#\s*$")
_SECTION = re.compile(r"(#{1,6})\s*(.*)")
_CENTRED = re.compile(r">\s*(.*?)\s*<\s*")
_LOOKS = {"*": [ITALIC], "**": [BOLD], "***": [BOLD, ITALIC], "_": [UNDERLINE]}


@dataclass(slots=True)
class _Script:
    """The paragraphs of a script, one after another; notes stand aside while lines are looked at."""

    deepest: int
    notes: list[str] = field(default_factory=list)

    def blocks(self, body: str) -> Iterator[JSON]:
        body = _NOTE.sub(self._set_aside, body)
        for group in re.split(r"\n(?:\n)+", body):
            lines = [line for line in group.split("\n") if line]
            while lines and (alone := self._standing_alone(lines[0])) is not None:
                yield from alone
                lines = lines[1:]
            if lines:
                yield self._group(lines)

    def _set_aside(self, match: re.Match[str]) -> str:
        self.notes.append(" ".join(match.group(1).split()))
        return f"\x00{len(self.notes) - 1}\x00"

    def _standing_alone(self, line: str) -> list[JSON] | None:
        """What needs no empty line after it: headings, page breaks, centred lines, synopses; None for anything else."""
        if re.fullmatch(r"={3,}\s*", line):
            return [PAGE_BREAK]
        if section := _SECTION.fullmatch(line):
            return [heading(len(section.group(1)), self._inline(section.group(2)))]
        if SCENE.match(line) or re.match(r"\.(?!\.)", line):
            told = _SCENE_NUMBER.sub("", line.removeprefix("."))
            return [heading(self.deepest + 1, self._inline(told))]
        if line.startswith("="):
            return [paragraph(self._inline(line[1:].strip(), [ITALIC]))]
        if centred := _CENTRED.fullmatch(line):
            if is_scene_break(centred.group(1)):
                return [node("horizontalRule")]
            return [paragraph(self._inline(centred.group(1)), textAlign="center")]
        return None

    def _group(self, lines: list[str]) -> JSON:
        first = lines[0]
        if len(lines) > 1 and (first.startswith("@") or (is_cue(first) and not first.startswith(("!", "~")))):
            return self._speech(first.removeprefix("@").rstrip(" ^"), lines[1:])
        if len(lines) == 1 and (first.startswith(">") or (TRANSITION.fullmatch(first) and first[0] != "!")):
            return paragraph(self._inline(first.removeprefix(">").strip()), textAlign="right")
        sung = all(line.startswith("~") for line in lines)
        return paragraph(self._lines([line.removeprefix("~" if sung else "!") for line in lines], [ITALIC] * sung))

    def _speech(self, cue: str, lines: list[str]) -> JSON:
        said: list[list[str]] = []
        after_aside = True
        for line in lines:
            is_aside = line.strip().startswith("(") and line.strip().endswith(")")
            if is_aside or after_aside:
                said.append([])
            said[-1].append(line.removeprefix("~"))
            after_aside = is_aside
        spoken = [paragraph(self._lines(each, [])) for each in said]
        return node("blockquote", [paragraph(self._inline(cue)), *spoken])

    def _lines(self, lines: list[str], looks: list[JSON]) -> list[JSON]:
        made: list[JSON] = []
        for index, line in enumerate(lines):
            made += [hard_break()] * (index > 0) + self._inline(line.strip(), looks)
        return made

    def _inline(self, text: str, looks: list[JSON] | None = None) -> list[JSON]:
        """Text with its emphasis and notes; a sign that has no partner stays what it is."""
        made: list[JSON] = []
        opened: list[str] = []
        at = 0
        for match in _SIGNS.finditer(text):
            made.append(text_node(text[at : match.start()], [*(looks or []), *_marks(opened)]))
            at = match.end()
            escaped, sign, note = match.groups()
            if note is not None:
                made.append(footnote([text_node(self.notes[int(note)])] if self.notes[int(note)] else []))
            elif escaped is not None:
                made.append(text_node(escaped, [*(looks or []), *_marks(opened)]))
            elif sign in opened:
                opened.remove(sign)
            elif _has_partner(text, at, sign):
                opened.append(sign)
            else:
                made.append(text_node(sign, [*(looks or []), *_marks(opened)]))
        made.append(text_node(text[at:], [*(looks or []), *_marks(opened)]))
        return trim(join_text(made))


def _marks(opened: list[str]) -> list[JSON]:
    return [look for sign in opened for look in _LOOKS[sign]]


def _has_partner(text: str, at: int, sign: str) -> bool:
    """Closed later in the line, with a letter right after the opening."""
    return at < len(text) and not text[at].isspace() and any(
        match.group(2) == sign for match in _SIGNS.finditer(text, at)
    )  # fmt: skip


def read_fountain(path: Path, filename: str, limits: Limits) -> Manuscript:
    """A screenplay; what its writer had cut out (`/* … */`) stays behind."""
    losses = Losses()
    text = clean_text(decode_text(path.read_bytes()).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    losses.add(lost.CUT_ENCODING, text.count("\ufffd"))
    text, cut = _without_boneyard(text.replace("\t", "    "))
    losses.add(lost.BONEYARD, cut)
    told, body = _take_title_page(text)
    depths = [len(match.group(1)) for match in re.finditer(r"^(#{1,6})\s*\S", body, re.M)]
    blocks = settle_pages(list(_Script(min(3, max(depths, default=0))).blocks(body)))
    language, direction = guess_language(map(plain_text, blocks))
    known = tidy(told.get("title"), told.get("author") or told.get("authors"))
    content = document(settle_directions(blocks, direction))
    return Manuscript(known.title, language, direction, known.author,
                      (ManuscriptDocument("", "scene", content),), losses=losses.listed())  # fmt: skip


def _without_boneyard(text: str) -> tuple[str, int]:
    """The text without what stands between /* and */, and how many such passages there were."""
    kept: list[str] = []
    at = cut = 0
    while (begins := text.find("/*", at)) >= 0 and (ends := text.find("*/", begins + 2)) >= 0:
        kept.append(text[at:begins])
        at, cut = ends + 2, cut + 1
    return "".join([*kept, text[at:]]), cut


def _take_title_page(text: str) -> tuple[dict[str, str], str]:
    """Its keys in small letters, and the rest; a script need not have one."""
    page, _, body = text.lstrip("\n").partition("\n\n")
    if not _KEY.match(page) or SCENE.match(page) or TRANSITION.fullmatch(page.split("\n")[0]):
        return {}, text
    told: dict[str, str] = {}
    key = ""
    for line in page.split("\n"):
        match = _KEY.fullmatch(line)
        if match and not line.startswith(" "):
            key = match.group(1).strip().lower()
            told[key] = match.group(2).strip()
        elif key:
            told[key] = f"{told[key]} {line.strip()}".strip()
    return {name: re.sub(r"[*_]", "", value) for name, value in told.items()}, body
