"""Finds every string that a person may be shown: in Python by its syntax tree, in JavaScript by its calls."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEYS_OF_MESSAGES = {"msgid", "title"}
"""Where a task's error is written as a dictionary: the sentence, and the reason that its history gives."""

LISTS_OF_MESSAGES = {"writers_app/formats/losses.py"}
"""Modules whose constants are all messages, and what their tables lead to."""

# What marks a string as a message, and at which places of the call; the rest of a call's arguments are values.
MESSAGE_PLACES = {
    "t": (0,),
    "tn": (0, 1),
    "say": (0,),
    "msg": (0,),
    "notify": (0,),
    "translate": (0,),
    "translate_plural": (0, 1),
    "Loss": (0,),
    "Remark": (0,),
    "remark": (0,),
    "_answer_error": (1,),
    "report": (1,),
    "change_state": (3,),
    "end": (3,),
    "end_task": (3,),
    "note": (2,),
    "put_back": (2,),
    "restart": (3,),
}
MESSAGE_NAMES = {"action", "message", "step"}
"""Keyword arguments that hold a message in calls of the above and of findings."""

NOT_FOR_READERS = {
    "SettingsError",  # said to whoever runs the server, in its terminal
    "InvalidDocumentError",  # said to a program that sent a document's JSON
}

JS_STRING = r'"((?:[^"\\]|\\.)*)"'
JS_SINGULAR = re.compile(rf"\b(?:t|msg)\(\s*{JS_STRING}")
JS_CHOICE = re.compile(rf"\bt\([^()\"]*\?\s*{JS_STRING}\s*:\s*{JS_STRING}")
JS_NAMED = re.compile(r"\bt\(\s*([A-Z][A-Z_]*)\b")
JS_CONSTANT = re.compile(rf"\bconst ([A-Z][A-Z_]*) =\s*{JS_STRING}")
JS_PLURAL = re.compile(rf"\btn\(\s*{JS_STRING}\s*,\s*{JS_STRING}")


@dataclass(frozen=True, order=True)
class Message:
    """`plural` is empty for a message that does not count anything."""

    text: str
    plural: str
    where: str


def find_messages() -> Iterator[Message]:
    for path in sorted((ROOT / "writers_app").rglob("*.py")):
        yield from _in_python(path)
    for path in script_files():
        yield from _in_script(path)


def script_files() -> list[Path]:
    folders = [ROOT / "writers_app", ROOT / "assets" / "scripts"]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".js", ".jsx"})


def all_strings() -> set[str]:
    """Every string constant of the program: a message that is none of them can't be shown."""
    found: set[str] = set()
    for path in (ROOT / "writers_app").rglob("*.py"):
        found |= {node.value for node in ast.walk(_tree(path)) if isinstance(node, ast.Constant) and _is_text(node)}
    for path in script_files():
        found |= {_unescape(text) for text in re.findall(JS_STRING, path.read_text(encoding="utf-8"))}
    return found


def _is_text(node: ast.Constant) -> bool:
    return isinstance(node.value, str)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _in_python(path: Path) -> Iterator[Message]:
    names = _constants(path) | _imported_constants(path)
    where = path.relative_to(ROOT).as_posix()
    if where in LISTS_OF_MESSAGES:
        yield from (Message(text, "", where) for text in (*_constants(path).values(), *_tabled(path)))
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "TaskOptions" for base in node.bases):
            yield from (Message(text, "", where) for text in _labels(node))
        if isinstance(node, ast.ClassDef) and node.name in _errors_for_readers():
            yield from (Message(text, "", where) for text in _titles(node))
        if isinstance(node, ast.Dict) and _is_error(node):
            yield from (Message(text, "", where) for text in _error_texts(node, names))
        if isinstance(node, ast.Call):
            texts = [text for argument in _message_arguments(node) for text in _texts(argument, names)]
            name = _name(node)
            if name in {"tn", "translate_plural"} and len(texts) == 2:
                yield Message(texts[0], texts[1], where)
            else:
                yield from (Message(text, "", where) for text in texts)


def _labels(options: ast.ClassDef) -> Iterator[str]:
    """What the form made from a kind's options says."""
    for node in ast.walk(options):
        if isinstance(node, ast.keyword) and node.arg in {"title", "description"}:
            yield from _texts(node.value, {})


def _titles(error: ast.ClassDef) -> Iterator[str]:
    """What the history of a task says of a failure: the error's title."""
    for node in error.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["title"]:
            yield from _texts(node.value, {})


def _is_error(node: ast.Dict) -> bool:
    return {"msgid", "detail"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}


def _error_texts(error: ast.Dict, names: dict[str, str]) -> Iterator[str]:
    for key, value in zip(error.keys, error.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in KEYS_OF_MESSAGES:
            yield from _texts(value, names)


def _message_arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = _name(call)
    places = (0,) if name in _errors_for_readers() else MESSAGE_PLACES.get(name, ())
    yield from (call.args[place] for place in places if place < len(call.args))
    if name in MESSAGE_PLACES or name in {"Finding", "Mark"}:
        yield from (keyword.value for keyword in call.keywords if keyword.arg in MESSAGE_NAMES)
    if name == "Kind":
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "title")


@cache
def _errors_for_readers() -> frozenset[str]:
    """WritersError and what is made from it, however many steps away."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in (ROOT / "writers_app").rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
    }
    family = {"WritersError"}
    while more := {name for name, above in bases.items() if above & family and name not in family}:
        family |= more
    return frozenset(family - NOT_FOR_READERS)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _texts(node: ast.expr, names: dict[str, str]) -> Iterable[str]:
    """The strings that an argument can be: itself, a named constant, or either side of a choice."""
    match node:
        case ast.Constant(value=str(text)) if text:
            return [text]
        case ast.Name(id=name) if name in names:
            return [names[name]]
        case ast.Attribute(value=ast.Name(id=module), attr=name) if f"{module}.{name}" in names:
            return [names[f"{module}.{name}"]]
        case ast.IfExp(body=first, orelse=second):
            return [*_texts(first, names), *_texts(second, names)]
    return []


@cache
def _constants(path: Path) -> dict[str, str]:
    found = {}
    for node in _tree(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                found[name] = text
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text))):
                found[name] = text
    return found


def _tabled(path: Path) -> Iterator[str]:
    """The strings that a module's dicts lead to."""
    for node in _tree(path).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            yield from (each.value for each in node.value.values if isinstance(each, ast.Constant) and _is_text(each))


def _imported_constants(path: Path) -> dict[str, str]:
    found = {}
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("writers_app"):
            for alias in node.names:
                known = alias.asname or alias.name
                if constants := _constants_of(f"{node.module}.{alias.name}"):
                    found |= {f"{known}.{name}": text for name, text in constants.items()}
                elif alias.name in (constants := _constants_of(node.module)):
                    found[known] = constants[alias.name]
    return found


def _constants_of(module: str) -> dict[str, str]:
    path = ROOT / Path(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return _constants(candidate)
    return {}


def _in_script(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    where = path.relative_to(ROOT).as_posix()
    for match in JS_PLURAL.finditer(source):
        yield Message(_unescape(match[1]), _unescape(match[2]), where)
    for match in JS_SINGULAR.finditer(source):
        yield Message(_unescape(match[1]), "", where)
    constants = dict(JS_CONSTANT.findall(source))
    for name in JS_NAMED.findall(source):
        if name in constants:
            yield Message(_unescape(constants[name]), "", where)
    for match in JS_CHOICE.finditer(source):
        yield Message(_unescape(match[1]), "", where)
        yield Message(_unescape(match[2]), "", where)


def _unescape(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:  # an escape that only JavaScript has; no message of ours needs one
        return text
