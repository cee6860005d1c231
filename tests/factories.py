"""Shops, people, tokens and orders for tests, made by the program's own actions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client as Browser

from dozvon import presets
from dozvon.catalog.actions import promote
from dozvon.catalog.models import Promotion
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.pipeline.facts import Form
from dozvon.intake.actions import single
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts import actions as accounts
from dozvon.platform.accounts.models import User
from dozvon.publishing.actions.publish import publish
from dozvon.shops import actions as shops
from dozvon.shops.models import Shop

ALL_DAY = "mon-sun 00:00-24:00"
ALWAYS = "00:00-24:00"
MOSCOW = "Europe/Moscow"
_serial = count(1)


def shop(
    code: str = "main", preset: str = "shop", zone: str = MOSCOW, week: str = ALL_DAY, window: str = ALWAYS
) -> Shop:
    """A shop that may call everybody at any hour, unless told otherwise."""
    version = publish(SYSTEM, presets.preset(preset), datetime.now(UTC))
    return shops.create_shop(code, version, zone, week=week, window=window)


def user(name: str = "", role: str = "operator", **given: Any) -> User:
    """An employee who sees all shops and knows all products, unless told otherwise."""
    return accounts.create_user(name or f"Person {next(_serial)}", role, **given)


def actor(name: str = "", role: str = "operator", **given: Any) -> Actor:
    """A new employee, as the actions want them."""
    return access.actor_of(user(name, role, **given))


def phone() -> str:
    """A Russian mobile number nobody had before, in E.164."""
    return f"+7916{2_340_000 + next(_serial) * 37:07}"


def body(shop: Shop | str, /, **given: Any) -> dict[str, Any]:
    """An order as a site sends it; `given` replaces whole keys."""
    code = shop if isinstance(shop, str) else shop.code
    return {
        "shop": code,
        "channel": "site",
        "client": {"name": "Ольга Семёнова", "phone": phone()},
        "lines": [{"sku": "kettle", "name": "Чайник", "quantity": 1, "price": "1990.00"}],
    } | given


def order(shop: Shop, now: datetime | None = None, by: Actor = SYSTEM, **given: Any) -> Order:
    """An order taken in just now, or at `now`; `given` replaces keys of its body."""
    taken = single.take_in(by, json.dumps(body(shop, **given)).encode(), now or datetime.now(UTC))
    return Order.objects.select_related("shop", "client").get(pk=taken.order_id)


def act(by: Actor, order: Order, action: str, now: datetime | None = None, **form: Any) -> Order:
    """The action carried out, its form by keyword."""
    return perform(by, order.pk, action, Form(**form), now or datetime.now(UTC))


def no_answer(by: Actor, order: Order, times: int = 1, now: datetime | None = None) -> Order:
    """So many unsuccessful calls."""
    for _ in range(times):
        order = act(by, order, "no_answer", now, call="made", problem="busy")
    return order


_OLDER = """
UPDATE orders SET received_at = received_at - %(by)s, pursued_since = pursued_since - %(by)s,
    task_due_at = task_due_at - %(by)s WHERE id = ANY(%(ids)s)
"""


def age(orders: Order | Sequence[Order], by: timedelta) -> None:
    """Puts the orders so far into the past, as if they had come then."""
    ids = [one.pk for one in ([orders] if isinstance(orders, Order) else orders)]
    with connection.cursor() as cursor:
        cursor.execute(_OLDER, {"by": by, "ids": ids})


def make_due(order: Order) -> None:
    """The order's task is due now."""
    Order.objects.filter(pk=order.pk).update(task_due_at=datetime.now(UTC) - timedelta(seconds=1))


def promotion(shop: Shop, name: str = "Promotion", percent: int = 30, **given: Any) -> Promotion:
    """A promotion that holds since yesterday, until it is ended, unless told otherwise."""
    terms = {"since": datetime.now(UTC) - timedelta(days=1), "until": None, "min_quantity": 1, "condition": ""}
    return promote(SYSTEM, shop, {"name": name, "max_discount": Decimal(percent), **terms, **given})


class Api:
    """Somebody with a token at the HTTP API; `status` and `json` are those of the last answer."""

    def __init__(self, who: User | None, scope: str = "desk", token: str | None = None) -> None:
        self.token = token or (accounts.create_token(who, [scope]) if who is not None else None)
        self.browser = Browser(raise_request_exception=False)

    def call(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """One request; `content` is bytes as they are, or anything to be written as JSON."""
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        sent = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        return self.browser.generic(
            method, f"/api/v1{path}", sent, "application/json", headers={"Accept-Language": "en"} | headers
        )

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of a successful GET."""
        return self.ok("GET", path, None, **headers)

    def post(self, path: str, content: Any = None, **headers: str) -> Any:
        """The JSON of a successful POST."""
        return self.ok("POST", path, content, **headers)

    def ok(self, method: str, path: str, content: Any, **headers: str) -> Any:
        """The JSON of an answer that must be 2xx; None where it has no body."""
        answer = self.call(method, path, content, **headers)
        assert 200 <= answer.status_code < 300, (answer.status_code, answer.content[:2000])
        return json.loads(answer.content) if answer.content else None

    def refused(self, method: str, path: str, content: Any = None, **headers: str) -> dict[str, Any]:
        """The problem of an answer that must be one."""
        answer = self.call(method, path, content, **headers)
        assert answer.status_code >= 400, (answer.status_code, answer.content[:2000])
        assert answer["Content-Type"] == "application/problem+json"
        found: dict[str, Any] = json.loads(answer.content)
        assert found["status"] == answer.status_code
        return found


def fields(problem: dict[str, Any]) -> dict[str, str]:
    """Field → code of a problem's errors."""
    return {error["field"]: error["code"] for error in problem["errors"]}
