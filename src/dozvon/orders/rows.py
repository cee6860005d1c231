"""An order's row, read with all that is shown of the order in one statement, and written back by columns.

Shops come from memory by their revision, people are read by name alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, Field, OuterRef, QuerySet, Subquery

from dozvon.orders.models import Order, OrderLine
from dozvon.orders.order_delivery import read_old_keys
from dozvon.platform.accounts.models import User
from dozvon.platform.database.selects import Select
from dozvon.shops import queries as shops

_PEOPLE = ("claimed_by", "responsible", "task_user")


def _with_shop() -> QuerySet[Order]:
    return Order.objects.annotate(shop_revision=F("shop__revision"))


def _with_all() -> QuerySet[Order]:
    # A subquery each: the planner needs a third of the time that it needs for as many joins.
    names = {
        f"{person}_name": Subquery(User.objects.filter(pk=OuterRef(f"{person}_id")).values("name"))
        for person in _PEOPLE
    }
    return _with_shop().select_related("client").defer("client__words").annotate(**names)


def _set_shop(order: Order) -> None:
    revision: int = order.shop_revision  # type: ignore[attr-defined]
    order._state.fields_cache["shop"] = shops.shop_of(order.shop_id, revision)
    read_old_keys(order)


def _set_all(order: Order) -> None:
    _set_shop(order)
    values, known = order.__dict__, order._state.fields_cache
    for person in _PEOPLE:
        pk = values[f"{person}_id"]
        name = values[f"{person}_name"]
        known[person] = None if pk is None else _person(pk, name)


@lru_cache(maxsize=4096)
def _person(pk: int, name: str) -> User:
    """Shared by all orders of this person: to be read only."""
    return User.from_db(DEFAULT_DB_ALIAS, ("id", "name"), (pk, name))


WHOLE = Select(_with_all, "WHERE orders.id = ANY(%s)", _set_all)
"""Orders with shop, client, and the names of people; of a person nothing else is read."""

LOCKED = Select(_with_shop, 'WHERE orders.id = %s FOR UPDATE OF "orders"', _set_shop)
"""An order with its shop, locked. Who waited for the lock would be given the people of before the wait."""

OF_CLIENT = Select(
    _with_shop,
    "WHERE orders.client_id = %s AND (%s::bigint[] IS NULL OR orders.shop_id = ANY(%s)) "
    "ORDER BY orders.received_at DESC, orders.id DESC LIMIT %s",
    _set_shop,
)
"""The orders of a client in some shops (NULL: in all), newest first."""

LINES = Select(
    OrderLine.objects.all, "WHERE order_lines.order_id = ANY(%s) ORDER BY order_lines.order_id, order_lines.position"
)


@lru_cache(maxsize=1)
def _fields() -> dict[str, Field[Any, Any]]:
    return {str(field.column): field for field in Order._meta.concrete_fields}


def update(order: Order, columns: Sequence[str]) -> None:
    """Writes these columns of the order: one statement, told by their names in the database."""
    fields = [_fields()[column] for column in columns]
    values = [field.get_db_prep_save(getattr(order, field.attname), connection) for field in fields]
    settings = ", ".join(f'"{column}" = %s' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE orders SET {settings} WHERE id = %s", [*values, order.pk])  # noqa: S608 (own names)
