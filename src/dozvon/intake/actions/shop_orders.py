"""Orders that a connected shop tells of: new ones are taken in like all others, known ones follow their shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import FieldError
from dozvon.intake.actions import single
from dozvon.intake.actions.taking import Checked, lost_race, new_lines, take
from dozvon.intake.errors import IntakeRefused
from dozvon.intake.models import ShopOrderSeen
from dozvon.intake.ports import ShopOrder, ShopPort, UnreadableOrder
from dozvon.orders.actions.edit import Changes
from dozvon.orders.actions.follow import follow_shop
from dozvon.orders.models import Order
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import provider_of
from dozvon.platform.inbox import actions as inbox
from dozvon.platform.inbox.models import InboxMessage
from dozvon.shops.models import Shop

PARTS: Final = ("lines", "client", "comment")
"""What the history names when a shop changes it."""


def read_shop_order(message: InboxMessage, actor: Actor | None, now: datetime) -> None:
    """Reads a message of a connected shop and closes it. Raises IntakeRefused.

    It acts as the connection, whoever asks for it: only its own shop's orders are touched.
    """
    try:
        source, shop = _source(message)
        adapter: ShopPort = provider_of(source).adapter
        order = adapter.read_order(source, bytes(message.body), message.sent or {})
        if order is None:
            inbox.mark_done(message, now)
            return
        _follow(source, shop, adapter, order, message, now)
    except UnreadableOrder as refused:
        inbox.mark_failed(message, refused.errors, now)
        raise IntakeRefused(refused.errors, message.pk) from refused


def _source(message: InboxMessage) -> tuple[Connection, Shop]:
    """The connection and its one shop. Raises UnreadableOrder."""
    source = Connection.objects.filter(pk=message.connection_id or 0).first()
    if source is None:
        raise UnreadableOrder([FieldError("connection", "unknown_connection")])
    return source, shop_of(source)


def shop_of(source: Connection) -> Shop:
    """The one shop whose orders the connection brings. Raises UnreadableOrder."""
    found = list(Shop.objects.filter(pk__in=source.shop_ids or []))
    if len(found) != 1:
        raise UnreadableOrder([FieldError("connection", "needs_one_shop", {"value": source.code})])
    return found[0]


def actor_for(source: Connection, shop: Shop) -> Actor:
    """The program, acting for this connection in its shop alone."""
    return replace(SYSTEM, name=source.code, shops=frozenset({shop.pk}))


def _follow(
    source: Connection, shop: Shop, adapter: ShopPort, told: ShopOrder, message: InboxMessage, now: datetime
) -> None:
    actor = actor_for(source, shop)
    for attempt in range(1, single.TRIES + 1):
        try:
            with transaction.atomic():
                _lock(source, told.external_id)
                order_id = _take_or_update(actor, shop, source, adapter, told, message, now)
                inbox.mark_done(message, now, order_id)
            return
        except DatabaseError as error:
            if attempt == single.TRIES or not lost_race(error):
                raise


def _take_or_update(
    actor: Actor,
    shop: Shop,
    source: Connection,
    adapter: ShopPort,
    told: ShopOrder,
    message: InboxMessage,
    now: datetime,
) -> int | None:
    """The order's id; None for one that nobody need call and that never came before."""
    seen = ShopOrderSeen.objects.filter(connection_id=source.pk, external_id=told.external_id).first()
    order = Order.objects.filter(shop=shop, external_id=told.external_id).first()
    if seen is not None and _is_late(seen, told):
        return None if order is None else order.pk
    before = None if seen is None else _seen_before(source, adapter, seen)
    _remember(source, told, message, seen)
    if order is not None:
        _update(actor, shop, order, told, before, now)
        return order.pk
    if not told.is_open:
        return None
    row = _checked(actor, shop, told, now)
    return take(actor, [row], message.pk, now)[0]


def _is_late(seen: ShopOrderSeen, told: ShopOrder) -> bool:
    """Whether something as new or newer came before it; one without a moment counts by the order of arrival."""
    return seen.updated_at is not None and told.updated_at is not None and told.updated_at < seen.updated_at


def _remember(source: Connection, told: ShopOrder, message: InboxMessage, seen: ShopOrderSeen | None) -> None:
    newest = told.updated_at or (seen.updated_at if seen is not None else None)
    ShopOrderSeen.objects.update_or_create(
        connection_id=source.pk,
        external_id=told.external_id,
        defaults={"message_id": message.pk, "updated_at": newest},
    )


def _seen_before(source: Connection, adapter: ShopPort, seen: ShopOrderSeen) -> ShopOrder | None:
    """The order as the shop told of it last; None where that was emptied or erased since."""
    message = InboxMessage.objects.filter(pk=seen.message_id).first()
    if message is None:
        return None
    try:
        return adapter.read_order(source, bytes(message.body), message.sent or {})
    except UnreadableOrder:
        return None


def _update(actor: Actor, shop: Shop, order: Order, told: ShopOrder, before: ShopOrder | None, now: datetime) -> None:
    changed = _changed(told, before)
    if not changed:
        return
    wanted = Changes()
    if told.is_open:
        row = _checked(actor, shop, told, now)
        wanted = Changes(
            lines=new_lines(row.order) if "lines" in changed else None,
            comment=(row.order.comment or "") if "comment" in changed else None,
        )
    follow_shop(actor, order.pk, wanted, changed, told.status, now)


def _changed(told: ShopOrder, before: ShopOrder | None) -> list[str]:
    """The parts that are not as the shop told them last; its status counts where the order is not open any more."""
    known: dict[str, Any] = {} if before is None else dict(before.body)
    parts = [part for part in PARTS if told.body and told.body.get(part) != known.get(part)]
    was_open = before is None or before.is_open
    return parts + (["status"] if told.is_open != was_open else [])


def _checked(actor: Actor, shop: Shop, told: ShopOrder, now: datetime) -> Checked:
    """The order by the intake's own schema. Raises UnreadableOrder."""
    row = single.check(actor, {**told.body, "external_id": told.external_id, "shop": shop.code}, now)
    if isinstance(row, list):
        raise UnreadableOrder(row)
    return row


def _lock(source: Connection, external_id: str) -> None:
    """One message of an order at a time, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shop order {source.pk} {external_id}"]
        )
