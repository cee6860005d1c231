"""What was missed while we were down, and what the shop sells: asked for by a job or `dozvon connection pull`.

No transaction is open while the shop is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dozvon.catalog import actions as catalog
from dozvon.catalog.errors import BadProduct
from dozvon.catalog.models import Product
from dozvon.core.actor import Actor
from dozvon.intake.actions.shop_orders import actor_for, shop_of
from dozvon.intake.errors import CannotPull
from dozvon.intake.models import ShopPull
from dozvon.intake.ports import Pulled, ShopPort, ShopProduct, UnreadableOrder
from dozvon.platform.connections.errors import CheckFailed
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import provider_of
from dozvon.platform.inbox.receiving import InboxFull, ReceivedMessage, receive
from dozvon.platform.wording import sentence
from dozvon.shops.models import Shop


@dataclass(slots=True)
class PulledCounts:
    """What a pull brought: orders that were not here yet in this state, products made, changed and refused."""

    orders: int = 0
    created: int = 0
    changed: int = 0
    refused: int = 0

    def __str__(self) -> str:
        products = f"{self.created} products created, {self.changed} changed"
        return f"{self.orders} orders, {products}" + (f", {self.refused} refused" if self.refused else "")


def pull(source: Connection, now: datetime, *, products: bool = True) -> PulledCounts:
    """Orders of the connection's shop, and its products. Raises CannotPull."""
    if source.port != "shop":
        raise CannotPull("This is no connection of a shop.")
    if not source.is_on:
        raise CannotPull("The connection is switched off.")
    try:
        orders = pull_orders(source, now)
        counts = pull_products(source) if products else PulledCounts()
    except CheckFailed as error:
        raise CannotPull(str(error)) from error
    except UnreadableOrder as error:
        raise CannotPull(sentence(error.errors[0])) from error
    except InboxFull as error:
        raise CannotPull("What came before waits to be read; see `dozvon inbox replay`.") from error
    counts.orders = orders
    return counts


def pull_orders(source: Connection, now: datetime) -> int:
    """Stores the orders that changed since the last pull in the inbox, page by page; how many were new to it.

    Each page moves the cursor with its orders: a pull that breaks off goes on from there. Raises CheckFailed and
    InboxFull.
    """
    adapter: ShopPort = provider_of(source).adapter
    cursor = ShopPull.objects.filter(connection_id=source.pk).values_list("cursor", flat=True).first() or ""
    return sum(_store(source, page, now) for page in adapter.orders_since(source, cursor, now))


def _store(source: Connection, page: Pulled, now: datetime) -> int:
    with transaction.atomic():
        stored = [
            receive(source, ReceivedMessage(f"pull {one.external_id} {one.version}", one.body, one.sent), now)
            for one in page.orders
        ]
        ShopPull.objects.update_or_create(connection_id=source.pk, defaults={"cursor": page.cursor, "pulled_at": now})
    return sum(one is not None for one in stored)


def pull_products(source: Connection) -> PulledCounts:
    """Brings the catalogue up to the shop's products; those that the shop no longer tells of stay as they are.

    Raises CheckFailed, and UnreadableOrder where the connection does not serve one shop.
    """
    adapter: ShopPort = provider_of(source).adapter
    shop, counts = shop_of(source), PulledCounts()
    actor = actor_for(source, shop)
    for page in adapter.products(source):
        known = {one.sku: one for one in Product.objects.filter(shop=shop, sku__in=[one.sku for one in page])}
        for product in page:
            _bring(actor, shop, product, known.get(product.sku), counts)
    return counts


def _bring(actor: Actor, shop: Shop, told: ShopProduct, known: Product | None, counts: PulledCounts) -> None:
    try:
        if known is None:
            given = {"sku": told.sku, "name": told.name, "price": told.price, "active": told.on_offer}
            catalog.create(actor, shop, given)
            counts.created += 1
        elif turned := _turned(told, known):
            catalog.change(actor, known.pk, turned)
            counts.changed += 1
    except BadProduct:
        counts.refused += 1


def _turned(told: ShopProduct, known: Product) -> dict[str, object]:
    """What the shop has otherwise. Its price counts where it names one; a stock of nothing takes it off the offer."""
    wanted: dict[str, object] = {"name": told.name, "active": told.on_offer}
    if told.price is not None:
        wanted["price"] = told.price
    return {name: value for name, value in wanted.items() if getattr(known, name) != value}
