"""What a stored file looks like to REST and state."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class FileCard(BaseModel):
    """`url` is where the bytes are; `size` is in bytes."""

    id: UUID
    url: str
    name: str
    media_type: str
    size: int
    purpose: Literal["upload", "image", "result"]
    created_at: datetime
    expires_at: datetime | None
