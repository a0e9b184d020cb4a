"""Everything that a person may read is in the catalogs, and nothing else is."""

import re
from collections import defaultdict

import pytest

from tests.architecture.messages import all_strings, find_messages
from writers_app.i18n.catalogs import FOLDER, load_catalog
from writers_app.i18n.locales import DEFAULT_LOCALE, LOCALES

TRANSLATED = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]
PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def used() -> dict[str, tuple[str, set[str]]]:
    """Each message with its plural and where it stands."""
    found: dict[str, tuple[str, set[str]]] = {}
    for message in find_messages():
        plural, places = found.get(message.text, ("", set()))
        found[message.text] = (plural or message.plural, places | {message.where})
    return found


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_message_is_in_the_catalog(locale: str, used: dict[str, tuple[str, set[str]]]) -> None:
    strings = load_catalog(locale).strings
    missing = defaultdict(list)
    for text, (_, places) in used.items():
        if text not in strings:
            missing[min(places)].append(text)
    assert not missing, "\n".join(f"{where}: {text!r}" for where, texts in sorted(missing.items()) for text in texts)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_counted_message_has_its_plural_forms(locale: str, used: dict[str, tuple[str, set[str]]]) -> None:
    strings = load_catalog(locale).strings
    flat = [text for text, (plural, _) in used.items() if plural and isinstance(strings.get(text), str)]
    assert not flat


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_catalog_holds_nothing_that_is_not_used(locale: str, used: dict[str, tuple[str, set[str]]]) -> None:
    unused = load_catalog(locale).strings.keys() - used.keys() - all_strings()
    assert not unused


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_keep_the_places_for_values(locale: str, used: dict[str, tuple[str, set[str]]]) -> None:
    """A form for one thing may leave the number out; no form may ask for a value that nobody gives."""
    wrong = []
    for text, translated in load_catalog(locale).strings.items():
        plural = used.get(text, ("", set()))[0]
        asked = set(PLACE.findall(text)) | set(PLACE.findall(plural))
        forms = [translated] if isinstance(translated, str) else list(translated)
        wrong += [form for form in forms if set(PLACE.findall(form)) - asked]
        wrong += [forms[-1]] if asked - set(PLACE.findall(forms[-1])) else []
    assert not wrong


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_message_stands_twice_in_the_catalog(locale: str) -> None:
    source = (FOLDER / locale / "LC_MESSAGES" / "writers.po").read_text(encoding="utf-8")
    entries = re.findall(r'^msgid ((?:".*"\n)+)', source, re.MULTILINE)
    assert len(entries) == len(set(entries))


def test_the_search_for_messages_finds_them(used: dict[str, tuple[str, set[str]]]) -> None:
    """Should the way to mark a message change, this fails before the other tests stop looking."""
    assert used["There is no such task, or it is not yours."]  # an error, raised by a constant
    assert used["%(n)s word"][0] == "%(n)s words"
    assert used["Continue writing"]  # a page
    assert used["Drop your manuscripts here"]  # a script
