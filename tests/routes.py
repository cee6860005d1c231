"""Every address Django serves, filled in with things that are there: what tests walk, so that none is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import URLPattern, URLResolver, get_resolver

from dozvon.orders.models import Order
from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop
from tests import factories as make

TELLING = ("Zwetkowa", "916 444-00-11", "9164440011", "ulrike@zwetkowa.example", "Gartenpforte")
"""What the client of the world is known by; nobody else is."""

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True, slots=True)
class World:
    """A shop with one client whose words are TELLING, one open order of theirs, and an administrator."""

    shop: Shop
    order: Order
    admin: User


def world(password: str | None = None) -> World:
    """The world, made anew in the database of the test."""
    shop = make.shop()
    client = {"name": "Zwetkowa Ulrike", "phone": "+79164440011", "email": "ulrike@zwetkowa.example"}
    order = make.order(shop, datetime.now(UTC), client=client, comment="Gartenpforte")
    make.age(order, timedelta(minutes=30))
    return World(shop, order, make.user("Admin", "admin", password=password, language="en"))


def patterns() -> list[str]:
    """All routes as they are written, such as "orders/<int:order_id>/"."""

    def under(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in found:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from under(one.url_patterns, path)
            else:
                yield path

    return list(dict.fromkeys(under(get_resolver().url_patterns, "")))


QUERIES = {
    "search": "q=Zwetkowa",
    "search/found": "q=Zwetkowa",
    "control/orders/": "figure=waiting",
    "reports/orders/": "measure=agreed",
    "work/<slug:task>/live": "rows=1",
    "office/pipelines/<slug:code>/differences": "",
}
"""What a page needs to show anything."""


ADDRESSES: dict[str, object] = {
    "queue": "new",
    "task": "review",
    "kind": "csv",
    "form": "json",
    "what": "orders",
    "number": 1,
    "section": "statuses",
    "token": "a-token-nobody-has",
}
"""What the parameters of routes may be, beside the ids of rows."""


def address(pattern: str, of: World) -> str:
    """The address of a route in the world of the tests."""
    ids = {
        "order_id": of.order.pk,
        "client_id": of.order.client_id,
        "user_id": of.admin.pk,
        "shop_id": of.shop.pk,
    }
    return placed(pattern, ADDRESSES | ids)


def placed(pattern: str, known: Mapping[str, object]) -> str:
    """The route filled in. A parameter that is not known gets a value of its kind, which may lead nowhere."""
    code = "shop" if "pipelines" in pattern else "confirm"

    def value(found: re.Match[str]) -> str:
        return str(known.get(found[2], code if found[2] == "code" else 1 if found[1] == "int" else "new"))

    query = QUERIES.get(pattern)
    return f"/{_PARAMETER.sub(value, pattern)}{'?' + query if query else ''}"
