"""How endpoints' error answers are described in the OpenAPI schema. Called by api.v1's modules."""

from http import HTTPStatus
from typing import Any

from writers_app.api.errors import PROBLEM_TYPE

PROBLEM = "Problem"
"""The shape's name in the description, where api.description puts it."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint that answers with these problems (RFC 9457)."""
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM_TYPE: {"schema": schema}}}
        for status in statuses
    }
