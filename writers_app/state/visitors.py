"""What a page's state asks first: where somebody without a session goes, and which thing an address names."""

import re
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import reflex as rx

from writers_app.errors import NotFoundError
from writers_app.i18n.locales import ZONE_COOKIE


def sign_in_first(state: rx.State) -> Any:
    """To the sign-in page, and from there back here."""
    url = state.router.url
    here = f"{url.path}?{url.query}" if url.query else url.path
    return rx.redirect(f"/login?next={quote(here, safe='')}")


def start_of_day(state: rx.State) -> datetime:
    """The last midnight where the browser is; in UTC when it does not say where that is."""
    named = re.search(rf"(?:^|; ){ZONE_COOKIE}=([\w+/-]+)", state.router.headers.raw_headers.get("cookie", ""))
    try:
        zone: tzinfo = ZoneInfo(named[1]) if named else UTC
    except (ValueError, ZoneInfoNotFoundError, OSError):
        zone = UTC
    return datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def id_in(text: object) -> UUID:
    """An id from an address or a payload; a page that does not exist, if it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFoundError("There is nothing at this address.") from None
