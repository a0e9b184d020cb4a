"""Moments as people say them: near ones relative, far ones by the reader's calendar. Used by mail and exports; the
browser does the same through Intl.
"""

from datetime import datetime, timedelta, tzinfo

from persiantools.jdatetime import JalaliDateTime

from writers_app.i18n.catalogs import translate, translate_plural
from writers_app.i18n.numbers import PERSIAN_DIGITS

ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NEAR = timedelta(days=7)


def format_date(moment: datetime, locale: str, zone: tzinfo | None = None) -> str:
    """The day: 21 March 2026, or ۱ فروردین ۱۴۰۵. `moment` is aware; `zone` is the reader's (default: as given)."""
    local = moment.astimezone(zone) if zone else moment
    if locale == "fa":
        jalali = JalaliDateTime(local)  # type: ignore[no-untyped-call]  # the library has no types
        return f"{jalali.day} {jalali.strftime('%B', locale='fa')} {jalali.year}".translate(PERSIAN_DIGITS)
    return f"{local.day} {ENGLISH_MONTHS[local.month - 1]} {local.year}"


def format_datetime(moment: datetime, locale: str, zone: tzinfo | None = None) -> str:
    """The day and the time of day."""
    local = moment.astimezone(zone) if zone else moment
    clock = f"{local:%H:%M}"
    if locale == "fa":
        return f"{format_date(local, locale)}، {clock.translate(PERSIAN_DIGITS)}"
    return f"{format_date(local, locale)}, {clock}"


def format_since(moment: datetime, locale: str, now: datetime, zone: tzinfo | None = None) -> str:
    """How long ago, within a week; the date beyond, and for times to come."""
    past = now - moment
    if past < timedelta(0) or past >= NEAR:
        return format_date(moment, locale, zone)
    if past < timedelta(minutes=1):
        return translate("just now", locale)
    if past < timedelta(hours=1):
        return _ago("%(n)s minute ago", "%(n)s minutes ago", past.seconds // 60, locale)
    if past < timedelta(days=1):
        return _ago("%(n)s hour ago", "%(n)s hours ago", past.seconds // 3600, locale)
    return _ago("%(n)s day ago", "%(n)s days ago", past.days, locale)


def _ago(singular: str, plural: str, n: int, locale: str) -> str:
    return translate_plural(singular, plural, n, locale)
