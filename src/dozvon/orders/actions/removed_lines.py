"""Lines removed from an order: its history knows their prices and who added them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from dozvon.orders.models import OrderLine
from dozvon.platform.events.models import Event


def find_removed_lines(order_id: int, skus: Collection[str]) -> list[OrderLine]:
    """The lines of these SKUs as the order had them last: no statement where none is asked for.

    Without them a line could be taken out and put back at another price.
    """
    wanted, found = set(skus), list[OrderLine]()
    if not wanted:
        return found
    edits = Event.objects.filter(order_id=order_id, kind="order.edited").order_by("-id")
    for before in edits.values_list("body__before", flat=True).iterator(20):
        lines: list[Mapping[str, Any]] = before.get("lines") or []
        # Histories from before this was kept do not say who answered: then it was not oneself.
        owners = before.get("added_by") or [None] * len(lines)
        last = [_line(line, owner) for line, owner in zip(lines, owners, strict=True) if line["sku"] in wanted]
        found += last
        wanted -= {line.sku for line in last}
        if not wanted:
            break
    return found


def _line(written: Mapping[str, Any], owner: int | None) -> OrderLine:
    price = written["price"]
    return OrderLine(
        sku=written["sku"],
        quantity=written["quantity"],
        price=None if price is None else Decimal(price),
        discount_percent=Decimal(written["discount_percent"]),
        added_by_id=owner,
    )
