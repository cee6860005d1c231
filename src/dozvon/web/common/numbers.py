"""Numbers as people type them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation


def plain(amount: Decimal) -> str:
    """A number as one types it: no trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_of(text: str) -> Decimal | None:
    """A number as people write it: "4 990,50", "30 %". None where it is none."""
    bare = re.sub(r"[\s\u00a0\u202f%₽]", "", text).replace(",", ".").replace("\u2212", "-")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", bare, re.ASCII):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
