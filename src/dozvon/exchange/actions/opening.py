"""What imports share: who may, into which shop, in which batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import TypeVar

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import TAKE_IN_ORDERS
from dozvon.exchange import workbooks
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.permissions import IMPORT_TABLES
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AT_ONCE = 1000
"""Rows of one transaction, and of one raw intake."""

MOST_ROWS = 20_000
"""Lines of a file in one request; the commands take files of any length."""
MOST_BYTES = 5 * 1024 * 1024
"""Of a price list that waits to be applied."""

Item = TypeVar("Item")


def shop_for(actor: Actor, code: str) -> Shop:
    """The shop to import into. Raises NotPermitted and ExchangeRefused."""
    if not (actor.may(IMPORT_TABLES) and actor.may(TAKE_IN_ORDERS)):
        raise NotPermitted
    shop = shops.shop_by_code(actor, code)
    if shop is None:
        raise ExchangeRefused("unknown_shop", {"value": code[:80]})
    return shop


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of AT_ONCE."""
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def of_one_request(body: bytes) -> BytesIO:
    """The file that was sent in a request. Raises ExchangeRefused where it has too many rows for one."""
    if body.startswith(workbooks.MARK):
        body = workbooks.as_table(BytesIO(body), MOST_ROWS).read()
    if body.count(b"\n") > MOST_ROWS:
        raise ExchangeRefused("too_many_rows", {"limit": str(MOST_ROWS)})
    return BytesIO(body)


def price_list(name: str, size: int, read: Callable[[], bytes]) -> bytes:
    """The price list of an upload; a larger one is not read. Raises ExchangeRefused."""
    if not name:
        raise ExchangeRefused("no_file")
    if size > MOST_BYTES:
        raise ExchangeRefused("too_big_file", {"limit": str(MOST_BYTES // 1024 // 1024)})
    return of_one_request(read()).getvalue()
