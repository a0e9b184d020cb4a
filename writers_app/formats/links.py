"""Which addresses may stand in a document: links a reader may follow and images that Writers itself stores."""

from __future__ import annotations

import re

MAX_ADDRESS = 2048

_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
_HREF = re.compile(r"(?:https?://[^/?#]|mailto:[^?#]|#.)", re.IGNORECASE)
_SRC = re.compile(
    r"(?:/api/v1/files/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|resource:[\w.-]{1,200})",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(r"www\.[\w-]+(\.[\w-]+)+(/.*)?", re.IGNORECASE)


def sanitise_href(href: str) -> str | None:
    """The address to keep, or None when it is not http, https, mailto or an anchor.

    Browsers drop tabs and newlines inside a scheme ("java\\nscript:"), so what cannot be seen goes before the check.
    """
    cleaned = _INVISIBLE.sub(lambda match: "%20" if match.group() == " " else "", href.strip())
    if _BARE_HOST.fullmatch(cleaned):
        cleaned = f"https://{cleaned}"
    if not _HREF.match(cleaned) or len(cleaned) > MAX_ADDRESS:
        return None
    return cleaned


def sanitise_src(src: str) -> str | None:
    """The address of a stored file or of a reader's resource, or None."""
    return src if _SRC.fullmatch(src) else None
