"""Pages of all that an actor may export, by keyset: each is a statement of its own, so nothing is held open between.

That works behind a pooler that shares connections by the transaction, and needs the same memory for a thousand rows
as for a million. A row that changes meanwhile is exported as it is when its page comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from dozvon.clients import access as clients
from dozvon.clients.models import Client
from dozvon.core.actor import Actor
from dozvon.orders import access as orders
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from dozvon.shops.models import Shop

AT_ONCE = 500
"""Rows of a page: about 2 MB as objects with their lines."""


@dataclass(frozen=True, slots=True)
class ExportPeriod:
    """Whole days, both ends included; None leaves an end open. A day is the shop's own, without a shop UTC's."""

    since: date | None = None
    until: date | None = None

    def bounds(self, shop: Shop | None) -> tuple[datetime | None, datetime | None]:
        """From the first moment of `since` up to, without it, the first of the day after `until`."""
        zone: tzinfo = ZoneInfo(shop.zone) if shop is not None else UTC
        after = None if self.until is None or self.until == date.max else self.until + timedelta(days=1)
        first = None if self.since is None else datetime.combine(self.since, time(), zone)
        return first, None if after is None else datetime.combine(after, time(), zone)


def order_pages(actor: Actor, shops: list[Shop], span: ExportPeriod) -> Iterator[list[Order]]:
    """Orders of the shops, one shop after another, oldest first. Raises NotPermitted."""
    seen = orders.visible(actor)
    return (page for shop in shops for page in _orders_of(seen, shop, span))


_PEOPLE = ("client", "responsible", "task_user")


def _orders_of(seen: QuerySet[Order], shop: Shop, span: ExportPeriod) -> Iterator[list[Order]]:
    first, after = span.bounds(shop)
    found = seen.filter(shop=shop).select_related(*_PEOPLE).defer("client__words").order_by("received_at", "id")
    if after is not None:
        found = found.filter(received_at__lt=after)
    page = list((found if first is None else found.filter(received_at__gte=first))[:AT_ONCE])
    while page:
        for order in page:
            order.shop = shop
        yield page
        # The row comparison is what the index (shop, received_at, id) answers at once, also among equal moments.
        last = [page[-1].received_at, page[-1].pk]
        rest = found.extra(where=["(orders.received_at, orders.id) > (%s, %s)"], params=last)
        page = list(rest[:AT_ONCE])


# OFFSET 0 keeps this a look-up for each client; as a join, every page would read all orders of the clients before it.
_IN_SHOP = "EXISTS (SELECT 1 FROM orders w WHERE w.client_id = clients.id AND w.shop_id = %s OFFSET 0)"


def client_pages(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[list[Client]]:
    """Clients that are not merged away, by id; with a shop those who ordered there. Raises ClientNotFound."""
    first, after = span.bounds(shop)
    found = clients.visible(actor).filter(merged_into__isnull=True)
    if shop is not None:
        found = found.extra(where=[_IN_SHOP], params=[shop.pk])  # noqa: S610 (bound parameters)
    if first is not None:
        found = found.filter(created_at__gte=first)
    return _by_id(found if after is None else found.filter(created_at__lt=after))


def event_pages(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[list[Event]]:
    """Events by id; who is limited to some shops gets those of these shops only."""
    first, after = span.bounds(shop)
    found = Event.objects.all()
    if shop is not None:
        found = found.filter(shop_id=shop.pk)
    elif actor.shops is not None:
        found = found.filter(shop_id__in=actor.shops)
    if first is not None:
        found = found.filter(at__gte=first)
    return _by_id(found if after is None else found.filter(at__lt=after))


Row = TypeVar("Row", Client, Event)


def _by_id(found: QuerySet[Row]) -> Iterator[list[Row]]:
    last = 0
    while page := list(found.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield page
        last = page[-1].pk
