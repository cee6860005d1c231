"""Reading orders: lists by cursor, lines, history, the client's other orders. No counts, no N+1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from dozvon.catalog import queries as catalog
from dozvon.clients import queries as clients
from dozvon.core import cursors
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.queues import Condition
from dozvon.core.roles import SEE_ORDERS
from dozvon.orders import rows
from dozvon.orders.models import Order, OrderLine
from dozvon.platform.database.selects import Select
from dozvon.platform.events.models import Event
from dozvon.shops.models import Shop

LARGEST = 200
FOUND_CLIENTS = 200
"""How many clients of a search are looked through for orders."""


@dataclass(frozen=True, slots=True)
class PageOfOrders:
    """Orders with shop, client and people, and the cursor of the next page."""

    orders: list[Order]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """One sorted source of a list: the orders of a shop that meet a condition over `orders o`."""

    where: Condition
    column: str
    descending: bool


def page(slices: Sequence[Slice], cursor: str | None, limit: int) -> PageOfOrders:
    """The slices merged into one page; all are sorted alike. One statement. Raises BadCursor."""
    limit = max(1, min(limit, LARGEST))
    after = cursors.read(cursor) if cursor else None
    if not slices:
        return PageOfOrders([], None)
    descending = slices[0].descending
    statements, params = [], list[Any]()
    for piece in slices:
        sql, values = _slice_sql(piece, after, limit + 1)
        statements.append(f"({sql})")
        params += values
    direction = "DESC" if descending else "ASC"
    merged = " UNION ALL ".join(statements)
    found = rows.WHOLE.where(_PAGE.format(slices=merged, order=direction), [*params, limit + 1])
    if len(found) <= limit:
        return PageOfOrders(found, None)
    shown, last = found[:limit], found[limit - 1]
    columns = {piece.column for piece in slices}
    moment = getattr(last, columns.pop()) if len(columns) == 1 else _moment_of(last, merged, params)
    return PageOfOrders(shown, cursors.write(moment, last.pk))


_PAGE = """
JOIN (
    SELECT moment, id FROM ({slices}) AS slices ORDER BY moment {order}, id {order} LIMIT %s
) AS page ON page.id = orders.id ORDER BY page.moment {order}, page.id {order}
"""


def _moment_of(order: Order, merged: str, params: list[Any]) -> datetime:
    """What the order is sorted by where shops sort the same tab by different columns: one statement more."""
    with connection.cursor() as db:
        db.execute(f"SELECT moment FROM ({merged}) AS slices WHERE id = %s", [*params, order.pk])  # noqa: S608
        moment: datetime = db.fetchone()[0]
    return moment


def _slice_sql(piece: Slice, after: tuple[datetime, int] | None, limit: int) -> tuple[str, list[Any]]:
    direction, sign = ("DESC", "<") if piece.descending else ("ASC", ">")
    where, params = piece.where.sql, [*piece.where.params]
    if after is not None:
        where += f" AND (o.{piece.column}, o.id) {sign} (%s, %s)"
        params += after
    sql = (
        f"SELECT o.{piece.column} AS moment, o.id FROM orders o WHERE {where} "  # noqa: S608 (own text)
        f"ORDER BY o.{piece.column} {direction}, o.id {direction} LIMIT %s"
    )
    return sql, [*params, limit]


def by_ids(ids: Sequence[int]) -> list[Order]:
    """The orders in that order, with shop, client and people: one statement."""
    found = {order.pk: order for order in rows.WHOLE.all([list(ids)])} if ids else {}
    return [found[pk] for pk in ids if pk in found]


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list is asked for; None asks for nothing. `text` is the search box, `phone` any part of a number.

    `order_ids` are orders that the text means too, found by what other capabilities know of them.
    """

    status: str | None = None
    text: str | None = None
    phone: str | None = None
    order_ids: Sequence[int] = ()


def newest(actor: Actor, shops: Iterable[Shop], wanted: OrderFilter, cursor: str | None, limit: int) -> PageOfOrders:
    """Orders of the shops, newest arrival first. Raises NotPermitted and BadCursor."""
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    narrow = narrowing(wanted)
    if narrow is None:
        return PageOfOrders([], None)
    # The orders of a status stand in the order of their arrival in two indexes: the open ones and the closed ones.
    parts = ["TRUE"] if wanted.status is None else ["o.status_kind = 'open'", "o.status_kind <> 'open'"]
    slices = [
        Slice(
            Condition(f"o.shop_id = %s AND {part} AND {narrow.sql}", (shop.pk, *narrow.params)),
            "received_at",
            descending=True,
        )
        for shop in shops
        for part in parts
    ]
    return page(slices, cursor, limit)


def narrowing(wanted: OrderFilter) -> Condition | None:
    """What is wanted, as SQL over `orders o`; None where no order can meet it. At most two statements."""
    if wanted.status is not None and "\x00" in wanted.status:
        return None
    parts, params = ["TRUE"], list[Any]()
    if wanted.status is not None:
        parts.append("o.status = %s")
        params.append(wanted.status)
    found = _found(wanted)
    if found is not None and not found.client_ids and not wanted.order_ids and found.number is None:
        return None
    if found is not None:
        meant = ["o.client_id = ANY(%s)"]
        params.append(found.client_ids)
        if found.number is not None:
            meant.append("o.number = %s")
            params.append(found.number)
        if wanted.order_ids:
            meant.append("o.id = ANY(%s)")
            params.append(list(wanted.order_ids))
        parts.append(f"({' OR '.join(meant)})")
    return Condition(" AND ".join(parts), tuple(params))


@dataclass(frozen=True, slots=True)
class _TextMatches:
    client_ids: list[int]
    number: int | None


def _found(wanted: OrderFilter) -> _TextMatches | None:
    """Whose orders, or which number, the search means; None when nothing is searched for."""
    text = " ".join(part for part in (wanted.text, wanted.phone) if part).strip()
    if not text:
        return None
    if wanted.phone and wanted.text:
        both = set(clients.find_ids(wanted.text, FOUND_CLIENTS)) & set(clients.find_ids(wanted.phone, FOUND_CLIENTS))
        return _TextMatches(sorted(both), None)
    bare = text.lstrip("№#").strip()
    number = int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 19 and not wanted.phone else None
    return _TextMatches(clients.find_ids(text, FOUND_CLIENTS), number)


def lines_of(order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    """The lines of the orders, in their positions: one statement."""
    found: dict[int, list[OrderLine]] = {pk: [] for pk in order_ids}
    for line in rows.LINES.all([list(order_ids)]) if order_ids else ():
        found[line.order_id].append(line)
    return found


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line, the discount its promotion allows (None: the catalogue knows no such product), the catalogue's price.

    `discount_from` is how many pieces the promotion asks for, None without one.
    """

    line: OrderLine
    most_discount: Decimal | None
    list_price: Decimal | None
    discount_from: int | None = None


def _with_terms() -> QuerySet[OrderLine]:
    return OrderLine.objects.annotate(**catalog.annotate_terms("order__shop_id"))


_OFFERED = Select(_with_terms, "WHERE order_lines.order_id = %s ORDER BY order_lines.position")


def offered_lines(order_id: int) -> list[OfferedLine]:
    """The order's lines in their positions, with what the catalogue says of their products: one statement."""
    found: list[Any] = list(_OFFERED.all([order_id]))
    return [OfferedLine(line, line.most_discount, line.list_price, line.discount_from) for line in found]


_HISTORY = Select(Event.objects.all, "WHERE events.order_id = %s ORDER BY events.id DESC LIMIT %s")


def history(order_id: int, limit: int = LARGEST) -> list[Event]:
    """The order's events, newest first; fetch the order through its access rule before."""
    return _HISTORY.all([order_id, limit])


def of_client(actor: Actor, client_id: int, limit: int = 50) -> list[Order]:
    """What the client ever ordered in the shops this actor sees, newest first: one statement."""
    shops = None if actor.shops is None else sorted(actor.shops)
    return rows.OF_CLIENT.all([client_id, shops, shops, limit])


_HELD = """
SELECT id FROM orders WHERE claimed_by_id = %s AND claimed_until > %s AND status_kind = 'open'
ORDER BY claimed_until DESC, id DESC LIMIT 1
"""


def held_by(actor: Actor, now: datetime) -> int | None:
    """The id of the order this actor took last and still holds: one statement on the index of claims."""
    if actor.user_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [actor.user_id, now])
        row = cursor.fetchone()
    return row[0] if row else None


def zones_in_use() -> frozenset[str]:
    """The zones that clients of orders live in: one statement on a table of some tens of rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone FROM order_zones")
        return frozenset(zone for (zone,) in cursor.fetchall())
