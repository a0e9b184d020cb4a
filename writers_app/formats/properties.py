"""What a file says about its book beside the text: tidied here, whatever a stranger's file says. Readers call this."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from writers_app.formats.blocks import clean_text
from writers_app.formats.language import rtl_share
from writers_app.formats.model import About

LINE, KEYWORDS, DESCRIPTION = 300, 1000, 4000
"""The most characters of a title, author or subject, of all keywords, and of a description."""
_BETWEEN = re.compile(r"[,;،؛\n]")


@dataclass(frozen=True, slots=True)
class Properties:
    """Made by `tidy`."""

    title: str
    author: str
    about: About


def tidy(
    title: str | None = "",
    author: str | None = "",
    *,
    subject: str | None = "",
    keywords: str | None = "",
    description: str | None = "",
) -> Properties:
    about = About(tidy_line(subject), tidy_line(keywords, KEYWORDS), tidy_text(description))
    return Properties(tidy_line(title), tidy_line(author), about)


def tidy_line(text: str | None, most: int = LINE) -> str:
    return " ".join(clean_text(text or "").split())[:most].rstrip()


def tidy_text(text: str | None) -> str:
    """Lines stay, without what stands around them."""
    lines = clean_text((text or "")[: 4 * DESCRIPTION]).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()[:DESCRIPTION].rstrip()


def split_keywords(keywords: str) -> list[str]:
    """One by one, for formats that keep each by itself."""
    return [word for each in _BETWEEN.split(keywords) if (word := each.strip())]


def join_names(names: Iterable[str | None]) -> str:
    """Keywords or people as one line, with the comma of their script; LibreOffice leaves a foreign one on each."""
    told = [line for each in names if (line := tidy_line(each).strip(",;،؛ "))]
    return ("، " if rtl_share("".join(told)) > 0.5 else ", ").join(told)[:KEYWORDS]
