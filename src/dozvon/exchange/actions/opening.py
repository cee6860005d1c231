"""What imports share: who may, into which shop, in which batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.exchange.errors import ExchangeRefused
from dozvon.platform.accounts.errors import NotPermitted
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AT_ONCE = 1000
"""Rows of one transaction, and of one raw intake."""

Item = TypeVar("Item")


def shop_for(actor: Actor, code: str) -> Shop:
    """The shop to import into. Raises NotPermitted and ExchangeRefused."""
    if not (actor.may(Permission.IMPORT) and actor.may(Permission.TAKE_IN_ORDERS)):
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
