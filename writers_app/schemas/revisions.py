"""What earlier states of a text look like to REST and state."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints


class NewRevision(BaseModel):
    """Keep the text as it stands, under a name that says why."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class RevisionCard(BaseModel):
    """`cause`: kept while writing, named by a person, kept before an older one came back, sent to an editor, or brought
    in with the text from another program."""

    id: UUID
    document_id: UUID
    cause: Literal["writing", "named", "restore", "sent", "imported"]
    name: str
    author: str
    words: int
    created_at: datetime


class RevisionText(RevisionCard):
    content: dict[str, Any]


class Change(BaseModel):
    """A paragraph of the comparison, in order. `before` and `after` are its texts; new or gone: one is empty."""

    kind: Literal["same", "changed", "added", "removed"]
    before: str
    after: str
