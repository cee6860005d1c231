"""Webhooks: who is told of which events, and what became of each delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import present
from dozvon.api.v1.reading import shop_of
from dozvon.api.v1.refusals import STANDARD
from dozvon.api.v1.schemas import StrictBody
from dozvon.core import cursors, iso
from dozvon.core.errors import FieldError
from dozvon.intake.schema import Text
from dozvon.platform.outbox.models import Outgoing
from dozvon.shops.models import Shop
from dozvon.webhooks import access, actions
from dozvon.webhooks.models import Webhook

router = Router(tags=["webhooks"])


class WebhookListQuery(BaseModel):
    """Which page."""

    cursor: Annotated[str | None, Query(max_length=200)] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50


class WebhookIn(StrictBody):
    """Where to send which kinds of events; without a shop, those of all shops that the token's user sees."""

    url: Text(actions.LONGEST_URL, 1)  # type: ignore[valid-type]
    events: Annotated[list[Text(40, 1)], Field(min_length=1, max_length=100)]  # type: ignore[valid-type]
    shop: Text(40) | None = None  # type: ignore[valid-type]


class WebhookOut(Schema):
    """A webhook; `state` is `on` or `off`."""

    id: int
    url: str
    events: list[str]
    shop: str | None
    state: str
    created_by: str
    created_at: str


class NewWebhookOut(WebhookOut):
    """A new webhook with the secret that signs; it is told this once."""

    secret: str


class WebhookPage(Schema):
    """Webhooks, the newest first."""

    items: list[WebhookOut]
    next_cursor: str | None


class TryOut(Schema):
    """One attempt: `reason` is empty where it went well, `answer` the beginning of what came back."""

    at: str
    status: int | None
    milliseconds: int
    reason: str
    answer: str


class WebhookDeliveryOut(Schema):
    """One event on its way; `state` is `waiting`, `done` or `given_up`, `due_at` the next attempt of one that waits."""

    id: int
    key: str
    kind: str
    order: int | None
    state: str
    attempts: int
    created_at: str
    due_at: str | None
    finished_at: str | None
    tries: list[TryOut]


class DeliveryPage(Schema):
    """Deliveries of a webhook, the newest first."""

    items: list[WebhookDeliveryOut]
    next_cursor: str | None


@router.get("/webhooks", response={200: WebhookPage, **STANDARD})
def find(request: HttpRequest, wanted: Query[WebhookListQuery]) -> HttpResponse:
    """The webhooks that the token's user looks after."""
    found = access.visible(actor_of(request))
    if wanted.cursor:
        found = found.filter(pk__lt=cursors.read(wanted.cursor)[1])
    rows = list(found[: wanted.limit + 1])
    shops = dict(Shop.objects.values_list("pk", "code"))
    items = [_webhook(row, shops) for row in rows[: wanted.limit]]
    return present.answer({"items": items, "next_cursor": _next(rows, wanted.limit)})


@router.post("/webhooks", response={201: NewWebhookOut, **STANDARD})
def add(request: HttpRequest, wanted: WebhookIn) -> HttpResponse:
    """Tells an address of events from now on; the answer holds the secret that signs them, this once."""
    actor = actor_of(request)
    shop = shop_of(actor, wanted.shop) if wanted.shop else None
    if isinstance(shop, FieldError):
        return problem(request, 422, "invalid", [shop])
    made = actions.add(actor, wanted.url, wanted.events, shop)
    shops = {} if shop is None else {shop.pk: shop.code}
    return present.answer({**_webhook(made.webhook, shops, actor.name), "secret": made.secret}, 201)


@router.get("/webhooks/{int:webhook_id}", response={200: WebhookOut, **STANDARD})
def one(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One webhook."""
    return _shown(access.get(actor_of(request), webhook_id))


@router.delete("/webhooks/{int:webhook_id}", response={204: None, **STANDARD})
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Removes the webhook and what was to be sent to it."""
    actions.remove(actor_of(request), webhook_id)
    return HttpResponse(status=204)


@router.post("/webhooks/{int:webhook_id}/off", response={200: WebhookOut, **STANDARD})
def turn_off(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Tells it of nothing until it is on again."""
    return _shown(actions.turn(actor_of(request), webhook_id, on=False))


@router.post("/webhooks/{int:webhook_id}/on", response={200: WebhookOut, **STANDARD})
def turn_on(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Tells it of what happens from now on."""
    return _shown(actions.turn(actor_of(request), webhook_id, on=True))


@router.get("/webhooks/{int:webhook_id}/deliveries", response={200: DeliveryPage, **STANDARD})
def deliveries(request: HttpRequest, webhook_id: int, wanted: Query[WebhookListQuery]) -> HttpResponse:
    """What was sent and is to be sent, with every attempt; kept for a month after it is over."""
    found = access.deliveries(access.get(actor_of(request), webhook_id))
    if wanted.cursor:
        found = found.filter(pk__lt=cursors.read(wanted.cursor)[1])
    rows = list(found[: wanted.limit + 1])
    items = [_delivery(row) for row in rows[: wanted.limit]]
    return present.answer({"items": items, "next_cursor": _next(rows, wanted.limit)})


@router.post(
    "/webhooks/{int:webhook_id}/deliveries/{int:delivery_id}/retry", response={200: WebhookDeliveryOut, **STANDARD}
)
def retry(request: HttpRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Sends a delivery once more, at once; one that arrived stays as it is."""
    actor = actor_of(request)
    actions.retry(actor, webhook_id, delivery_id, timezone.now())
    return present.answer(_delivery(access.delivery(access.get(actor, webhook_id), delivery_id)))


def _next(rows: list[Any], limit: int) -> str | None:
    return cursors.write(rows[limit - 1].created_at, rows[limit - 1].pk) if len(rows) > limit else None


def _shown(webhook: Webhook) -> HttpResponse:
    return present.answer(_webhook(webhook, dict(Shop.objects.values_list("pk", "code"))))


def _webhook(one: Webhook, shops: dict[int, str], creator: str = "") -> dict[str, Any]:
    return {
        "id": one.pk,
        "url": one.url,
        "events": one.events,
        "shop": None if one.shop_id is None else shops.get(one.shop_id),
        "state": "on" if one.is_on else "off",
        "created_by": creator or one.creator.name,
        "created_at": iso.iso_utc(_made(one.created_at)),
    }


def _made(at: datetime | Any) -> datetime:
    return at if isinstance(at, datetime) else timezone.now()


def _delivery(row: Outgoing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": row.key,
        "kind": row.payload["kind"],
        "order": row.payload["order"],
        "state": row.state,
        "attempts": row.attempts,
        "created_at": iso.iso_utc(row.created_at),
        "due_at": iso.iso_utc(row.due_at) if row.state == "waiting" else None,
        "finished_at": iso.iso_utc(row.finished_at),
        "tries": [
            {
                "at": iso.iso_utc(one.at),
                "status": one.status,
                "milliseconds": one.milliseconds,
                "reason": one.reason,
                "answer": one.answer,
            }
            for one in sorted(row.tries.all(), key=lambda one: one.pk)
        ],
    }
