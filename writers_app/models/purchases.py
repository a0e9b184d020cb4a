"""What people have bought, and which of the payment service's events were seen."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from writers_app.models.columns import belongs_to, choice, identity, maybe_moment, moment


class PurchaseState(StrEnum):
    BEGUN = "begun"
    PAID = "paid"
    REFUNDED = "refunded"


class Purchase(SQLModel, table=True):
    """Storage for a time, as the plan was when it was chosen. It counts while it is paid and `ends_at` has not come.

    `amount` is in the smallest unit of the currency. `checkout` and `payment` are the payment service's own ids.
    """

    __tablename__ = "purchases"

    id: UUID = identity()
    user_id: UUID = belongs_to("users")
    plan: str = Field(max_length=60)
    title: str = Field(max_length=200)
    storage_mb: int
    days: int
    amount: int
    currency: str = Field(max_length=3)
    state: PurchaseState = choice(PurchaseState, default=PurchaseState.BEGUN)
    checkout: str = Field(default="", max_length=255)
    payment: str = Field(default="", max_length=255, index=True)
    created_at: datetime = moment()
    paid_at: datetime | None = maybe_moment()
    ends_at: datetime | None = maybe_moment()


class PaymentEvent(SQLModel, table=True):
    """An event that was acted upon, so that it is not acted upon again."""

    __tablename__ = "payment_events"

    id: str = Field(primary_key=True, max_length=255)
    kind: str = Field(max_length=100)
    received_at: datetime = moment()
