"""The little of CSS that carries meaning: bold, italic, direction and alignment, inline or by class; "
"for the HTML reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from writers_app.formats.blocks import BOLD, ITALIC, STRIKE, SUBSCRIPT, SUPERSCRIPT, UNDERLINE
from writers_app.formats.model import JSON

_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?\.([\w-]+)", re.I)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([\d.,% ]{1,60}\)", re.I)


@dataclass(slots=True)
class Look:
    """What a style says about a text: marks to add and to take away, direction, alignment."""

    marks: list[JSON] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    dir: str | None = None
    align: str | None = None
    hidden: bool = False
    keeps_space: bool = False

    def __bool__(self) -> bool:
        return bool(self.marks or self.without or self.dir or self.align or self.hidden or self.keeps_space)


def parse_style(style: str) -> Look:
    look = Look()
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        _apply(look, name.strip(), value.replace("!important", "").strip())
    return look


def _apply(look: Look, name: str, value: str) -> None:
    if name == "font-weight":
        if value in ("bold", "bolder") or (value.isdigit() and int(value) >= 600):
            look.marks.append(BOLD)
        elif value in ("normal", "lighter", "400", "300"):
            look.without.add("bold")
    elif name == "font-style":
        if value in ("italic", "oblique"):
            look.marks.append(ITALIC)
        elif value == "normal":
            look.without.add("italic")
    elif name in ("text-decoration", "text-decoration-line"):
        look.marks.extend(made for word, made in (("underline", UNDERLINE), ("line-through", STRIKE)) if word in value)
    elif name == "vertical-align" and value in ("super", "sub"):
        look.marks.append(SUPERSCRIPT if value == "super" else SUBSCRIPT)
    elif name == "direction" and value in ("rtl", "ltr"):
        look.dir = value
    elif name == "text-align" and value in ("left", "right", "center", "justify"):
        look.align = value
    elif name == "display" and value == "none":
        look.hidden = True
    elif name == "white-space" and value in ("pre", "pre-wrap", "break-spaces"):
        look.keeps_space = True


def highlight_colour(style: str) -> str | None:
    found = re.search(r"background(?:-color)?\s*:\s*([^;]+)", style, re.I)
    value = found.group(1).strip() if found else ""
    return value if _COLOUR.fullmatch(value) else None


class Stylesheet:
    """Class rules of the style sheets that a file brings along; everything else in them is decoration."""

    def __init__(self) -> None:
        self.rules: dict[tuple[str, str], Look] = {}

    def add(self, css: str) -> None:
        for selectors, body in _RULE.findall(_COMMENT.sub("", css[:500_000])):
            look = parse_style(body)
            if not look:
                continue
            for selector in selectors.split(","):
                match = _SELECTOR.fullmatch(selector.strip())
                if match:
                    self.rules[((match.group(1) or "").lower(), match.group(2))] = look

    def looks(self, tag: str, classes: str) -> list[Look]:
        if not self.rules or not classes:
            return []
        found = [self.rules.get((owner, name)) for name in classes.split() for owner in ("", tag)]
        return [look for look in found if look is not None]
