"""What a page's state asks first: where somebody without a session goes, and which thing an address names."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import reflex as rx

from writers_app.errors import NotFoundError


def sign_in_first(state: rx.State) -> Any:
    """To the sign-in page, and from there back here."""
    url = state.router.url
    here = f"{url.path}?{url.query}" if url.query else url.path
    return rx.redirect(f"/login?next={quote(here, safe='')}")


def id_in(text: object) -> UUID:
    """An id from an address or a payload; a page that does not exist, if it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFoundError("There is nothing at this address.") from None
