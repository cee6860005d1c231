"""What the client must be told before the farewell: goods, delivery, the total, and that the parcel is waited for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.meaning import Occasion
from dozvon.delivery.rules import DeliveryState
from dozvon.delivery.ways import COURIER
from dozvon.orders.models import Order
from dozvon.orders.rules import pipeline_of
from dozvon.web.card.delivery import Told, told_of
from dozvon.web.formats import money


@dataclass(frozen=True, slots=True)
class Say:
    """The sums of the order, None where not known yet, and the sentences to be said by them."""

    order: Order
    words: list[str]
    goods: Decimal | None
    delivery: Decimal | None
    total: Decimal | None


_OPEN: dict[DeliveryState, Any] = {
    DeliveryState.UNCHOSEN: gettext_lazy("Choose a way of delivery first: the total depends on it."),
    DeliveryState.NOT_HERE: gettext_lazy(
        "The chosen way does not go to this address: choose again, then name the total."
    ),
    DeliveryState.NOT_FOR_GOODS: gettext_lazy(
        "The chosen way does not take these goods: choose again, then name the total."
    ),
    DeliveryState.UNNAMED: gettext_lazy("Set the cost of delivery first: the total depends on it."),
}
"""As long as delivery stands so, no total can be named."""
_TOTALS: dict[DeliveryState, Occasion] = {
    DeliveryState.NONE: "total",
    DeliveryState.FREE: "free",
    DeliveryState.PRICED: "priced",
}


def say_of(order: Order, now: datetime) -> Say:
    """What to say as the order stands now, in the words of its pipeline; no statement."""
    pipeline = pipeline_of(order)
    told = told_of(order, now) if "delivery" in pipeline.card.sections else Told(DeliveryState.NONE)
    is_priced, is_open = "no_price" not in order.flags, told.state in _OPEN
    if not is_priced:
        words = [gettext("The price is not known yet: set it, then tell the client.")]
    elif is_open:
        words = [str(_OPEN[told.state])]
    else:
        words = list(_sentences(pipeline, order, told))
    return Say(
        order,
        words,
        goods=order.goods_total if is_priced else None,
        delivery=None if is_open else order.delivery_total,
        total=order.total if is_priced and not is_open else None,
    )


def _sentences(pipeline: Pipeline, order: Order, told: Told) -> Iterator[str]:
    """The sentences of the pipeline for the occasions of this order, filled in."""
    occasions: list[Occasion] = [_TOTALS[told.state]]
    if told.title:
        occasions.append("way")
    occasions.append("courier" if told.kind == COURIER else "parcel")
    said = {sentence.when: sentence.text for sentence in pipeline.say}
    language = get_language() or "ru"
    sums = {"goods": order.goods_total, "delivery": order.delivery_total, "total": order.total}
    filled = {f"{{{name}}}": money(amount, order.currency) for name, amount in sums.items()}
    filled["{way}"] = ": ".join(part for part in (told.title, told.when) if part).rstrip(".")
    for occasion in occasions:
        if occasion in said:
            yield _PLACEHOLDER.sub(lambda found: filled.get(found[0], found[0]), said[occasion].text(language))


_PLACEHOLDER = re.compile(r"\{\w+\}")
