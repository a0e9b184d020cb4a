"""The rules of the house that no linter knows: documented settings, docstrings, sizes, nothing of one machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from writers_app.config import Settings

ROOT = Path(__file__).resolve().parents[2]
CODE = ("writers_app", "worker", "deploy", "tests", "benchmarks", "alembic")
LONGEST_FILE = 500
GENERATED = ("alembic/versions/", "tests/data/", "writers_app/i18n/locale/")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in (*CODE, "rxconfig.py")]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_env_example_documents_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = re.findall(r"^#?(WRITERS_[A-Z_]+)=", text, re.MULTILINE)
    assert sorted(documented) == sorted(f"WRITERS_{field.upper()}" for field in Settings.model_fields)


def test_env_example_shows_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^WRITERS_([A-Z_]+)=(.*)$", text, re.MULTILINE))
    defaults = {field.upper(): about.default for field, about in Settings.model_fields.items()}
    differing = {key: value for key, value in shown.items() if value.lower() != str(defaults[key]).lower()}
    assert differing == {}


def test_every_module_says_what_lives_there() -> None:
    texts = {path: path.read_bytes() for path in python_files()}
    silent = [name(path) for path, text in texts.items() if text and not ast.get_docstring(ast.parse(text))]
    assert silent == []


def test_files_are_split_before_they_grow_long() -> None:
    sources = [*python_files(), *tracked("*.jsx", "*.js", "*.css")]
    long = {name(path): lines for path in sources if (lines := path.read_bytes().count(b"\n")) > LONGEST_FILE}
    assert {path: lines for path, lines in long.items() if not path.startswith(GENERATED)} == {}


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "handler", "base", "common"])
def test_modules_are_named_for_what_they_hold(word: str) -> None:
    assert [name(path) for path in python_files() if path.stem == word or path.parent.name == word] == []


def test_only_the_settings_read_the_environment() -> None:
    reading = re.compile(r"os\.environ|os\.getenv|\bgetenv\(")
    inside = [path for path in python_files() if path.relative_to(ROOT).parts[0] in ("writers_app", "worker")]
    readers = [name(path) for path in inside if reading.search(path.read_text(encoding="utf-8"))]
    assert [path for path in readers if path != "writers_app/config.py"] == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    places = re.compile("/" + r"work/|/root/|/home/\w+/|/opt/(wheels|pypi)")
    texts = tracked("*.py", "*.md", "*.toml", "*.txt", "*.jsx", "*.js", "*.sh", "*.yaml", "*.yml", "*.conf", "Makefile")
    found = {name(path) for path in texts if places.search(path.read_text(encoding="utf-8"))}
    assert found - {name(Path(__file__))} == set()


def test_no_promise_is_left_in_the_code() -> None:
    promises = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|[Cc]oming soon")
    sources = [path for path in (*python_files(), *tracked("*.jsx", "*.js")) if path != Path(__file__)]
    found = [name(path) for path in sources if promises.search(path.read_text(encoding="utf-8"))]
    assert found == []
