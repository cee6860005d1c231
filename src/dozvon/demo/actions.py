"""Building the demo once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.db import connection

from dozvon import presets
from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.delivery.actions import set_ways
from dozvon.demo import cast
from dozvon.demo.days import Days
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.accounts.actions import create_user
from dozvon.platform.accounts.models import User
from dozvon.publishing.actions.publish import publish
from dozvon.shops.actions import create_shop
from dozvon.shops.models import Shop

OPEN_HOURS = "mon-sun 00:00-24:00"
WINDOW = "08:00-22:00"
"""Wide hours, and clients from Kaliningrad to Kamchatka: somebody may be called at any hour one tries the demo."""
SEED = 2026


def is_there() -> bool:
    """Whether this database holds the demo already, or anything else: it is built on an empty one only."""
    return Shop.objects.exists() or User.objects.exists()


def build(now: datetime, told: Callable[[str], None]) -> None:
    """Shops, people, products, and four days of orders. Call it on an empty database."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    shops = {storefront.code: _open(storefront, now) for storefront in cast.SHOPS}
    people = {person.name: _hire(person, shops) for person in cast.PEOPLE}
    told(f"{len(shops)} shops, {len(people)} people")
    actors = [actor_of(user) for user in people.values()]
    Days(
        now=now,
        random=Random(SEED),
        shops=shops,
        operators=[actor for actor in actors if actor.role == "operator"],
        warehouse=next(actor for actor in actors if actor.role == "warehouse"),
        courier=next(actor for actor in actors if actor.role == "courier"),
        quality=next(actor for actor in actors if actor.role == "quality"),
        told=told,
    ).play()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("RESET synchronous_commit")


def _open(storefront: cast.Storefront, now: datetime) -> Shop:
    version = publish(SYSTEM, presets.preset(storefront.preset), now)
    shop = create_shop(storefront.code, version, "Europe/Moscow", storefront.name, OPEN_HOURS, WINDOW)
    offer([_product(shop, *found) for found in storefront.products])
    if storefront is cast.MATTRESSES:
        set_ways(SYSTEM, shop.pk, cast.DELIVERY)
        shop.refresh_from_db()
    return shop


def _product(shop: Shop, sku: str, name: str, price: int) -> Product:
    accessories = cast.ACCESSORIES.get(sku, [])
    most = cast.PROMOTIONS.get(sku, 0)
    return Product(shop=shop, sku=sku, name=name, price=price, max_discount=most, accessories=accessories)


def _hire(person: cast.CastMember, shops: dict[str, Shop]) -> User:
    knows = None if person.knows is None else list(person.knows)
    mine = None if person.shops is None else [shops[code].pk for code in person.shops]
    return create_user(person.name, person.role, password=person.password, knows=knows, shop_ids=mine)
