"""The gettext catalogs: English is the msgid itself, other languages are .po files in `locale`. Read once a process."""

import gettext
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from writers_app.i18n.locales import DEFAULT_LOCALE
from writers_app.i18n.numbers import format_number

FOLDER = Path(__file__).parent / "locale"
ANALYSIS = Path(__file__).parents[1] / "analysis"


@dataclass(frozen=True)
class Catalog:
    """`strings` holds a text for each msgid, or its plural forms; `plural` is the C expression that picks a form."""

    strings: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    plural: str = "n != 1"
    pick_form: Callable[[int], int] = field(default=lambda n: int(n != 1))


@lru_cache(maxsize=4)
def load_catalog(locale: str) -> Catalog:
    """The catalog of a language; an empty one for English and for languages we do not have."""
    path = FOLDER / locale / "LC_MESSAGES" / "writers.po"
    if locale == DEFAULT_LOCALE or not path.is_file():
        return Catalog()
    with path.open(encoding="utf-8") as file:
        source = read_po(file, locale=locale)
    strings: dict[str, str | tuple[str, ...]] = {}
    for message in source:
        match message.id, message.string:
            case str(msgid), str(text) if msgid and text and not message.fuzzy:
                strings[msgid] = text
            case (str(singular), *_), (str(), *_) as forms if all(forms) and not message.fuzzy:
                strings[singular] = tuple(forms)
    strings |= _strings_of_analysis(locale)
    return Catalog(strings, source.plural_expr, gettext.c2py(source.plural_expr))


def _strings_of_analysis(locale: str) -> dict[str, str]:
    """The names and definitions of metrics, whose Persian stands beside the registry that it belongs to."""
    path = ANALYSIS / f"locale_{locale}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def fill(template: str, values: Mapping[str, str | int | float], locale: str) -> str:
    """Put values in their %(name)s places; numbers in the reader's digits."""
    if not values:
        return template
    shown = {
        name: format_number(value, locale) if isinstance(value, int | float) else value
        for name, value in values.items()
    }
    return template % shown


def msg(msgid: str) -> str:
    """Marks a string that is put into words later, so that the catalogs are known to need it."""
    return msgid


def translate(msgid: str, locale: str, /, **values: str | int | float) -> str:
    """The text in that language; English where the catalog has none."""
    text = load_catalog(locale).strings.get(msgid, msgid)
    return fill(text if isinstance(text, str) else text[0], values, locale)


def translate_plural(singular: str, plural: str, n: int, locale: str, /, **values: str | int | float) -> str:
    """The form that fits `n`, which is also the value of %(n)s."""
    catalog = load_catalog(locale)
    forms = catalog.strings.get(singular, (singular, plural))
    form = forms if isinstance(forms, str) else forms[min(catalog.pick_form(n), len(forms) - 1)]
    return fill(form, {**values, "n": n}, locale)
