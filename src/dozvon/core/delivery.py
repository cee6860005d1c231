"""Ways of delivery that a shop offers: which are possible, which is said, what it costs. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

COURIER, PICKUP, POST = "courier", "pickup", "post"
KINDS = (COURIER, PICKUP, POST)


class Stand(StrEnum):
    """How delivery of an order stands: what the client can be told of it."""

    NONE = "none"
    """The shop offers no ways, and no sum came with the order."""
    UNCHOSEN = "unchosen"
    LOST = "lost"
    """The chosen way does not lead to the address."""
    UNNAMED = "unnamed"
    """The operator names the price of the chosen way, and has not yet."""
    FREE = "free"
    PRICED = "priced"


@dataclass(frozen=True, slots=True)
class Way:
    """`cost` None: told by the operator. `free_from`: the goods' sum from which it costs nothing. `places`: cities or
    regions where it is possible, everywhere when empty. `days`: least and most, both 0 where nothing is promised."""

    code: str
    title: str
    kind: str
    cost: Decimal | None = None
    free_from: Decimal | None = None
    days: tuple[int, int] = (0, 0)
    places: tuple[str, ...] = ()

    def price(self, goods: Decimal) -> Decimal | None:
        """What it costs with goods of that sum."""
        if self.free_from is not None and goods >= self.free_from:
            return Decimal(0)
        return self.cost

    def document(self) -> dict[str, Any]:
        """The way as it is stored."""
        return {
            "code": self.code,
            "title": self.title,
            "kind": self.kind,
            "cost": None if self.cost is None else str(self.cost),
            "free_from": None if self.free_from is None else str(self.free_from),
            "days": list(self.days),
            "places": list(self.places),
        }


def ways_of(stored: Iterable[Mapping[str, Any]]) -> list[Way]:
    """The ways of a stored list."""
    return [
        Way(
            code=item["code"],
            title=item["title"],
            kind=item["kind"],
            cost=None if item["cost"] is None else Decimal(item["cost"]),
            free_from=None if item["free_from"] is None else Decimal(item["free_from"]),
            days=(item["days"][0], item["days"][1]),
            places=tuple(item["places"]),
        )
        for item in stored
    ]


def possible(ways: Sequence[Way], city: str, region: str) -> list[Way]:
    """The ways that lead to the address; while no city is known, all of them."""
    here = {_folded(city), _folded(region)} - {""}
    if not here:
        return list(ways)
    return [way for way in ways if not way.places or not here.isdisjoint(_folded(place) for place in way.places)]


def split(ways: Sequence[Way]) -> tuple[list[Way], list[Way]]:
    """What is offered, and what is folded away: where a courier goes, post is not mentioned (domain, section 3)."""
    if not any(way.kind == COURIER for way in ways):
        return list(ways), []
    return [way for way in ways if way.kind != POST], [way for way in ways if way.kind == POST]


def stand(
    here: Sequence[Way], chosen: str, goods: Decimal, cost: Decimal, *, is_offered: bool, is_named: bool
) -> Stand:
    """How delivery stands where the ways `here` lead to the address and that one is chosen.

    `is_offered`: the shop has ways at all; `is_named`: the operator named the cost, be it nothing.
    """
    way = next((way for way in here if way.code == chosen), None)
    if chosen and way is None:
        return Stand.LOST
    if cost:
        return Stand.PRICED
    if way is None:
        return Stand.UNCHOSEN if is_offered else Stand.NONE
    return Stand.UNNAMED if way.price(goods) is None and not is_named else Stand.FREE


def _folded(place: str) -> str:
    return " ".join(place.lower().replace("ё", "е").split())
