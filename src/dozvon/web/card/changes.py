"""What a change of the card was, in a line of the history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from dozvon.web.card.lines import plain
from dozvon.web.card.person import ADDRESS

_UNSAID = ("delivery_way", "delivery_named")
"""Parts of an address that another part tells in words."""


def said(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """(what was changed, how): the goods, delivery, or the address."""
    titles, details = list[str](), list[str]()
    lines = _lines(before.get("lines") or [], after.get("lines") or [])
    if lines or before.get("goods") != after.get("goods"):
        titles.append(gettext("Goods"))
        details += lines
    was, now = before.get("address") or {}, after.get("address") or {}
    changed = [name for name in sorted(now, key=_place) if now[name] != was.get(name) and name not in _UNSAID]
    way = [name for name in changed if name == "delivery_title"]
    parts = [now[name] for name in changed if name != "delivery_title"]
    if parts or set(was) - set(now) - {*_UNSAID, "delivery_title"}:
        titles.append(gettext("Address"))
        details += parts
    if way or before.get("delivery") != after.get("delivery"):
        titles.append(gettext("Delivery"))
        details += [now[name] for name in way]
    if before.get("total") != after.get("total"):
        details.append(f"{_sum(before)} → {_sum(after)}")
    return ", ".join(titles) or gettext("Changed"), " · ".join(details)


def _place(part: str) -> tuple[int, str]:
    """Parts of an address as they are said, whatever else an integration noted there after them."""
    return (ADDRESS.index(part), "") if part in ADDRESS else (len(ADDRESS), part)


def _sum(state: Mapping[str, Any]) -> str:
    return plain(Decimal(state["total"])) if state.get("total") else "—"


def _lines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    was = {line["sku"]: line for line in before}
    now = {line["sku"]: line for line in after}
    added = [f"+ {_line(now[sku])}" for sku in now if sku not in was]
    gone = [f"\u2212 {was[sku]['name']}" for sku in was if sku not in now]
    other = [_line(now[sku]) for sku in now if sku in was and now[sku] != was[sku]]
    return [*added, *gone, *other]


def _line(line: Mapping[str, Any]) -> str:
    quantity = f" ×{line['quantity']}" if line["quantity"] != 1 else ""
    discount = f" \u2212{line['discount_percent']} %" if line["discount_percent"] != "0" else ""
    return f"{line['name']}{quantity}{discount}"
