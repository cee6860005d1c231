"""What the client must be told before the farewell: which sums are known, and what has to be settled first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dozvon.core.pipeline.meaning import Occasion
from dozvon.delivery.rules import DeliveryState
from dozvon.delivery.ways import COURIER, DeliveryMethod
from dozvon.orders.models import Order
from dozvon.orders.rules import pipeline_of

UNSETTLED: Final = frozenset(
    {DeliveryState.UNCHOSEN, DeliveryState.NOT_HERE, DeliveryState.NOT_FOR_GOODS, DeliveryState.UNNAMED}
)
"""As long as delivery stands so, no total can be named."""
_TOTALS: Final[dict[DeliveryState, Occasion]] = {
    DeliveryState.NONE: "total",
    DeliveryState.FREE: "free",
    DeliveryState.PRICED: "priced",
}


@dataclass(frozen=True, slots=True)
class SumsToTell:
    """The sums, None where not known yet, and the occasions of the sentences to be said.

    There are no occasions while a price is missing (`is_priced` is False) or delivery is not settled (`unsettled`).
    """

    is_priced: bool
    unsettled: DeliveryState | None
    occasions: tuple[Occasion, ...]
    goods: Decimal | None
    delivery: Decimal | None
    total: Decimal | None


def sums_to_tell(order: Order, state: DeliveryState, way: DeliveryMethod | None) -> SumsToTell:
    """What to say of the order; `state` and `way` are of its delivery, `way` None where none leads there.

    A pipeline whose card has no delivery says nothing of it. No statement.
    """
    if "delivery" not in pipeline_of(order).card.sections:
        state, way = DeliveryState.NONE, None
    is_priced, is_settled = "no_price" not in order.flags, state not in UNSETTLED
    return SumsToTell(
        is_priced=is_priced,
        unsettled=None if is_settled else state,
        occasions=tuple(_occasions(state, way)) if is_priced and is_settled else (),
        goods=order.goods_total if is_priced else None,
        delivery=order.delivery_total if is_settled else None,
        total=order.total if is_priced and is_settled else None,
    )


def _occasions(state: DeliveryState, way: DeliveryMethod | None) -> Iterator[Occasion]:
    yield _TOTALS[state]
    if way is not None and way.title:
        yield "way"
    yield "courier" if way is not None and way.kind == COURIER else "parcel"
