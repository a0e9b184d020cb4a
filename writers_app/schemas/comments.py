"""What comments on a text look like to REST."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]


class CommentCard(BaseModel):
    """A comment, or an answer to the one that `parent` names. `placed` says whether words of the text still carry it;
    `quote` has the words that it was made on. `user_id` is empty for comments that came with a file.
    """

    id: str
    text: str
    author: str
    user_id: UUID | None
    date: str
    parent: str | None
    resolved: bool
    quote: str
    placed: bool


class NewComment(BaseModel):
    """An answer to the comment that `parent` names; without one, a comment on the text as a whole."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    parent: Annotated[str, StringConstraints(max_length=128)] | None = None


class CommentChange(BaseModel):
    """Only what is given changes. The words of a comment belong to who wrote it."""

    model_config = ConfigDict(extra="forbid")

    text: Words | None = None
    resolved: bool | None = None
