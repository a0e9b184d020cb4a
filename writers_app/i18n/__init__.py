"""Catalogs, direction, calendars, digits. Asked by the front end at build, and by mail and exports at run time."""

from writers_app.i18n.catalogs import msg, translate, translate_plural
from writers_app.i18n.locales import DEFAULT_LOCALE, LOCALES, Locale, choose_locale, direction

__all__ = ["DEFAULT_LOCALE", "LOCALES", "Locale", "choose_locale", "direction", "msg", "translate", "translate_plural"]
