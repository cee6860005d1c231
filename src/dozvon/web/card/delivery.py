"""Delivery on the card: the ways that lead to the address, what they cost, which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

from dozvon.core.errors import FieldError
from dozvon.delivery import queries, rules
from dozvon.delivery.rules import DeliveryChange, DeliveryState
from dozvon.delivery.ways import DeliveryMethod
from dozvon.orders import order_delivery
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.common.numbers import decimal_of, plain


@dataclass(frozen=True, slots=True)
class Offer:
    """A way as it is drawn; `cost` None is to be named by the operator."""

    way: DeliveryMethod
    cost: Decimal | None
    when: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DeliveryPanel:
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


@dataclass(frozen=True, slots=True)
class ChosenDelivery:
    """What the rules say of the order's delivery, asked once for all parts of a card.

    `here` are the ways that lead there, `way` the chosen one of them.
    """

    delivery: rules.Delivery
    here: Sequence[DeliveryMethod]
    way: DeliveryMethod | None
    state: DeliveryState
    has_own_ways: bool


def chosen_delivery(order: Order) -> ChosenDelivery:
    """How delivery of the order stands now. No statement: the shop's ways are known already."""
    here = rules.possible(queries.ways_of(order.shop), order_delivery.parcel_of(order))
    return ChosenDelivery(
        delivery=order_delivery.delivery_of(order),
        here=here,
        way=rules.find_way(here, order.delivery_way),
        state=order_delivery.state_of(order),
        has_own_ways=bool(queries.own_ways(order.shop)),
    )


def delivery_of(
    order: Order,
    chosen: ChosenDelivery,
    now: datetime,
    *,
    may_edit: bool,
    alert: str = "",
    error: str = "",
    typed_cost: str | None = None,
) -> DeliveryPanel:
    """The ways by the order's address and sum; no statement."""
    shown, folded = rules.split(chosen.here)
    delivery, way = chosen.delivery, chosen.way
    # A cost that came without a way can be put right where the shop has no ways of its own.
    asks = bool(delivery.way) or not chosen.has_own_ways
    cost = plain(delivery.cost) if delivery.cost or delivery.is_named else ""
    return DeliveryPanel(
        order=order,
        offers=[_offer(order, one, delivery.way, now) for one in shown],
        folded=[_offer(order, one, delivery.way, now) for one in folded],
        asks_cost=asks and (way is None or way.price(order.goods_total) is None),
        cost=cost if typed_cost is None else typed_cost,
        lost=delivery.title if delivery.way and way is None else "",
        may_edit=may_edit,
        alert=alert,
        error=error,
    )


def way_words(order: Order, way: DeliveryMethod | None, now: datetime) -> str:
    """The chosen way as it is said, with when it comes."""
    parts = (way.title, _when(order, way, now)) if way is not None else ()
    return ": ".join(part for part in parts if part).rstrip(".")


@dataclass(frozen=True, slots=True)
class TypedDelivery:
    """The change that the form asks for; an error where it makes no sense."""

    change: DeliveryChange
    error: str = ""


def read_delivery(order: Order, sent: Mapping[str, str]) -> TypedDelivery:
    """The way as chosen, and the cost where it stands in the form of that way; an emptied cost is the shop's."""
    change = DeliveryChange()
    if "way" in sent:
        change["way"] = sent["way"]
    if change.get("way", order.delivery_way) != order.delivery_way or "cost" not in sent:
        # A sum that stands in the form was that of another way.
        return TypedDelivery(change)
    typed = sent["cost"].strip()
    cost = decimal_of(typed) if typed else None
    if typed and cost is None:
        return TypedDelivery(change, sentence(FieldError("cost", "not_money")))
    change["cost"] = cost
    return TypedDelivery(change)


def is_changed(order: Order, change: DeliveryChange) -> bool:
    """Whether anything differs: leaving a field as it was is no change."""
    chosen = order_delivery.delivery_of(order)
    if change.get("way", chosen.way) != chosen.way:
        return True
    if "cost" not in change:
        return False
    cost = change["cost"]
    if not cost:
        return bool(chosen.cost) or chosen.is_named != (cost is not None)
    return cost != chosen.cost


def _offer(order: Order, way: DeliveryMethod, chosen: str, now: datetime) -> Offer:
    return Offer(way, way.price(order.goods_total), _when(order, way, now), way.code == chosen)


def _when(order: Order, way: DeliveryMethod, now: datetime) -> str:
    """The days of arrival, counted from today by the shop's calendar: "25-26 November · 2-3 days"."""
    rate = way.rate(order.goods_total)
    least, most = (0, 0) if rate is None else rate.days
    if not most:
        return ""
    today, language = now.astimezone(ZoneInfo(order.shop.zone)).date(), get_language() or "ru"
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
