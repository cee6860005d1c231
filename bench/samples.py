"""Sample orders, each walked to where it stands by the product's own actions; the filled database is their copies.

So whatever the rules say today, the million orders with their lines and events are such as the product itself writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from bench.people import GOODS
from dozvon.clients.actions.match import NewClient, NewContact, match
from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions.age import age
from dozvon.orders.actions.perform import perform
from dozvon.orders.actions.place import NewLine, NewOrder, place
from dozvon.shops.models import Shop

Step = tuple[int, str, dict[str, Any]]
"""Minutes after arrival, action, form; `call_back_at` in minutes after arrival too."""

_MISSED: dict[str, Any] = {"call": "made", "problem": "no_reply"}
_LATER: dict[str, Any] = {"call": "made", "comment": "Просит позвонить в другое время", "call_back_at": 24 * 60}
_REFUSAL: dict[str, Any] = {"call": "made", "problem": "expensive", "comment": "Нашёл дешевле"}
_BY_LADDER = [2, 5, 8, 11, 72, 133]


def _missed(times: int) -> list[Step]:
    return [(minute, "no_answer", _MISSED) for minute in _BY_LADDER[:times]]


_CONFIRM: list[Step] = [(15, "confirm", {"call": "made"})]
_ASSEMBLE: list[Step] = [*_CONFIRM, (300, "assemble", {})]
_SHIP: list[Step] = [*_ASSEMBLE, (1400, "ship", {})]
_DELIVER: list[Step] = [*_SHIP, (5600, "deliver", {})]


@dataclass(frozen=True, slots=True)
class Way:
    """How orders of a group came to where they stand; `weight` is their share of the closed or of the open ones."""

    group: str
    weight: int
    steps: tuple[Step, ...]


CLOSED = [
    Way("done", 18, (*_DELIVER, (15900, "quality_good", {}))),
    Way("complained", 1, (*_DELIVER, (15900, "quality_bad", {"comment": "Скол"}), (17000, "resolve_claim", {}))),
    Way("refused", 22, ((15, "refuse", _REFUSAL),)),
    Way("refused_late", 16, (*_missed(2), (9, "call_later", _LATER), (1450, "refuse", _REFUSAL))),
    Way("wrong", 14, ((3, "invalid", {"call": "not_made", "choice": "wrong_number", "comment": "Не тот человек"}),)),
    Way("spam", 5, ((3, "invalid", {"call": "not_made", "choice": "spam"}),)),
    Way("returned", 4, (*_SHIP, (5600, "return", {}))),
    Way("archived", 20, (*_missed(4), (4500, "archive", {}))),
]

OPEN = [
    Way("new", 600, ()),
    Way("quick_callback_1", 1200, tuple(_missed(1))),
    Way("quick_callback_3", 1200, tuple(_missed(3))),
    Way("in_progress_day", 6000, ((10, "call_later", _LATER),)),
    Way("in_progress_week", 2000, (*_missed(2), (10, "call_later", {**_LATER, "call_back_at": 7 * 24 * 60}))),
    Way("today", 3000, tuple(_missed(4))),
    Way("yesterday", 3500, tuple(_missed(5))),
    Way("before_yesterday", 2500, tuple(_missed(6))),
    Way("earlier", 2000, tuple(_missed(6))),
    Way("confirmed", 1500, tuple(_CONFIRM)),
    Way("assembled", 500, tuple(_ASSEMBLE)),
    Way("shipped", 1500, tuple(_SHIP)),
    Way("delivered", 1000, tuple(_DELIVER)),
    Way("claim", 100, (*_DELIVER, (15900, "quality_bad", {"comment": "Не работает"}))),
]
VARIANTS = 4
"""Samples of each way, with different goods."""


def make(shop: Shop, actor: Actor, base: datetime) -> None:
    """Places and walks all samples as if they had arrived at `base`, in a shop that no operator works for."""
    client_id = _client(shop)
    # The head's midnight first: it would age the samples that must stay on the phone.
    for way in sorted([*CLOSED, *OPEN], key=lambda way: way.group != "earlier"):
        for variant in range(VARIANTS):
            _walk(shop, actor, client_id, way, variant, base)
        if way.group == "earlier":
            age(shop, base + timedelta(days=4))


def prefix(group: str) -> str:
    """The beginning of the external ids of a group's samples."""
    return f"sample {group} "


def _client(shop: Shop) -> int:
    contact = NewContact("phone", "+79000000000", "8 900 000-00-00")
    with transaction.atomic():
        return match([NewClient(shop.zone, "shop", "Образцов Образец", country="RU", contacts=(contact,))])[0]


def _walk(shop: Shop, actor: Actor, client_id: int, way: Way, variant: int, base: datetime) -> None:
    number = variant + len(way.group)
    goods = [GOODS[number % len(GOODS)], GOODS[(number * 5 + 3) % len(GOODS)]][: 1 + variant % 2]
    lines = [
        NewLine(sku, name, 1 + variant // 3, Decimal(price), role="secondary" if place else "main")
        for place, (sku, name, price) in enumerate(goods)
    ]
    new = NewOrder(
        shop, client_id, shop.zone, base, "site", lines, prefix(way.group) + str(variant), source={"utm": {"s": "ya"}}
    )
    with transaction.atomic():
        order_id = place(actor, [new], base)[0]
    for minutes, action, values in way.steps:
        perform(actor, order_id, action, _form(values, base), base + timedelta(minutes=minutes))


def _form(values: dict[str, Any], base: datetime) -> Form:
    back = values.get("call_back_at")
    return Form(**{**values, "call_back_at": None if back is None else base + timedelta(minutes=back)})
