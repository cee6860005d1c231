"""Changing what an order or a client card holds; statuses change by actions only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import clients as clients_api
from dozvon.api.v1 import orders, present, schemas
from dozvon.api.v1.reading import LARGEST_VERSION, moment_of
from dozvon.api.v1.refusals import STANDARD
from dozvon.clients import access as clients
from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.actions.match import NewContact
from dozvon.clients.errors import BadClient
from dozvon.clients.queries import contacts_of
from dozvon.core import phones
from dozvon.core.errors import FieldError
from dozvon.core.pipeline.force import ForcedMove
from dozvon.delivery.rules import DeliveryChange
from dozvon.intake.reading import is_email
from dozvon.intake.schema import Amount, LineIn, Text
from dozvon.orders import access, queries
from dozvon.orders.actions.assign import assign
from dozvon.orders.actions.client import edit_client
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.force import force
from dozvon.orders.actions.place import NewLine
from dozvon.orders.actions.reschedule import reschedule
from dozvon.orders.errors import BadOrder

# An address belongs to one router: Django asks the first that knows it, whatever the method.
router = Router(tags=["editing"])


class Edit(BaseModel):
    """Base: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid")


class DeliveryEdit(Edit):
    """How the order goes to the client; what is left out stays. `cost`: up to 999,999; null takes the shop's price."""

    way: Text(40, 1) | None = None  # type: ignore[valid-type]
    cost: Amount | None = None
    date: Annotated[str, Field(max_length=10, description="ISO 8601, such as 2026-03-01")] | None = None
    hours: Annotated[str, Field(max_length=11, description="such as 10:00-14:00")] | None = None
    point: Text(40, 1) | None = None  # type: ignore[valid-type]

    def change(self) -> DeliveryChange:
        """As the rules want it. Raises BadOrder where the date is none."""
        sent = self.model_dump(exclude_unset=True)
        if sent.get("date") is not None:
            sent["date"] = _day(sent["date"])
        return cast(DeliveryChange, sent)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadOrder([FieldError("delivery.date", "not_day")]) from None


def _by_cost(value: Any) -> Any:
    """A cost alone is a change of it."""
    return {"cost": value} if isinstance(value, str | int | float) and not isinstance(value, bool) else value


Delivery = Annotated[
    DeliveryEdit | None, BeforeValidator(_by_cost, json_schema_input_type=Amount | DeliveryEdit | None)
]


class OrderEdit(Edit):
    """What to change on an order; what is left out stays. `lines` are given whole. `delivery` may be its cost alone."""

    lines: Annotated[list[LineIn], Field(max_length=200)] | None = None
    delivery: Delivery = None
    address: Annotated[dict[Text(40, 1), Text(300)], Field(max_length=30)] | None = None  # type: ignore[valid-type]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class RescheduleIn(Edit):
    """When the task is to be due, with its zone."""

    due_at: Annotated[str, Field(max_length=60, description="ISO 8601 with zone")]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ResponsibleIn(Edit):
    """The user's name; null for nobody."""

    user: Text(120) | None  # type: ignore[valid-type]


class TaskIn(Edit):
    """What is to be done next: the usual task of the status and at once, where it is not said."""

    kind: Text(40, 1) | None = None  # type: ignore[valid-type]
    due_at: Annotated[str, Field(max_length=60, description="ISO 8601 with zone")] | None = None


class ForceIn(Edit):
    """A status to which no action leads, why, and what follows; a closed status has no task."""

    status: Text(40, 1)  # type: ignore[valid-type]
    reason: Text(4000)  # type: ignore[valid-type]
    task: TaskIn | None = None
    version: Annotated[int, Field(ge=0, le=LARGEST_VERSION)] | None = None


class ClientEdit(Edit):
    """What to change on a client card; what is left out stays."""

    name: Text(300) | None = None  # type: ignore[valid-type]
    last_name: Text(120) | None = None  # type: ignore[valid-type]
    first_name: Text(120) | None = None  # type: ignore[valid-type]
    middle_name: Text(120) | None = None  # type: ignore[valid-type]
    gender: Annotated[str, Field(pattern="^(male|female)?$")] | None = None
    company: Text(300) | None = None  # type: ignore[valid-type]
    city: Text(200) | None = None  # type: ignore[valid-type]
    zone: Text(64) | None = None  # type: ignore[valid-type]
    statuses: Annotated[list[Text(60, 1)], Field(max_length=50)] | None = None  # type: ignore[valid-type]
    fields: Annotated[dict[Text(40, 1), Any], Field(max_length=200)] | None = None  # type: ignore[valid-type]
    add_phone: Text(60) | None = None  # type: ignore[valid-type]
    add_phones: Annotated[list[Text(60, 1)], Field(max_length=50)] = []  # type: ignore[valid-type]
    drop_phones: Annotated[list[Text(60, 1)], Field(max_length=50)] = []  # type: ignore[valid-type]
    add_email: Text(254) | None = None  # type: ignore[valid-type]


@orders.router.patch("/orders/{int:order_id}", response={200: schemas.OrderOut, **STANDARD})
def change(request: HttpRequest, order_id: int, wanted: OrderEdit) -> HttpResponse:
    """Lines, delivery and address of an open order nobody else holds; discounts stay within the promotion."""
    now = timezone.now()
    lines = None if wanted.lines is None else [_line(line) for line in wanted.lines]
    delivery = None if wanted.delivery is None else wanted.delivery.change()
    changes = Changes(lines, delivery, wanted.address)
    changed = edit(actor_of(request), order_id, changes, now, wanted.version)
    return present.answer(present.order(queries.by_ids([changed.pk])[0], now))


def _line(line: LineIn) -> NewLine:
    return NewLine(line.sku, line.name or line.sku, line.quantity, line.price, line.discount_percent, line.role)


@router.post("/orders/{int:order_id}/reschedule", response={200: schemas.OrderOut, **STANDARD})
def move_task(request: HttpRequest, order_id: int, wanted: RescheduleIn) -> HttpResponse:
    """Moves the task to another time, or to the first allowed moment after it; nothing else changes."""
    now, actor = timezone.now(), actor_of(request)
    due_at = moment_of("due_at", wanted.due_at)
    if not isinstance(due_at, datetime):
        access.get(actor, order_id)
        return problem(request, 422, "invalid", [due_at or FieldError("due_at", "missing")])
    changed = reschedule(actor, order_id, due_at, now, wanted.version)
    return present.answer(present.order(queries.by_ids([changed.pk])[0], now))


@router.post("/orders/{int:order_id}/responsible", response={200: schemas.OrderOut, **STANDARD})
def make_responsible(request: HttpRequest, order_id: int, wanted: ResponsibleIn) -> HttpResponse:
    """Makes somebody responsible: the head's right."""
    now = timezone.now()
    changed = assign(actor_of(request), order_id, wanted.user, now)
    return present.answer(present.order(queries.by_ids([changed.pk])[0], now))


@router.post("/orders/{int:order_id}/force", response={200: schemas.OrderOut, **STANDARD})
def force_move(request: HttpRequest, order_id: int, wanted: ForceIn) -> HttpResponse:
    """Moves the order where the matrix forbids it, with a reason that stays in its history: the head's right."""
    now, actor = timezone.now(), actor_of(request)
    task = wanted.task or TaskIn()
    due_at = moment_of("task.due_at", task.due_at)
    if isinstance(due_at, FieldError):
        access.get(actor, order_id)
        return problem(request, 422, "invalid", [due_at])
    move = ForcedMove(wanted.status, wanted.reason, task.kind, due_at)
    changed = force(actor, order_id, move, now, wanted.version)
    return present.answer(present.order(queries.by_ids([changed.pk])[0], now))


@clients_api.router.patch("/clients/{int:client_id}", response={200: schemas.ClientOut, **STANDARD})
def change_client(request: HttpRequest, client_id: int, wanted: ClientEdit) -> HttpResponse:
    """The client card; a new zone or city moves the client's open calls into their own day.

    A number is changed by `drop_phones` and `add_phones` together; one that is not theirs is dropped already.
    """
    actor = actor_of(request)
    client = clients.get(actor, client_id)
    own = wanted.model_dump(exclude={"add_phone", "add_phones", "drop_phones", "add_email"})
    dropped = [("phone", _phone(text, client.country).value) for text in wanted.drop_phones]
    changes = ClientChanges(**own, contacts=_contacts(wanted, client.country), dropped=dropped)
    edit_client(actor, client_id, changes, timezone.now())
    return present.answer(present.client(clients.get(actor, client_id), contacts_of([client_id])[client_id]))


def _contacts(wanted: ClientEdit, country: str) -> tuple[NewContact, ...]:
    typed = [wanted.add_phone] if wanted.add_phone else []
    found = [_phone(text, country) for text in [*typed, *wanted.add_phones]]
    if wanted.add_email and not is_email(wanted.add_email):
        raise BadClient([FieldError("add_email", "invalid")])
    if wanted.add_email:
        found.append(NewContact("email", wanted.add_email.lower(), wanted.add_email))
    return tuple(found)


def _phone(text: str, country: str) -> NewContact:
    phone = phones.normalise(text, country or "RU")
    matches = phone.e164 is not None and phones.INVALID not in phone.flags
    return NewContact("phone", phone.e164 or text, text, matches)
