"""Field recipes shared by the tables, and the naming of constraints."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, Uuid
from sqlmodel import Field, SQLModel

from writers_app.db.types import JsonColumn, UtcDateTime, new_id, utc_now

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def identity() -> Any:
    return Field(default_factory=new_id, primary_key=True, sa_type=Uuid)


def moment(*, index: bool = False) -> Any:
    """A required UTC time, now unless given."""
    return Field(default_factory=utc_now, sa_type=UtcDateTime, nullable=False, index=index)


def maybe_moment(*, index: bool = False) -> Any:
    """A UTC time that may be absent. Annotate the field `datetime | None`."""
    return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)


def belongs_to(table: str, *, nullable: bool = False, ondelete: str = "CASCADE", index: bool = True) -> Any:
    """A foreign key to `table.id` that goes when its row goes (or is emptied: ondelete="SET NULL")."""
    extra: dict[str, Any] = {"default": None} if nullable else {}
    return Field(
        sa_type=Uuid,
        sa_column_args=[ForeignKey(f"{table}.id", ondelete=ondelete)],
        nullable=nullable,
        index=index,
        **extra,
    )


def json_field(*, nullable: bool = False) -> Any:
    extra: dict[str, Any] = {"default": None} if nullable else {"default_factory": dict}
    return Field(sa_type=JsonColumn, nullable=nullable, **extra)


def choice(kind: type[StrEnum], **field: Any) -> Any:
    """An enumeration stored as its text, checked by the application and not by a database type, so that it can grow."""
    return Field(
        sa_type=Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members]),
        nullable=False,
        **field,
    )
