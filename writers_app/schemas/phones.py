"""What a person's number for text messages looks like to REST and state."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class PhoneCard(BaseModel):
    """`number` is in international form; nothing but a code is sent to it until it is `verified`."""

    number: str
    verified: bool


class NewPhone(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, StringConstraints(max_length=40)]


class PhoneCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(max_length=20)]
