"""What a project's leave to use the text service looks like to REST and state."""

from pydantic import BaseModel, ConfigDict


class TextServiceLeave(BaseModel):
    """`host` is where texts are sent and `model` what reads them there; `allowed` is what the project's owner said."""

    host: str
    model: str
    allowed: bool


class LeaveChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    allowed: bool
