"""What accounts, sessions and tokens look like to REST and state."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from writers_app.schemas.notifications import Channel, NotificationKind

PersonName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Password = Annotated[str, StringConstraints(max_length=4000)]
"""Any text; the rules for new ones are in services.passwords, which says in words what is wrong."""


class Preferences(BaseModel):
    """How a person likes Writers to look. Absent: what the browser prefers."""

    model_config = ConfigDict(extra="forbid")

    locale: Literal["en", "fa"] | None = None
    theme: Literal["system", "light", "dark"] | None = None
    latin_font: Literal["literata", "inter", "plex-mono"] | None = None
    persian_font: Literal["naskh", "vazirmatn"] | None = None
    paper: Literal["plain", "sepia"] | None = None
    text_size: int | None = Field(default=None, ge=12, le=32, description="Pixels, in the editor")
    measure: int | None = Field(default=None, ge=40, le=100, description="Characters per line, in the editor")
    paragraphs: Literal["indent", "block"] | None = None
    notifications: dict[NotificationKind, Channel] | None = None


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: PersonName
    email: EmailStr
    password: Password


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, StringConstraints(max_length=400)]
    password: Password


class Person(BaseModel):
    """Somebody with an account, as they see themselves."""

    id: UUID
    name: str
    email: str
    is_admin: bool
    preferences: Preferences
    created_at: datetime


class ProfileChange(BaseModel):
    """Only what is given changes; within `preferences` too, where null means: as the browser prefers."""

    model_config = ConfigDict(extra="forbid")

    name: PersonName | None = None
    preferences: Preferences | None = None


class RefreshRequest(BaseModel):
    """For clients without cookies."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: Annotated[str, StringConstraints(max_length=400)]


class TokenPair(BaseModel):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme, not a secret
    expires_in: int = Field(description="Seconds until the access token expires")


class Refreshed(BaseModel):
    """The cookies are renewed."""

    expires_in: int = Field(description="Seconds until the access token expires")


class SessionStatus(BaseModel):
    """Whether the request's cookies sign somebody in, and for how many seconds the access token still lasts."""

    signed_in: bool
    expires_in: int


class SessionCard(BaseModel):
    """A device or client that is signed in."""

    id: UUID
    client: str
    address: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class PasswordChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    current_password: Password
    new_password: Password


class ResetRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, StringConstraints(max_length=400)]


class Reset(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, StringConstraints(max_length=200)]
    password: Password


class AccountDeletion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: Password


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """An error, as of RFC 9457. `msgid` and `values` let a client show `detail` in another language; `errors` names
    the fields of a request that were not valid.
    """

    type: str = "about:blank"
    status: int
    title: str
    detail: str
    msgid: str | None = None
    values: dict[str, str | int] | None = None
    errors: list[FieldProblem] | None = None
