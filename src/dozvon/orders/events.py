"""What happens to orders, as the history keeps it. Codes stand with the labels they had at the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, NotRequired, TypedDict

from dozvon.orders.models import Order
from dozvon.platform.events.schema import KEPT, WORDS, NewEvent, Subject


class Label(TypedDict):
    """Code and label."""

    code: str
    label: dict[str, str]


class DueTask(Label):
    """Code, label and due_at."""

    due_at: datetime


class FactsBefore(TypedDict, total=False):
    """Changed facts as they were.

    Moments are texts here.
    """

    pipeline_id: Annotated[int, WORDS]
    status: Annotated[str, KEPT]
    status_kind: Annotated[str, WORDS]
    task_kind: Annotated[str | None, WORDS]
    task_due_at: Annotated[str | None, WORDS]
    task_role: Annotated[str | None, WORDS]
    task_user_id: Annotated[int | None, WORDS]
    responsible_id: Annotated[int | None, WORDS]
    attempts: Annotated[int, KEPT]
    attempts_total: Annotated[int, WORDS]
    problem: Annotated[str | None, KEPT]
    pursued_since: Annotated[str, WORDS]
    first_call_at: Annotated[str | None, WORDS]
    last_call_at: Annotated[str | None, WORDS]
    closed_at: Annotated[str | None, WORDS]
    fields: Annotated[dict[str, Any], WORDS]


class OrderContents(TypedDict):
    """Goods, delivery, address.

    `lines` and `added_by` are there where the lines were changed, `comment` where the client's own words were.
    """

    goods: Annotated[Decimal, KEPT]
    delivery: Annotated[Decimal, KEPT]
    total: Annotated[Decimal, KEPT]
    skus: Annotated[list[str], KEPT]
    address: Annotated[dict[str, str], WORDS]
    way: Annotated[dict[str, str], WORDS, "the way of delivery; older events have it in `address`"]
    lines: NotRequired[Annotated[list[dict[str, Any]], WORDS]]
    added_by: NotRequired[Annotated[list[int | None], WORDS, "who answered for each line"]]
    comment: NotRequired[Annotated[str, WORDS]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(NewEvent):
    """An order came in."""

    kind: ClassVar[str] = "order.received"
    status: Annotated[Label, KEPT]
    channel: Annotated[str, KEPT]
    total: Annotated[Decimal, KEPT]
    currency: Annotated[str, KEPT]
    due_at: Annotated[datetime, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClaimed(NewEvent):
    """Somebody opened it or was handed it."""

    kind: ClassVar[str] = "order.claimed"
    until: Annotated[datetime | None, KEPT]
    queue: Annotated[str | None, KEPT, "the queue it was handed out from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased(NewEvent):
    """It was given back without an action."""

    kind: ClassVar[str] = "order.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPerformed(NewEvent):
    """An action of the pipeline. One unsuccessful call is one event; calls are never joined."""

    kind: ClassVar[str] = "order.action"
    action: Annotated[Label, KEPT]
    choice: Annotated[Label | None, KEPT]
    from_: Annotated[Label, KEPT]
    status: Annotated[Label, KEPT]
    problem: Annotated[Label | None, KEPT]
    comment: Annotated[str, WORDS]
    call: Annotated[str | None, KEPT, "`made`, `not_made`"]
    outcome: Annotated[str, KEPT, "`reached`, `unreached`, `none`"]
    attempt: Annotated[int | None, KEPT, "the number of the unsuccessful call"]
    task: Annotated[DueTask | None, KEPT]
    fields: Annotated[dict[str, Any], WORDS, "the action's own fields"]
    version: Annotated[int, KEPT]
    before: FactsBefore
    once: Annotated[str | None, WORDS, "the sender's key"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForced(NewEvent):
    """The head moved it where no action leads."""

    kind: ClassVar[str] = "order.forced"
    from_: Annotated[Label, KEPT]
    status: Annotated[Label, KEPT]
    reason: Annotated[str, WORDS]
    task: Annotated[DueTask | None, KEPT]
    version: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUndone(NewEvent):
    """The operator took the last action back."""

    kind: ClassVar[str] = "order.undone"
    event: Annotated[int, KEPT, "the event that was undone"]
    action: Annotated[Label, KEPT]
    status: Annotated[Label, KEPT, "the status it stands in again"]
    before: Annotated[dict[str, Any], KEPT, "empty: an undo cannot be undone"]
    version: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRescheduled(NewEvent):
    """Its task was moved to another time."""

    kind: ClassVar[str] = "order.rescheduled"
    task: Annotated[DueTask, KEPT]
    from_: Annotated[datetime | None, KEPT]
    version: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited(NewEvent):
    """Lines, delivery or address were changed."""

    kind: ClassVar[str] = "order.edited"
    before: OrderContents
    after: OrderContents
    version: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAssigned(NewEvent):
    """The head named who is responsible."""

    kind: ClassVar[str] = "order.assigned"
    responsible: Annotated[str | None, KEPT]
    version: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRezoned(NewEvent):
    """The client's clock turned out to be another one."""

    kind: ClassVar[str] = "order.rezoned"
    zone: Annotated[str, KEPT]
    due_at: Annotated[datetime | None, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAged(NewEvent):
    """Nobody was reached for too long, the order left the phone."""

    kind: ClassVar[str] = "order.aged"
    task: Annotated[Label, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDiffers(NewEvent):
    """Its shop sent it again, changed, when it could not be changed here any more."""

    kind: ClassVar[str] = "order.differs"
    changed: Annotated[list[str], KEPT, "parts that differ from what the shop sent before"]
    status: Annotated[str, KEPT, "the shop's own word"]


EVENTS: Final = (
    *(OrderPlaced, OrderClaimed, OrderReleased, ActionPerformed, OrderForced, ActionUndone, OrderRescheduled),
    *(OrderEdited, OrderAssigned, OrderRezoned, OrderAged, OrderDiffers),
)


def subject_of(order: Order) -> Subject:
    """The order with its shop and client, as events name them."""
    return Subject(order.shop_id, order.pk, order.client_id)
