"""Delivery on the card: the ways that lead to the address, what they cost, which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

from dozvon.core import delivery
from dozvon.core.delivery import Stand, Way
from dozvon.core.errors import FieldError
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.card.lines import decimal_of, plain

WAY, TITLE, NAMED = "delivery_way", "delivery_title", "delivery_named"
"""Under these names an address keeps the chosen way: its code, its title as it was then, the cost an operator named."""
MOST_COST = Decimal(999_999)


@dataclass(frozen=True, slots=True)
class Offer:
    """A way as it is drawn; `cost` None is to be named by the operator."""

    way: Way
    cost: Decimal | None
    when: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """The block. `folded` are the ways that are not mentioned while a courier goes there."""

    order: Order
    offers: list[Offer]
    folded: list[Offer]
    asks_cost: bool
    cost: str
    lost: str
    may_edit: bool
    alert: str = ""
    error: str = ""


def delivery_of(
    order: Order, now: datetime, *, may_edit: bool, alert: str = "", error: str = "", typed_cost: str | None = None
) -> Delivery:
    """The ways by the order's address and sum. No statement: the shop's own list is known already."""
    chosen, ways = order.address.get(WAY, ""), delivery.ways_of(order.shop.delivery_ways)
    here = _possible(order, ways)
    shown, folded = delivery.split(here)
    known = next((way for way in here if way.code == chosen), None)
    asks = bool(chosen) and (known is None or known.price(order.goods_total) is None)
    cost = plain(order.delivery_total) if order.delivery_total or _is_named(order) else ""
    return Delivery(
        order=order,
        offers=[_offer(order, way, chosen, now) for way in shown],
        folded=[_offer(order, way, chosen, now) for way in folded],
        asks_cost=asks or not ways,
        cost=cost if typed_cost is None else typed_cost,
        lost=order.address.get(TITLE, "") if chosen and known is None else "",
        may_edit=may_edit,
        alert=alert,
        error=error,
    )


def _possible(order: Order, ways: Sequence[Way]) -> list[Way]:
    city, region = order.address.get("city") or order.client.city, order.address.get("region", "")
    return delivery.possible(ways, city, region)


def _is_named(order: Order) -> bool:
    return bool(order.address.get(NAMED) == plain(order.delivery_total))


@dataclass(frozen=True, slots=True)
class Told:
    """What the client is told of delivery: how it stands, by what way, and when it comes; both empty where none is."""

    stand: Stand
    kind: str = ""
    title: str = ""
    when: str = ""


def told_of(order: Order, now: datetime) -> Told:
    """How delivery of the order stands now; no statement."""
    ways, chosen = delivery.ways_of(order.shop.delivery_ways), order.address.get(WAY, "")
    here = _possible(order, ways)
    stand = delivery.stand(
        here, chosen, order.goods_total, order.delivery_total, is_offered=bool(ways), is_named=_is_named(order)
    )
    way = next((way for way in here if way.code == chosen), None)
    return Told(stand, way.kind, way.title, _when(way, order.shop.zone, now)) if way else Told(stand)


def cost_after(order: Order, goods: Decimal) -> Decimal | None:
    """What the chosen way costs with goods of another sum; None where it stays as it is."""
    chosen = order.address.get(WAY)
    way = next((way for way in delivery.ways_of(order.shop.delivery_ways) if way.code == chosen), None)
    if way is None or way.free_from is None:
        return None
    cost = way.price(goods)
    if cost is None and way.price(order.goods_total) is not None:
        # It was free with more goods: its cost is to be named again.
        return Decimal(0)
    return cost if cost != order.delivery_total else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The address and the cost to be written; an error where the form makes no sense."""

    address: dict[str, str]
    cost: Decimal
    error: str = ""


def wanted_of(order: Order, sent: Mapping[str, str]) -> Wanted:
    """The way as chosen, at the shop's price or, where it has none, at the typed one."""
    address = {name: text for name, text in order.address.items() if name not in (WAY, TITLE, NAMED)}
    code, cost = sent.get("way", ""), order.delivery_total
    way = next((way for way in delivery.ways_of(order.shop.delivery_ways) if way.code == code), None)
    if way is not None:
        address |= {WAY: way.code, TITLE: way.title}
        price = way.price(order.goods_total)
        if price is not None:
            return Wanted(address, price)
        cost = cost if order.address.get(WAY) == way.code else Decimal(0)
    typed = sent.get("cost", "").strip()
    if not typed or (way is not None and order.address.get(WAY) != way.code):
        # A sum that stands in the form was that of another way.
        return Wanted(address, cost if "cost" not in sent else Decimal(0))
    named = decimal_of(typed)
    if named is None or not 0 <= named <= MOST_COST or named != named.quantize(Decimal("0.01")):
        return Wanted(address, cost, sentence(FieldError("cost", "not_money")))
    return Wanted({**address, NAMED: plain(named)}, named)


def _offer(order: Order, way: Way, chosen: str, now: datetime) -> Offer:
    return Offer(way, way.price(order.goods_total), _when(way, order.shop.zone, now), way.code == chosen)


def _when(way: Way, zone: str, now: datetime) -> str:
    """The days of arrival, counted from today by the shop's calendar: "25-26 November · 2-3 days"."""
    least, most = way.days
    if not most:
        return ""
    today, language = now.astimezone(ZoneInfo(zone)).date(), get_language() or "ru"
    first, last = today + timedelta(days=least), today + timedelta(days=most)
    until = format_date(last, "d MMMM", locale=language)
    if first == last:
        span = until
    elif first.month == last.month:
        span = f"{first.day}\u2013{until}"
    else:
        span = f"{format_date(first, 'd MMMM', locale=language)} \u2013 {until}"
    if least == most:
        return f"{span} · " + ngettext("%(count)s day", "%(count)s days", most) % {"count": most}
    return f"{span} · " + gettext("%(least)s–%(most)s days") % {"least": least, "most": most}
