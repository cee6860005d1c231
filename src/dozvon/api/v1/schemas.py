"""Shapes of the public answers, for the OpenAPI document; `present.py` fills them, tests hold the two together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StrictInt

Money = str
Call = Literal["made", "not_made"]


class FieldProblem(Schema):
    """One wrong field."""

    field: str
    code: str
    message: str


class Problem(Schema):
    """RFC 9457 problem+json."""

    type: str
    title: str
    status: int
    code: str
    errors: list[FieldProblem]
    holder: str | None = None
    until: datetime | None = None
    version: int | None = None
    intake: int | None = None


class TaskOut(Schema):
    """The next step: `assignee` is a user's or a role's name, null when it is anybody's."""

    kind: str
    due_at: datetime
    assignee: str | None


class ContactOut(Schema):
    """A way to reach the client."""

    kind: str
    value: str
    main: bool


class ClientBrief(Schema):
    """The client on an order."""

    id: int
    name: str
    phone: str | None
    email: str | None
    city: str
    company: str
    zone: str


class ClientOut(ClientBrief):
    """The client card."""

    kind: str
    contacts: list[ContactOut]
    statuses: list[str]
    fields: dict[str, Any]
    flags: list[str]
    merged_into: int | None


class LineOut(Schema):
    """A position."""

    sku: str
    name: str
    quantity: int
    price: Money | None
    discount_percent: Money
    total: Money
    role: Literal["main", "secondary"]


class TotalsOut(Schema):
    """Sums in the order's currency."""

    goods: Money
    delivery: Money
    total: Money


class DeliveryOut(Schema):
    """How the order goes to the client; all but `cost` and `named` are null where nothing is chosen.

    `carrier` is `own` for the shop's own ways; `named`: somebody named the cost, so it does not follow the goods.
    """

    way: str | None
    title: str | None
    carrier: str | None
    cost: Money
    named: bool
    date: date | None
    hours: str | None
    point: str | None


class ShipmentOut(Schema):
    """A parcel of an order, with the way as it was chosen when it was handed over; `track` is the carrier's number."""

    track: str | None
    way: str | None
    title: str | None
    carrier: str | None
    point: str | None
    handed_over_at: datetime
    delivered_at: datetime | None


class OrderOut(Schema):
    """An order. People are named; codes are the pipeline's."""

    id: int
    number: int
    shop: str
    external_id: str | None
    channel: str
    status: str
    status_kind: Literal["open", "won", "lost"]
    queue: str | None
    attempts: int
    attempts_total: int
    problem: str | None
    task: TaskOut | None
    responsible: str | None
    claimed_by: str | None
    claimed_until: datetime | None
    client: ClientBrief
    lines: list[LineOut]
    totals: TotalsOut
    delivery: DeliveryOut
    shipments: list[ShipmentOut]
    currency: str
    flags: list[str]
    comment: str
    address: dict[str, Any]
    fields: dict[str, Any]
    received_at: datetime
    last_call_at: datetime | None
    zone: str
    version: int


class OrderPage(Schema):
    """A page of orders; `next_cursor` is null on the last one."""

    items: list[OrderOut]
    next_cursor: str | None


class ClientPage(Schema):
    """A page of clients."""

    items: list[ClientOut]
    next_cursor: str | None


class QueueOut(Schema):
    """A tab: `count` stops at 1000."""

    code: str
    title: str
    count: int
    dialled: bool
    first_at: datetime | None


class NextOut(Schema):
    """The order handed out and why."""

    order: OrderOut
    reason: str


class StrictBody(BaseModel):
    """Base of bodies: an object and nothing else, and a misspelt key is an error. (A `Schema` takes any JSON.)"""

    model_config = ConfigDict(extra="forbid")


class NextIn(StrictBody):
    """Which queue to take from; without one, by priority."""

    queue: str | None = None


class ActionIn(BaseModel):
    """An action's form; the action's own fields (lesson_at …) stand beside these."""

    model_config = ConfigDict(extra="allow")

    call: Call | None = None
    problem: str | None = None
    comment: str | None = None
    call_back_at: datetime | None = Field(None, description="ISO 8601 with zone")
    choice: str | None = None
    version: int | None = None


class MergeIn(StrictBody):
    """The client to keep."""

    into: StrictInt


class MergeOut(Schema):
    """The merge, by which it can be undone, and the client that was kept."""

    merge: int
    client: ClientOut


class EventOut(Schema):
    """One event of an order's history."""

    id: int
    at: datetime
    kind: str
    actor: str
    body: dict[str, Any]


class EventList(Schema):
    """An order's history, newest first."""

    items: list[EventOut]


class WhyOut(Schema):
    """Which queue an order is in, why, and when time alone will move it."""

    queue: str | None
    reasons: list[str]
    moves_at: datetime | None
    moves_to: str | None


class RowOut(Schema):
    """What became of a row of a bulk intake."""

    index: int
    id: int | None = None
    duplicate: bool | None = None
    errors: list[FieldProblem] | None = None


class BulkOut(Schema):
    """One result a row."""

    results: list[RowOut]
