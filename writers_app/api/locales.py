"""The language in which whoever asks reads Writers. Asked by endpoints that answer in words."""

from fastapi import Request

from writers_app.i18n import Locale, choose_locale
from writers_app.i18n.locales import COOKIE


def known_locale(request: Request) -> Locale | None:
    """By the choice kept in the browser, else by its languages; a script without a preference has none."""
    chosen, accepted = request.cookies.get(COOKIE), request.headers.get("accept-language")
    return choose_locale(chosen, accepted) if chosen or accepted else None
