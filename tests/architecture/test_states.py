"""Reflex lets a browser call every public method of a state with values of its own: each must be meant as one."""

import ast
from collections.abc import Iterator
from pathlib import Path

STATES = Path(__file__).parents[2] / "writers_app" / "state"


def public_methods() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for file in sorted(STATES.glob("*.py")):
        for made in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(made, ast.ClassDef) and "rx.State" in map(ast.unparse, made.bases):
                for method in made.body:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and not method.name.startswith("_"):
                        yield f"{file.name}: {made.name}.{method.name}", method


def test_every_public_method_of_a_state_is_meant_for_browsers() -> None:
    undecorated = [name for name, method in public_methods() if not method.decorator_list]
    assert undecorated == []


def test_the_states_are_found() -> None:
    assert len(list(public_methods())) > 50
