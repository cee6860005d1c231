"""Which ways lead to an address, what is chosen for an order, and what it costs. Pure: page, API and import ask here.

The price follows the goods: with every change of the lines the shop's price of the chosen way is taken anew. A price
named by hand against the shop's stays. One named where the shop had none stays until the shop has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypedDict

from dozvon.core import money
from dozvon.core.errors import FieldError
from dozvon.core.hours import BadHours, clock, parse_span
from dozvon.delivery.errors import BadDelivery
from dozvon.delivery.ways import COURIER, OWN, POST, DeliveryMethod

MOST_COST: Final = Decimal(999_999)
NOTHING: Final = Decimal("0.00")


class DeliveryState(StrEnum):
    """How delivery of an order stands: what the client can be told of it."""

    NONE = "none"
    """The shop has no ways of its own, none is chosen, and no sum came with the order."""
    UNCHOSEN = "unchosen"
    NOT_HERE = "not_here"
    """The chosen way does not lead to the address."""
    NOT_FOR_GOODS = "not_for_goods"
    """No rate of the chosen way fits the goods."""
    UNNAMED = "unnamed"
    """The operator names the price of the chosen way, and has not yet."""
    FREE = "free"
    PRICED = "priced"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is chosen for an order; `way` is empty where nothing is.

    `title` is the way's as it was then; `is_named`: somebody named the cost, be it nothing; `hours` as 10:00-14:00;
    `point` is the code of a point of pick-up.
    """

    way: str = ""
    title: str = ""
    carrier: str = ""
    cost: Decimal = NOTHING
    is_named: bool = False
    date: date | None = None
    hours: str = ""
    point: str = ""


class DeliveryChange(TypedDict, total=False):
    """What is to be changed; a key that is left out leaves as it is.

    `way` None chooses none; `cost` None gives it back to the shop; the others None empty what they name.
    """

    way: str | None
    cost: Decimal | None
    date: date | None
    hours: str | None
    point: str | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be delivered and where; `weight` in grams, None where not all of it is known."""

    goods: Decimal
    city: str = ""
    region: str = ""
    weight: int | None = None


def find_way(ways: Sequence[DeliveryMethod], code: str) -> DeliveryMethod | None:
    """The way of that code."""
    return next((way for way in ways if way.code == code), None)


def leading_to(ways: Sequence[DeliveryMethod], city: str, region: str) -> list[DeliveryMethod]:
    """The ways that lead to the address; while no city is known, all of them."""
    here = {_folded(city), _folded(region)} - {""}
    if not here:
        return list(ways)
    return [way for way in ways if not way.places or not here.isdisjoint(_folded(place) for place in way.places)]


def possible(ways: Sequence[DeliveryMethod], parcel: Parcel) -> list[DeliveryMethod]:
    """The ways that lead to the address and take the goods."""
    here = leading_to(ways, parcel.city, parcel.region)
    return [way for way in here if way.rate(parcel.goods, parcel.weight) is not None]


def split(ways: Sequence[DeliveryMethod]) -> tuple[list[DeliveryMethod], list[DeliveryMethod]]:
    """What is offered, and what is folded away: where a courier goes, post is not mentioned (domain, section 3)."""
    if not any(way.kind == COURIER for way in ways):
        return list(ways), []
    return [way for way in ways if way.kind != POST], [way for way in ways if way.kind == POST]


def follow_goods(delivery: Delivery, ways: Sequence[DeliveryMethod], before: Parcel, after: Parcel) -> Delivery:
    """The delivery after a change of the goods: the one rule by which its price follows them."""
    way = find_way(ways, delivery.way)
    if way is None or way.rate(after.goods, after.weight) is None:
        return delivery
    price = way.price(after.goods, after.weight)
    if price is None:
        return delivery if delivery.is_named else replace(delivery, cost=NOTHING)
    if delivery.is_named and way.price(before.goods, before.weight) is not None:
        return delivery
    return replace(delivery, cost=price, is_named=False)


def choose(
    delivery: Delivery, ways: Sequence[DeliveryMethod], change: DeliveryChange, parcel: Parcel, today: date
) -> Delivery:
    """The delivery as changed, `parcel` being what is to be sent now. Raises BadDelivery with every wrong field."""
    errors = list[FieldError]()
    chosen = _with_way(delivery, ways, change, parcel, errors)
    way = find_way(ways, chosen.way)
    if "cost" in change or chosen.way != delivery.way:
        chosen = _with_cost(chosen, way, change.get("cost"), parcel, errors)
    if "date" in change:
        if change["date"] is not None and change["date"] < today:
            errors.append(FieldError("date", "in_past"))
        chosen = replace(chosen, date=change["date"])
    if "hours" in change:
        chosen = replace(chosen, hours=_hours(chosen, way, change["hours"] or "", errors))
    if "point" in change:
        chosen = replace(chosen, point=_point(way, change["point"] or "", errors))
    if errors:
        raise BadDelivery(errors)
    return chosen


def _with_way(
    delivery: Delivery, ways: Sequence[DeliveryMethod], change: DeliveryChange, parcel: Parcel, errors: list[FieldError]
) -> Delivery:
    """Another way has a price, a day and points of its own; the same again changes nothing."""
    code = change.get("way", delivery.way) or ""
    if code == delivery.way:
        return delivery
    way = find_way(ways, code)
    if not code:
        return Delivery()
    fitting = possible(ways, parcel)
    if way is None or way not in fitting:
        params = {"value": code[:80], "allowed": ", ".join(one.code for one in fitting) or "—"}
        errors.append(FieldError("way", "unknown" if way is None else "way_not_possible", params))
        return delivery
    return Delivery(way.code, way.title, OWN)


def _with_cost(
    delivery: Delivery, way: DeliveryMethod | None, cost: Decimal | None, parcel: Parcel, errors: list[FieldError]
) -> Delivery:
    price = None if way is None else way.price(parcel.goods, parcel.weight)
    if cost is None:
        return replace(delivery, cost=NOTHING if price is None else price, is_named=False)
    if not cost.is_finite() or cost < 0 or cost != money.rounded(cost):
        errors.append(FieldError("cost", "not_money"))
    elif cost > MOST_COST:
        errors.append(FieldError("cost", "too_big", {"limit": str(MOST_COST)}))
    return replace(delivery, cost=cost, is_named=cost != price)


def _hours(delivery: Delivery, way: DeliveryMethod | None, hours: str, errors: list[FieldError]) -> str:
    """Hours in their one spelling; where the way has slots, one of those of the day."""
    if not hours:
        return ""
    try:
        span = parse_span(hours)
    except BadHours:
        errors.append(FieldError("hours", "not_hours"))
        return ""
    written, slots = f"{clock(span.start)}-{clock(span.until)}", () if way is None else way.slots
    day = None if delivery.date is None else delivery.date.weekday()
    offered = [slot.hours for slot in slots if day is None or day in slot.days]
    if slots and written not in offered:
        errors.append(FieldError("hours", "unknown", {"value": written, "allowed": ", ".join(offered) or "—"}))
    return written


def _point(way: DeliveryMethod | None, code: str, errors: list[FieldError]) -> str:
    points = [] if way is None else [point.code for point in way.points]
    if code and code not in points:
        errors.append(FieldError("point", "unknown", {"value": code[:80], "allowed": ", ".join(points) or "—"}))
    return code


def state_of(delivery: Delivery, ways: Sequence[DeliveryMethod], parcel: Parcel, *, is_offered: bool) -> DeliveryState:
    """How delivery stands; `is_offered`: the shop has ways of its own."""
    way = find_way(ways, delivery.way)
    if delivery.way and (way is None or way not in leading_to(ways, parcel.city, parcel.region)):
        return DeliveryState.NOT_HERE
    if way is not None and way.rate(parcel.goods, parcel.weight) is None:
        return DeliveryState.NOT_FOR_GOODS
    if delivery.cost:
        return DeliveryState.PRICED
    if way is None:
        return DeliveryState.UNCHOSEN if is_offered else DeliveryState.NONE
    is_asked = way.price(parcel.goods, parcel.weight) is None
    return DeliveryState.UNNAMED if is_asked and not delivery.is_named else DeliveryState.FREE


def changed_fields(delivery: Delivery) -> Iterator[tuple[str, Any]]:
    """What is chosen, for the history: codes and texts, empty ones left out."""
    for name in ("way", "title", "hours", "point"):
        if getattr(delivery, name):
            yield name, getattr(delivery, name)
    if delivery.date is not None:
        yield "date", delivery.date.isoformat()


def _folded(place: str) -> str:
    return " ".join(place.lower().replace("ё", "е").split())
