"""Strings, numbers and dates that follow the chosen language in the browser, without asking the server. Every page and
component calls this; the strings are the msgids of writers_app/i18n/locale.
"""

import json
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.event import run_script
from reflex_base.vars.function import FunctionVar

from writers_app.i18n.catalogs import load_catalog
from writers_app.i18n.locales import DEFAULT_LOCALE, LOCALES, Locale

LIBRARY = rx.asset("words.js", shared=True).importable_path


class WordsRoot(rx.Component):
    """Wraps the application: carries the compiled catalogs, and shows the page once its language is settled."""

    library = LIBRARY
    tag = "WordsRoot"

    def add_imports(self) -> dict[str, Any]:
        return {LIBRARY: [rx.ImportVar(tag="addCatalog")]}

    def add_custom_code(self) -> list[str]:
        return [compile_catalog(locale) for locale in LOCALES if locale != DEFAULT_LOCALE]


def compile_catalog(locale: Locale) -> str:
    """JavaScript that hands a catalog to words.js; gettext's plural expression is valid there as it is."""
    catalog = load_catalog(locale)
    strings = json.dumps(catalog.strings, ensure_ascii=False)
    pick_form = f"(n) => Number({catalog.plural})"
    return f"addCatalog({json.dumps(locale)}, {{ strings: {strings}, pickForm: {pick_form} }});"


def _speaks(*extra: VarData | None) -> VarData | None:
    """What an expression needs around it: the hook that follows the language, the root that carries the catalogs."""
    words = VarData(
        imports={LIBRARY: [rx.ImportVar(tag="useWords")]},
        hooks={"const words = useWords();": None},
        app_wraps=[(60, WordsRoot.create())],
    )
    return VarData.merge(words, *extra)


def _say(method: str, *arguments: Any, kind: type = str, extra: VarData | None = None) -> Any:
    given = [rx.Var.create(argument) for argument in arguments]
    expression = f"words.{method}({', '.join(str(argument) for argument in given)})"
    data = _speaks(extra, *(argument._get_all_var_data() for argument in given))
    return rx.Var(_js_expr=expression, _var_type=kind, _var_data=data).guess_type()


def t(msgid: str, /, **values: Any) -> Any:
    """A string of the interface; `values` fill its %(name)s places (numbers in the reader's digits)."""
    return _say("t", msgid, values) if values else _say("t", msgid)


def tn(singular: str, plural: str, n: Any, /, **values: Any) -> Any:
    """The form that fits the number, which is also the value of %(n)s."""
    return _say("tn", singular, plural, n, values)


def say(message: Any, values: Any = None, /) -> Any:
    """A msgid that is only known at run time (the step of a task, an error), with its values as a mapping."""
    return _say("t", message) if values is None else _say("t", message, values)


def titled(title: Any, kind_title: Any, /) -> Any:
    """What a task is called: by its own title, or by its kind's (a msgid)."""
    return rx.cond(title != "", title, say(kind_title))


def number(value: Any) -> Any:
    return _say("number", value)


def percent(value: Any) -> Any:
    """Of a number from 0 to 100."""
    return _say("percent", value)


def day(moment: Any) -> Any:
    """The date of an ISO 8601 moment, in the reader's calendar."""
    return _say("day", moment)


def full_moment(moment: Any) -> Any:
    """The date and the time of day."""
    return _say("moment", moment)


def exact_moment(moment: Any) -> Any:
    """The date and the time of day with its seconds."""
    return _say("exactly", moment)


def when(moment: Any) -> Any:
    """Near moments relative ("5 minutes ago", kept true as time passes), far ones as a date."""
    ticks = VarData(
        imports={LIBRARY: [rx.ImportVar(tag="useMinute")]},
        hooks={"const minute = useMinute();": None},
    )
    return _say("when", moment, rx.Var("minute"), extra=ticks)


def size(count: Any) -> Any:
    """A number of bytes."""
    return _say("size", count)


def duration(seconds: Any) -> Any:
    return _say("duration", seconds)


def quote(text: Any) -> Any:
    """Somebody's own words, to be put into a sentence of ours without disturbing its direction."""
    return _say("quote", text)


def locale() -> Any:
    """The chosen language, "en" or "fa"."""
    return rx.Var("words.locale", _var_type=str, _var_data=_speaks()).guess_type()


def direction() -> Any:
    """Of the interface: "ltr" or "rtl"; for the few parts that want it as a prop."""
    return rx.Var("words.dir", _var_type=str, _var_data=_speaks()).guess_type()


def choose_locale(chosen: Locale) -> Any:
    """An event trigger's value: switch the interface to a language, at once and in place."""
    choose = rx.Var("chooseLocale", _var_data=VarData(imports={LIBRARY: [rx.ImportVar(tag="chooseLocale")]}))
    return run_script(choose.to(FunctionVar).call(chosen))
