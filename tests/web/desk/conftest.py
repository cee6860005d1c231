"""A shop with people and orders, made by the real actions; browsers that are signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from dozvon.core.actor import SYSTEM, Actor
from dozvon.intake.actions.single import take_in
from dozvon.orders.models import Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts import actions as accounts
from dozvon.presets import preset
from dozvon.publishing.actions.publish import publish
from dozvon.shops import actions as shops
from dozvon.shops.models import Shop

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, noon in Moscow."""
PASSWORD = "a long password"
LINES = [{"sku": "M-160", "name": "Матрас «Сон» 160×200", "quantity": 1, "price": "4990"}]


@pytest.fixture(autouse=True)
def noon(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the web stands still at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


class Desk:
    """What a test works with: shops by preset, people, orders, browsers."""

    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}
        self.people: dict[str, Actor] = {}

    def shop(self, name: str = "shop", code: str | None = None) -> Shop:
        """A shop in Moscow that works by the preset."""
        code = code or name
        if code not in self.shops:
            version = publish(SYSTEM, preset(name), NOW)
            self.shops[code] = shops.create_shop(code, version, "Europe/Moscow", name=code)
        return self.shops[code]

    def person(self, name: str, role: str = "operator", shop: Shop | None = None, **more: Any) -> Actor:
        """An employee of the shop, or of all."""
        more = {"language": "en", "shop_ids": [shop.pk] if shop else None, **more}
        user = accounts.create_user(name, role, password=PASSWORD, **more)
        self.people[name] = access.actor_of(user)
        return self.people[name]

    def browser(self, name: str) -> Client:
        """A browser in which that person is signed in."""
        entered = accounts.sign_in(name, PASSWORD, "127.0.0.1", "test", NOW)
        browser = Client()
        browser.cookies["dozvon_session"] = entered.token
        return browser

    def order(
        self, shop: Shop | None = None, ago: timedelta = timedelta(minutes=2), channel: str = "site", **client: str
    ) -> Order:
        """An order that came in `ago`."""
        shop = shop or self.shop()
        client = {"name": "Кузнецова Марина", "phone": "+7 912 488-31-07", **client}
        body = {"shop": shop.code, "channel": channel, "client": client, "lines": LINES}
        body["received_at"] = (NOW - ago).isoformat()
        taken = take_in(self.taker(), orjson.dumps(body), NOW - ago)
        return Order.objects.get(pk=taken.order_id)

    def taker(self) -> Actor:
        """Whoever takes orders in."""
        return self.people.get("Taker") or self.person("Taker", "admin")


@pytest.fixture
def desk(noon: None) -> Desk:
    """An empty desk."""
    return Desk()


@pytest.fixture
def olga(desk: Desk) -> Client:
    """The browser of an operator of `shop`."""
    desk.person("Olga", shop=desk.shop())
    return desk.browser("Olga")


@pytest.fixture
def irina(desk: Desk) -> Client:
    """The browser of her teammate."""
    desk.person("Irina", shop=desk.shop())
    return desk.browser("Irina")


@pytest.fixture
def stranger(desk: Desk) -> Client:
    """The browser of somebody of another shop."""
    desk.person("Pavel", shop=desk.shop("envy"))
    return desk.browser("Pavel")
