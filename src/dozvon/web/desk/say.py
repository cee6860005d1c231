"""What the client must be told before the farewell: goods, delivery, the total, and that the parcel is waited for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from dozvon.orders.models import Order


@dataclass(frozen=True, slots=True)
class Say:
    """The sums of the order, and the sentences to be said by them."""

    order: Order
    words: list[str]
    is_complete: bool


def say_of(order: Order) -> Say:
    """What to say as the order stands now; no statement."""
    if "no_price" in order.flags:
        words = [gettext("The price is not known yet: set it, then tell the client.")]
        return Say(order, words, is_complete=False)
    if order.delivery_total:
        words = [gettext("First the goods, then delivery, then the total.")]
    else:
        words = [gettext("Name the total. Delivery costs nothing, or is not chosen yet.")]
    words.append(gettext("Agree that the parcel will be collected: “Shall we count on you to pick it up?”"))
    return Say(order, words, is_complete=True)
