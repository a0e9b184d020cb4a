"""What a person's storage, the plans on offer and their purchases look like to REST."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class PlanCard(BaseModel):
    """`amount` is in the smallest unit of the currency, as in ISO 4217."""

    name: str
    title: str
    storage_mb: int
    days: int
    amount: int
    currency: str


class PurchaseCard(BaseModel):
    """`ends_at` is null until it was paid."""

    id: UUID
    title: str
    storage_mb: int
    amount: int
    currency: str
    state: Literal["begun", "paid", "refunded"]
    created_at: datetime
    ends_at: datetime | None


class Usage(BaseModel):
    """Of one's own uploads, pictures and results; texts are not counted. `plans` is empty where nothing is sold."""

    used_bytes: int = Field(ge=0)
    allowed_bytes: int | None = Field(description="null: no limit")
    plans: list[PlanCard]
    purchases: list[PurchaseCard]


class NewPurchase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plan: Annotated[str, StringConstraints(max_length=60)]


class BegunPurchase(BaseModel):
    """`url` is the page on which it can be paid."""

    id: UUID
    url: str
