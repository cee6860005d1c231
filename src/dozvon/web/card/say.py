"""What the client must be told before the farewell: goods, delivery, the total, and that the parcel is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from dozvon.delivery.rules import DeliveryState
from dozvon.delivery.ways import COURIER
from dozvon.orders.models import Order
from dozvon.web.card.delivery import Told, told_of


@dataclass(frozen=True, slots=True)
class Say:
    """The sums of the order, None where not known yet, and the sentences to be said by them."""

    order: Order
    words: list[str]
    goods: Decimal | None
    delivery: Decimal | None
    total: Decimal | None


_FIRST: dict[DeliveryState, Any] = {
    DeliveryState.NONE: gettext_lazy("Name the total. Delivery costs nothing, or is not chosen yet."),
    DeliveryState.UNCHOSEN: gettext_lazy("Choose a way of delivery first: the total depends on it."),
    DeliveryState.NOT_HERE: gettext_lazy(
        "The chosen way does not go to this address: choose again, then name the total."
    ),
    DeliveryState.NOT_FOR_GOODS: gettext_lazy(
        "The chosen way does not take these goods: choose again, then name the total."
    ),
    DeliveryState.UNNAMED: gettext_lazy("Set the cost of delivery first: the total depends on it."),
    DeliveryState.FREE: gettext_lazy("Say that delivery is free of charge, then name the total."),
    DeliveryState.PRICED: gettext_lazy("First the goods, then delivery, then the total."),
}
_OPEN = frozenset({DeliveryState.UNCHOSEN, DeliveryState.NOT_HERE, DeliveryState.NOT_FOR_GOODS, DeliveryState.UNNAMED})
"""As long as delivery stands so, no total can be named."""


def say_of(order: Order, now: datetime) -> Say:
    """What to say as the order stands now; no statement."""
    told = told_of(order, now)
    is_priced, is_open = "no_price" not in order.flags, told.state in _OPEN
    words = [str(_FIRST[told.state])]
    if not is_priced:
        words = [gettext("The price is not known yet: set it, then tell the client.")]
    elif not is_open:
        words += _farewell(told)
    return Say(
        order,
        words,
        goods=order.goods_total if is_priced else None,
        delivery=None if is_open else order.delivery_total,
        total=order.total if is_priced and not is_open else None,
    )


def _farewell(told: Told) -> list[str]:
    words = []
    if told.title:
        way = ": ".join(part for part in (told.title, told.when) if part)
        words.append(gettext("Delivery: %(way)s.") % {"way": way.rstrip(".")})
    if told.kind == COURIER:
        words.append(gettext("Agree that the courier is met: “Will somebody be there to take it?”"))
    else:
        words.append(gettext("Agree that the parcel will be collected: “Shall we count on you to pick it up?”"))
    return words
