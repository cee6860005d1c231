"""Orders: taking in, finding, claiming, acting, explaining."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Query, Router
from pydantic import BaseModel, ConfigDict

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.document import body
from dozvon.api.v1.reading import action_form, moment_of
from dozvon.api.v1.refusals import STANDARD
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.iso import iso_utc
from dozvon.dispatch import queries as dispatch
from dozvon.dispatch import worklists
from dozvon.dispatch.wording import why_sentences
from dozvon.intake.actions import bulk, single
from dozvon.intake.errors import RowResult
from dozvon.intake.schema import MOST_ROWS, OrderIn
from dozvon.orders import access, queries
from dozvon.orders.actions import claims
from dozvon.orders.actions import undo as taking_back
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from dozvon.orders.rules import once_of
from dozvon.platform.events.actions import record_access
from dozvon.platform.wording import sentence
from dozvon.shipments.queries import orders_with_track
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

router = Router(tags=["orders"])


@router.post(
    "/orders", response={200: schemas.OrderOut, 201: schemas.OrderOut, **STANDARD}, openapi_extra=body(OrderIn)
)
def take_in(request: HttpRequest) -> HttpResponse:
    """Takes an order in. Sent again with the same (shop, external_id) or Idempotency-Key: 200 and nothing changes."""
    now, actor = timezone.now(), actor_of(request)
    taken = single.take_in(actor, request.read(), now, request.headers.get("Idempotency-Key"))
    order = queries.by_ids([taken.order_id])[0]
    shown = present.order(order, now)
    if not actor.may(SEE_CLIENTS):
        shown["client"] = present.sender_only(shown["client"], order, taken.sent)
    return present.answer(shown, 201 if taken.created else 200)


@router.post("/orders/bulk", response={200: schemas.BulkOut, **STANDARD}, openapi_extra=body(OrderIn, many=MOST_ROWS))
def take_in_bulk(request: HttpRequest) -> HttpResponse:
    """Takes in up to 5,000 orders; a bad row does not spoil the others."""
    # Not `request.body`: Django's own limit is for forms; the server has refused what is too large.
    results = bulk.take_in_bulk(actor_of(request), request.read(), timezone.now())
    return present.answer({"results": [_row(result) for result in results]})


def _row(result: RowResult) -> dict[str, Any]:
    if result.errors:
        errors = [{"field": e.field, "code": e.code, "message": sentence(e)} for e in result.errors]
        return {"index": result.index, "errors": errors}
    found: dict[str, Any] = {"index": result.index, "id": result.order_id}
    return found | {"duplicate": True} if result.duplicate else found


class OrderListQuery(BaseModel):
    """What the list is asked for."""

    model_config = ConfigDict(extra="ignore")

    queue: str | None = None
    task: Annotated[list[str], Query(max_length=20, description="kinds of tasks; may be given several times")] = []
    due_before: Annotated[str | None, Query(description="tasks due before this moment, ISO 8601 with zone")] = None
    status: str | None = None
    shop: str | None = None
    q: Annotated[str | None, Query(max_length=200)] = None
    phone: Annotated[str | None, Query(max_length=60)] = None
    cursor: Annotated[str | None, Query(max_length=200)] = None
    limit: Annotated[int, Query(ge=1, le=queries.LARGEST)] = 50


@router.get("/orders", response={200: schemas.OrderPage, **STANDARD})
def find(request: HttpRequest, wanted: Query[OrderListQuery]) -> HttpResponse:
    """Orders of a queue in its own order, of tasks by when they are due, or any, newest first.

    `q`: number, name, phone, e-mail.
    """
    now, actor = timezone.now(), actor_of(request)
    page = _page(actor, wanted, now)
    if isinstance(page, FieldError):
        return problem(request, 422, "invalid", [page])
    clients = [order.client_id for order in page.orders]
    record_access(
        actor, now, "orders.list", [order.pk for order in page.orders], clients, wanted.q or wanted.phone or ""
    )
    return present.answer({"items": present.orders(page.orders, now), "next_cursor": page.next_cursor})


def _page(actor: Actor, wanted: OrderListQuery, now: datetime) -> queries.PageOfOrders | FieldError:
    shop = shops.shop_by_code(actor, wanted.shop) if wanted.shop else None
    if wanted.shop and shop is None:
        return FieldError("shop", "unknown_shop", {"value": wanted.shop[:80]})
    asked = queries.OrderFilter(wanted.status or None, wanted.q, wanted.phone, orders_with_track(wanted.q))
    if wanted.task or wanted.due_before:
        return _page_of_tasks(actor, wanted, shop, asked)
    mine = [shop] if shop is not None else shops.shops_of(actor)
    if wanted.queue:
        return dispatch.page_of_queue(actor, now, wanted.queue, wanted.cursor, wanted.limit, mine, asked)
    return queries.newest(actor, mine, asked, wanted.cursor, wanted.limit)


def _page_of_tasks(
    actor: Actor, wanted: OrderListQuery, shop: Shop | None, asked: queries.OrderFilter
) -> queries.PageOfOrders | FieldError:
    if wanted.queue:
        return FieldError("queue", "not_with_task")
    if not wanted.task:
        return FieldError("task", "missing")
    due_before = moment_of("due_before", wanted.due_before)
    if isinstance(due_before, FieldError):
        return due_before
    if due_before is not None and due_before.tzinfo is None:
        return FieldError("due_before", "no_zone")
    mine = [shop] if shop is not None else shops.shops_of(actor)
    return worklists.page_of_tasks(actor, mine, wanted.task, wanted.cursor, wanted.limit, due_before, asked)


@router.get("/orders/{int:order_id}", response={200: schemas.OrderOut, **STANDARD})
def one(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order."""
    now, actor = timezone.now(), actor_of(request)
    order = access.get(actor, order_id)
    record_access(actor, now, "order", [order.pk], [order.client_id])
    return present.answer(present.order(order, now))


@router.post("/orders/{int:order_id}/claim", response={200: schemas.OrderOut, **STANDARD})
def claim(request: HttpRequest, order_id: int) -> HttpResponse:
    """Takes the order for the token's user, or prolongs the user's own claim; 409 names another holder."""
    now, actor = timezone.now(), actor_of(request)
    return _shown(claims.claim(actor, order_id, now), now)


@router.post("/orders/{int:order_id}/release", response={200: schemas.OrderOut, **STANDARD})
def release(request: HttpRequest, order_id: int) -> HttpResponse:
    """Gives the order back."""
    now, actor = timezone.now(), actor_of(request)
    return _shown(claims.release(actor, order_id, now), now)


@router.post(
    "/orders/{int:order_id}/actions/{code}",
    response={200: schemas.OrderOut, **STANDARD},
    openapi_extra=body(schemas.ActionIn),
)
def act(request: HttpRequest, order_id: int, code: str, form: Body[dict[str, Any]]) -> HttpResponse:
    """Carries out an action of the pipeline. Codes, not labels; the action's own fields stand beside the others.

    Sent again by the same user with the same Idempotency-Key: 200 and nothing changes.
    """
    now, actor = timezone.now(), actor_of(request)
    read = action_form(form)
    if isinstance(read, list):
        access.get(actor, order_id)
        return problem(request, 422, "invalid", read)
    once = once_of(request.headers.get("Idempotency-Key"))
    return _shown(perform(actor, order_id, code, read.form, now, read.version, once), now)


@router.post("/orders/{int:order_id}/undo", response={200: schemas.OrderOut, **STANDARD})
def undo(request: HttpRequest, order_id: int) -> HttpResponse:
    """Takes the user's own last action back, within the shop's seconds and while nobody else touched the order."""
    now, actor = timezone.now(), actor_of(request)
    return _shown(taking_back.undo(actor, order_id, now), now)


def _shown(changed: Order, now: datetime) -> HttpResponse:
    """The order as it is now, with all that belongs to it."""
    return present.answer(present.order(queries.by_ids([changed.pk])[0], now))


@router.get("/orders/{int:order_id}/events", response={200: schemas.EventList, **STANDARD})
def history(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order's history, newest first, with the labels of its time."""
    actor = actor_of(request)
    order = access.get(actor, order_id)
    record_access(actor, timezone.now(), "order.events", [order.pk], [order.client_id])
    return present.answer({"items": [present.event(event) for event in queries.history(order.pk)]})


@router.get("/orders/{int:order_id}/why", response={200: schemas.WhyOut, **STANDARD})
def why(request: HttpRequest, order_id: int) -> HttpResponse:
    """Which queue the order is in, why, what holds it back, and when it will move by itself."""
    now, actor = timezone.now(), actor_of(request)
    order = access.get(actor, order_id)
    found = dispatch.why(actor, order, now)
    return present.answer(
        {
            "queue": found.queue.code if found.queue else None,
            "reasons": why_sentences(found, order, now),
            "moves_at": iso_utc(found.moves_at),
            "moves_to": found.moves_to.code if found.moves_to else None,
        }
    )
