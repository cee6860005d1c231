"""The orders behind a figure, as a table that leads to their cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from dozvon.orders import rules
from dozvon.orders.models import Order
from dozvon.orders.queries import PageOfOrders
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time, money
from dozvon.web.list.listing import timing

AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class FigureOrder:
    """An order of the table."""

    number: int
    address: str
    name: str
    shop: str
    received: str
    status: str
    attempts: int
    task: str
    when: str
    tone: str
    responsible: str
    amount: str


@dataclass(frozen=True, slots=True)
class OrderTable:
    """One page of the table; `more` is the address of the next, empty where there is none."""

    title: str
    rows: list[FigureOrder]
    more: str


def table_of(page: PageOfOrders, title: str, path: str, sent: Mapping[str, str], now: datetime) -> OrderTable:
    """The page as it is drawn: no statement."""
    kept = {name: value for name, value in sent.items() if value}
    more = f"{path}?{urlencode({**kept, 'cursor': page.next_cursor})}" if page.next_cursor else ""
    return OrderTable(title, [_row(order, now) for order in page.orders], more)


def _row(order: Order, now: datetime) -> FigureOrder:
    pipeline, language = rules.pipeline_of(order), get_language() or "ru"
    when, tone, _limit = timing(order, now)
    task = pipeline.task.get(order.task_kind or "")
    status = pipeline.status.get(order.status)
    return FigureOrder(
        number=order.number,
        address=reverse("order", args=[order.pk]),
        name=client_name(order),
        shop=order.shop.name,
        received=local_time(order.received_at, order.shop.zone, now),
        status=status.title.text(language) if status else order.status,
        attempts=order.attempts_total,
        task=task.title.text(language) if task else "",
        when=when,
        tone=tone,
        responsible=order.responsible.name if order.responsible else "",
        amount=money(order.total, order.currency),
    )
