"""What a change of the card was, in a line of the history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from dozvon.web.common.numbers import plain
from dozvon.web.common.wording import ADDRESS

_OLD_KEYS = ("delivery_way", "delivery_title", "delivery_named")
"""In events of earlier versions the address holds the way of delivery."""


def describe_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """(what was changed, how): the goods, delivery, or the address."""
    titles, details = list[str](), list[str]()
    lines = _lines(before.get("lines") or [], after.get("lines") or [])
    if lines or before.get("goods") != after.get("goods"):
        titles.append(gettext("Goods"))
        details += lines
    was, now = _address(before), _address(after)
    changed = [now[name] for name in sorted(now, key=_place) if now[name] != was.get(name)]
    if changed or set(was) - set(now):
        titles.append(gettext("Address"))
        details += changed
    chosen, chosen_before = _chosen(after), _chosen(before)
    if chosen != chosen_before or before.get("delivery") != after.get("delivery"):
        titles.append(gettext("Delivery"))
        details += [text for name, text in chosen.items() if text != chosen_before.get(name)]
    if before.get("comment") != after.get("comment"):
        titles.append(gettext("Comment"))
        details.append(after.get("comment") or "—")
    if before.get("total") != after.get("total"):
        details.append(f"{_sum(before)} → {_sum(after)}")
    return ", ".join(titles) or gettext("Changed"), " · ".join(details)


def _address(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text for name, text in (state.get("address") or {}).items() if name not in _OLD_KEYS}


def _chosen(state: Mapping[str, Any]) -> dict[str, str]:
    """What is said of the chosen way: its title, and the wanted day and hours."""
    told = state.get("way") or {"title": (state.get("address") or {}).get("delivery_title")}
    return {name: told[name] for name in ("title", "date", "hours") if told.get(name)}


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
