"""What price and discount a line may carry (domain, section 3): one rule for the card, the API and intake.

The catalogue names the price and its promotion the discount. What stood in the line before may stay, what nobody has
named yet may be named, and who has the permission names what they like.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.roles import EXCEED_DISCOUNTS, SET_PRICES

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What the catalogue says of a product: its price, None where it has none, and the most per cent off such a line.

    `more` per cent are given from `more_from` pieces on, where more are needed than there are.
    """

    price: Decimal | None
    most_discount: Decimal
    more: Decimal = NOTHING
    more_from: int = 0


@dataclass(frozen=True, slots=True)
class PriorLine:
    """What stood in a line before; `is_own`: whoever changes it now added it or named its price."""

    price: Decimal | None
    discount: Decimal
    is_own: bool


def is_price_open(actor: Actor, terms: PriceTerms | None, stood: Iterable[PriorLine]) -> bool:
    """Whether the actor may name any price; `terms` are None for what is not in the catalogue."""
    before = list(stood)
    if actor.may(SET_PRICES) or any(line.price is None for line in before):
        return True
    if terms is not None:
        return terms.price is None
    return all(line.is_own for line in before)


def price_fault(
    actor: Actor, price: Decimal | None, terms: PriceTerms | None, stood: Iterable[PriorLine]
) -> FieldError | None:
    """What is wrong with a line's price; the prices of before and of the catalogue are always right."""
    before = list(stood)
    if is_price_open(actor, terms, before) or any(line.price == price for line in before):
        return None
    known = terms.price if terms is not None else None
    if price is not None and price == known:
        return None
    right = known if known is not None else next((line.price for line in before), None)
    return FieldError("price", "price_fixed", {"value": "—" if right is None else f"{right:f}"})


def discount_fault(
    actor: Actor, discount: Decimal, terms: PriceTerms | None, stood: Iterable[PriorLine]
) -> FieldError | None:
    """What is wrong with a line's discount, per cent: no more than the promotion allows or than was given before."""
    if actor.may(EXCEED_DISCOUNTS):
        return None
    most = max([terms.most_discount if terms is not None else NOTHING, *(line.discount for line in stood)])
    if discount <= most:
        return None
    if terms is not None and discount <= terms.more:
        return FieldError("discount_percent", "discount_needs_quantity", {"least": str(terms.more_from)})
    return FieldError("discount_percent", "discount_too_big", {"most": f"{most.normalize():f}"})
