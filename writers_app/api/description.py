"""The OpenAPI description: every operation says how it refuses, and in which shape; every kind of task its options.

Installed by api.app.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from writers_app.api.problems import PROBLEM, problems
from writers_app.schemas.accounts import Problem
from writers_app.services import task_kinds

REFERENCE = "#/components/schemas/{model}"
REPLACED = ("HTTPValidationError", "ValidationError")
"""FastAPI's own shapes of a request that is not valid; ours is a problem like any other."""


def install_description(api: FastAPI) -> None:
    def describe() -> dict[str, Any]:
        if api.openapi_schema is None:
            made = get_openapi(title=api.title, version=api.version, summary=api.summary, routes=api.routes)
            api.openapi_schema = _with_kinds(_with_problems(made))
        return api.openapi_schema

    api.openapi = describe  # type: ignore[method-assign]  # the way that FastAPI documents


def _with_problems(described: dict[str, Any]) -> dict[str, Any]:
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name in REPLACED:
        schemas.pop(name, None)
    shape = Problem.model_json_schema(ref_template=REFERENCE)
    schemas.update(shape.pop("$defs", {}))
    schemas[PROBLEM] = shape
    for path, method, operation in _operations(described):
        answers = operation["responses"]
        for status, answer in problems(*_refusals(path, method, operation)).items():
            answers.setdefault(str(status), answer)
        if "422" in answers:
            answers.update({str(status): answer for status, answer in problems(422).items()})
        answers.setdefault("default", {**problems(500)[500], "description": "Any other refusal"})
    return described


def _with_kinds(described: dict[str, Any]) -> dict[str, Any]:
    """The form for a new task offers each kind by its name, and the options as that kind's schema has them."""
    schemas, options = described["components"]["schemas"], []
    for kind in task_kinds.all_kinds().values():
        shape = kind.options.model_json_schema(ref_template=REFERENCE)
        schemas.update(shape.pop("$defs", {}))
        name = f"{kind.name}-options"
        schemas[name] = {**shape, "title": kind.title, "description": kind.description}
        options.append({"$ref": REFERENCE.format(model=name)})
    form = described["paths"]["/api/v1/tasks"]["post"]["requestBody"]["content"]["multipart/form-data"]
    form["schema"]["properties"]["kind"]["enum"] = list(task_kinds.all_kinds())
    form["schema"]["properties"]["options"] = {"anyOf": options, "description": "As the kind's schema says"}
    form["encoding"] = {"options": {"contentType": "application/json"}}
    return described


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _refusals(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    """What follows from an operation's kind: it asks who one is, it changes something, it names something."""
    found: set[int] = set()
    if operation.get("security"):
        found.add(401)
        if method != "get":
            found.add(403)
    if "{" in path:
        found.add(404)
    if "requestBody" in operation:
        found |= {400, 422}
    return found
