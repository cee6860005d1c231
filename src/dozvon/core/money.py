"""Money: Decimal with two places; per cent discounts are rounded half up per line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")
"""The largest sum the tables hold."""


def rounded(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def line_total(price: Decimal | None, quantity: int, discount_percent: Decimal) -> Decimal:
    """Price × quantity less the discount; nothing while the price is not known."""
    if price is None:
        return Decimal("0.00")
    return rounded(price * quantity * (100 - discount_percent) / 100)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, with two places even when empty."""
    return sum(amounts, Decimal("0.00"))
