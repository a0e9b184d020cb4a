"""What an RTF file says about its book in its \\info group. Called by the reader, which has gathered its texts."""

from __future__ import annotations

from collections.abc import Mapping

from writers_app.formats.properties import Properties, tidy

TOLD = ("title", "author", "subject", "keywords", "doccomm")


def properties_in(texts: Mapping[str, str]) -> Properties:
    title, author, subject, keywords, description = (texts.get(name) for name in TOLD)
    return tidy(title, author, subject=subject, keywords=keywords, description=description)
