"""Lists in pages: {"items": […], "next": cursor or null}. Used by every list endpoint."""

import base64
import json
from typing import Generic, TypeVar

from pydantic import BaseModel

from writers_app.errors import InvalidError

Item = TypeVar("Item")
FOREIGN_CURSOR = "The cursor is not one that this list gave out. Ask for the first page again."


class Page(BaseModel, Generic[Item]):
    """`next` is opaque; send it back as `?cursor=` for the following page. Null on the last one."""

    items: list[Item]
    next: str | None = None


def encode_cursor(*keys: str | float) -> str:
    """The sort keys of the last item shown, as an opaque text that is safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[str | float]:
    """The `length` sort keys in a cursor; InvalidError when it is not one of ours."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        keys = None
    if not isinstance(keys, list) or len(keys) != length or not all(isinstance(k, str | int | float) for k in keys):
        raise InvalidError(FOREIGN_CURSOR)
    return keys


def decode_offset(cursor: str | None) -> int:
    """Where a list that is paged by counting goes on; 0 without a cursor, InvalidError for a forged one."""
    offset = decode_cursor(cursor, 1)[0] if cursor else 0
    if not isinstance(offset, int) or not 0 <= offset < 2**31:
        raise InvalidError(FOREIGN_CURSOR)
    return offset
