"""The ways in which a shop delivers: where each leads, what it costs, when it comes. Pure, and stored as documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dozvon.core import money

COURIER, PICKUP, POST, CARRIER = "courier", "pickup", "post", "carrier"
KINDS: Final = (COURIER, PICKUP, POST, CARRIER)
OWN: Final = "own"
"""The carrier of a way whose prices are the shop's own."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for goods up to a sum and a weight, both included; None is no limit.

    `cost` None: the operator names it. `days`: least and most, both 0 where nothing is promised. Weight in grams.
    """

    cost: Decimal | None = None
    goods_to: Decimal | None = None
    weight_to: int | None = None
    days: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours in which the way delivers on these days of the week (0 is Monday); `most` orders, None for any number."""

    days: tuple[int, ...]
    hours: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of pick-up; `hours` as a week is written."""

    code: str
    title: str
    address: str = ""
    metro: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """The first fitting rate counts; where none fits, the way is not offered. `places`: cities or regions where it is
    possible, everywhere when empty."""

    code: str
    title: str
    kind: str
    rates: tuple[Rate, ...] = (Rate(),)
    places: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    points: tuple[Point, ...] = ()

    def rate(self, goods: Decimal, weight: int | None = None) -> Rate | None:
        """The rate for goods of that sum and weight; the operator names the cost where it depends on an unknown
        weight."""
        for rate in self.rates:
            if rate.goods_to is not None and goods > rate.goods_to:
                continue
            if rate.weight_to is None:
                return rate
            if weight is None:
                return Rate(None, rate.goods_to, rate.weight_to, rate.days)
            if weight <= rate.weight_to:
                return rate
        return None

    def price(self, goods: Decimal, weight: int | None = None) -> Decimal | None:
        """What it costs with such goods; None: the operator names it, or it is not offered for them."""
        rate = self.rate(goods, weight)
        return None if rate is None else rate.cost


@dataclass(frozen=True, slots=True)
class Flat:
    """The terms of a way with one price: `cost` None is named by the operator, nothing from `free_from` on."""

    cost: Decimal | None = None
    free_from: Decimal | None = None
    days: tuple[int, int] = (0, 0)

    def rates(self) -> tuple[Rate, ...]:
        """The same as rates."""
        if self.free_from is None:
            return (Rate(self.cost, days=self.days),)
        free = Rate(Decimal(0), days=self.days)
        if self.free_from <= 0:
            return (free,)
        return (Rate(self.cost, self.free_from - money.CENT, days=self.days), free)


def flat_of(rates: Sequence[Rate]) -> Flat | None:
    """The rates as one price with a sum from which it is free; None where they say more than that."""
    first = rates[0] if rates else None
    if first is None or any(rate.weight_to is not None for rate in rates):
        return None
    if len(rates) == 1 and first.goods_to is None:
        return Flat(first.cost, None, first.days)
    if len(rates) != 2 or first.goods_to is None:
        return None
    last = rates[1]
    is_free = last.cost == 0 and last.goods_to is None and last.days == first.days
    return Flat(first.cost, first.goods_to + money.CENT, first.days) if is_free else None


def flat_way(
    code: str,
    title: str,
    kind: str,
    cost: Decimal | None = None,
    free_from: Decimal | None = None,
    days: tuple[int, int] = (0, 0),
    places: tuple[str, ...] = (),
) -> DeliveryMethod:
    """A way with one price."""
    return DeliveryMethod(code, title, kind, Flat(cost, free_from, days).rates(), places)
