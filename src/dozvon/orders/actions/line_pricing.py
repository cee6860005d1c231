"""Checks prices and discounts of an order's lines, whoever sends them: the card, the API or an intake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from dozvon.catalog import queries as catalog
from dozvon.catalog.models import Product
from dozvon.catalog.rules import discount_limit, is_running
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.prices import PriceTerms, PriorLine, discount_fault, price_fault
from dozvon.core.roles import EXCEED_DISCOUNTS, SET_PRICES
from dozvon.orders.models import OrderLine

FREE = frozenset({SET_PRICES, EXCEED_DISCOUNTS})


class PricedLine(Protocol):
    """A line as it is wanted."""

    @property
    def sku(self) -> str:
        """The product's code."""

    @property
    def quantity(self) -> int:
        """Pieces."""

    @property
    def price(self) -> Decimal | None:
        """For one piece; None where nobody has named it."""

    @property
    def discount_percent(self) -> Decimal:
        """0 to 100."""


def price_errors(
    actor: Actor, shop_id: int, lines: Sequence[PricedLine], now: datetime, old: Sequence[OrderLine] = ()
) -> Iterator[FieldError]:
    """What is wrong with the prices and discounts, by `lines.0.price`: a statement only where something is new."""
    if actor.may_all(FREE):
        return
    stood: dict[str, list[PriorLine]] = {}
    for was in old:
        is_own = actor.user_id is not None and was.added_by_id == actor.user_id
        stood.setdefault(was.sku, []).append(PriorLine(was.price, was.discount_percent, is_own))
    fresh = [(place, line) for place, line in enumerate(lines) if not _stands(line, stood.get(line.sku, []))]
    products = catalog.by_sku(shop_id, {line.sku for _, line in fresh}) if fresh else {}
    for place, line in fresh:
        product = products.get(line.sku)
        terms = None if product is None else _terms(product, line.quantity, now)
        before = stood.get(line.sku, [])
        for fault in (
            price_fault(actor, line.price, terms, before),
            discount_fault(actor, line.discount_percent, terms, before),
        ):
            if fault is not None:
                yield replace(fault, field=f"lines.{place}.{fault.field}")


def _terms(product: Product, quantity: int, now: datetime) -> PriceTerms:
    most, promotion = discount_limit(product, quantity, now), product.promotion
    if promotion is None or quantity >= promotion.min_quantity or not is_running(promotion, now):
        return PriceTerms(product.price, most)
    return PriceTerms(product.price, most, promotion.max_discount, promotion.min_quantity)


def _stands(line: PricedLine, before: Sequence[PriorLine]) -> bool:
    """Whether price and discount are as they were."""
    return any(was.price == line.price and line.discount_percent <= was.discount for was in before)
