"""Automatic styles of a written .odt: made as the text asks for them, each look once."""

from __future__ import annotations

from xml.sax.saxutils import escape

from writers_app.formats.blocks import attr
from writers_app.formats.language import clean_tag
from writers_app.formats.model import JSON

_LOOKS = {
    "bold": 'fo:font-weight="bold" style:font-weight-complex="bold"',
    "italic": 'fo:font-style="italic" style:font-style-complex="italic"',
    "underline": 'style:text-underline-style="solid" style:text-underline-width="auto"',
    "strike": 'style:text-line-through-style="solid"',
    "superscript": 'style:text-position="super 58%"',
    "subscript": 'style:text-position="sub 58%"',
}
_BULLETS = ("•", "◦", "▪")


class AutomaticStyles:
    """Hands out style names and writes office:automatic-styles of them."""

    def __init__(self) -> None:
        self.paragraphs: dict[tuple[str, str | None, str | None, bool], str] = {}
        self.letters: dict[tuple[str, ...], str] = {}
        self.lists: dict[tuple[str, str | None], str] = {}
        self.tables: dict[str | None, str] = {}
        self.codes: dict[str, str] = {}

    def paragraph(self, parent: str, direction: str | None, align: str | None, *, new_page: bool = False) -> str:
        """A named style with direction, alignment and page break of its own; the named one when there are none."""
        if direction is None and align is None and not new_page:
            return parent
        return self.paragraphs.setdefault((parent, direction, align, new_page), f"P{len(self.paragraphs) + 1}")

    def text(self, marks: list[JSON]) -> str | None:
        looks = tuple(look for look in map(_look, marks) if look)
        return self.letters.setdefault(looks, f"T{len(self.letters) + 1}") if looks else None

    def list(self, block: JSON) -> str:
        kind = attr(block, "type") if block["type"] == "orderedList" else None
        return self.lists.setdefault((block["type"], kind), f"L{len(self.lists) + 1}")

    def table(self, direction: str | None) -> str:
        return self.tables.setdefault(direction, f"Table{len(self.tables) + 1}")

    def code(self, language: str) -> str:
        return self.codes.setdefault(language, f"Code{len(self.codes) + 1}")

    def xml(self) -> str:
        parts = [_paragraph(name, *key) for key, name in self.paragraphs.items()]
        parts += [_letters(name, looks) for looks, name in self.letters.items()]
        parts += [_list(name, *key) for key, name in self.lists.items()]
        for direction, name in self.tables.items():
            mode = f' style:writing-mode="{"rl-tb" if direction == "rtl" else "lr-tb"}"' if direction else ""
            parts.append(
                f'<style:style style:name="{name}" style:family="table"><style:table-properties style:rel-width="100%" '
                f'table:align="margins"{mode}/></style:style>'
            )
        parts.append(
            '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
            'fo:border="0.5pt solid #808080"/></style:style>'
            '<style:style style:name="Box" style:family="graphic" style:parent-style-name="Frame">'
            '<style:graphic-properties fo:border="none" '
            'fo:padding="0cm" fo:background-color="transparent" style:vertical-pos="top" '
            'style:vertical-rel="baseline"/>'
            "</style:style>"
            '<style:style style:name="Quotation" style:family="section"><style:section-properties>'
            '<style:columns fo:column-count="1"/></style:section-properties></style:style>'
        )
        return f"<office:automatic-styles>{''.join(parts)}</office:automatic-styles>"

    def code_styles(self) -> str:
        """Named styles for code in a language; their name is what carries the language."""
        return "".join(
            f'<style:style style:name="{name}" style:display-name="Source Code ({escape(language)})" '
            'style:family="paragraph" style:parent-style-name="Preformatted_20_Text"/>'
            for language, name in self.codes.items()
        )


def _look(made: JSON) -> str | None:
    if made["type"] == "highlight":
        colour = str(attr(made, "color", "#ffff00"))
        return f'fo:background-color="{colour if len(colour) == 7 and colour[0] == "#" else "#ffff00"}"'
    if made["type"] == "language":
        return _language(clean_tag(attr(made, "lang")))
    return _LOOKS.get(made["type"])


def _language(tag: str | None) -> str | None:
    """Told for both scripts; a tag of more than language and country is told whole beside them."""
    if tag is None:
        return None
    first, *rest = tag.split("-")
    country = next((each for each in rest if len(each) == 2), "none")
    names = [("fo:language", first), ("fo:country", country)]
    names += [("style:language-complex", first), ("style:country-complex", country)]
    if tag not in (first, f"{first}-{country}"):
        names += [("style:rfc-language-tag", tag), ("style:rfc-language-tag-complex", tag)]
    return " ".join(f'{name}="{value}"' for name, value in names)


def _paragraph(name: str, parent: str, direction: str | None, align: str | None, new_page: bool) -> str:
    looks = ""
    if direction:
        looks += f' style:writing-mode="{"rl-tb" if direction == "rtl" else "lr-tb"}"'
        # Some programs take the side from the alignment only.
        looks += ' fo:text-align="end"' if direction == "rtl" and align is None else ""
        looks += ' fo:text-align="start"' if direction == "ltr" and align is None else ""
    if align:
        looks += f' fo:text-align="{align}"'
    if new_page:
        looks += ' fo:break-before="page"'
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}">'
        f"<style:paragraph-properties{looks}/></style:style>"
    )


def _letters(name: str, looks: tuple[str, ...]) -> str:
    return (
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {" ".join(looks)}/></style:style>'
    )


def _list(name: str, kind: str, shown: str | None) -> str:
    levels = "".join(_list_level(level, kind, shown) for level in range(1, 11))
    return f'<text:list-style style:name="{name}">{levels}</text:list-style>'


def _list_level(level: int, kind: str, shown: str | None) -> str:
    place = (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" '
        f'fo:margin-left="{0.6 * (level + 1):.1f}cm"/></style:list-level-properties>'
    )
    if kind == "orderedList":
        return (
            f'<text:list-level-style-number text:level="{level}" style:num-format="{shown or "1"}" '
            'style:num-suffix=".">'
            f"{place}</text:list-level-style-number>"
        )
    sign = _BULLETS[(level - 1) % 3] if kind == "bulletList" else "\u200b"
    told = f'text:level="{level}" text:bullet-char="{sign}"'
    return f"<text:list-level-style-bullet {told}>{place}</text:list-level-style-bullet>"
