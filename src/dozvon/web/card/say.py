"""What the client must be told before the farewell, in the words of the order's pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from dozvon.delivery.rules import DeliveryState
from dozvon.orders.farewell import SumsToTell, sums_to_tell
from dozvon.orders.models import Order
from dozvon.orders.rules import pipeline_of
from dozvon.web.card.delivery import ChosenDelivery, way_words
from dozvon.web.formats import money


@dataclass(frozen=True, slots=True)
class ClosingScript:
    """The sums of the order, None where not known yet, and the sentences to be said by them."""

    order: Order
    words: list[str]
    goods: Decimal | None
    delivery: Decimal | None
    total: Decimal | None


_UNSETTLED: dict[DeliveryState, Any] = {
    DeliveryState.UNCHOSEN: gettext_lazy("Choose a delivery method first: the total depends on it."),
    DeliveryState.NOT_HERE: gettext_lazy(
        "The chosen method does not deliver to this address: choose another, then tell the total."
    ),
    DeliveryState.NOT_FOR_GOODS: gettext_lazy(
        "The chosen method cannot carry these goods: choose another, then tell the total."
    ),
    DeliveryState.UNNAMED: gettext_lazy("Enter the delivery cost first: the total depends on it."),
}
_PLACEHOLDER = re.compile(r"\{\w+\}")


def say_of(order: Order, chosen: ChosenDelivery, now: datetime) -> ClosingScript:
    """What to say as the order stands now; no statement."""
    wanted = sums_to_tell(order, chosen.state, chosen.way)
    if not wanted.is_priced:
        words = [gettext("The price is missing: enter it, then tell the client.")]
    elif wanted.unsettled is not None:
        words = [str(_UNSETTLED[wanted.unsettled])]
    else:
        words = list(_sentences(order, wanted, chosen, now))
    return ClosingScript(order, words, wanted.goods, wanted.delivery, wanted.total)


def _sentences(order: Order, wanted: SumsToTell, chosen: ChosenDelivery, now: datetime) -> Iterator[str]:
    """The sentences of the pipeline for the occasions of this order, filled in."""
    said, language = {sentence.when: sentence.text for sentence in pipeline_of(order).say}, get_language() or "ru"
    sums = {"goods": order.goods_total, "delivery": order.delivery_total, "total": order.total}
    filled = {f"{{{name}}}": money(amount, order.currency) for name, amount in sums.items()}
    filled["{way}"] = way_words(order, chosen.way, now) if "way" in wanted.occasions else ""
    for occasion in wanted.occasions:
        if occasion in said:
            yield _PLACEHOLDER.sub(lambda found: filled.get(found[0], found[0]), said[occasion].text(language))
