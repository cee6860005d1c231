"""Shops as the rules need them, with their hours, kept in memory by revision."""

from __future__ import annotations

from datetime import date

from dozvon.core.actor import Actor
from dozvon.core.hours import ShopHours, parse_span, parse_week
from dozvon.platform.database.selects import Select
from dozvon.shops.models import Shop

_hours: dict[tuple[int, int], ShopHours] = {}


def hours_of(shop: Shop) -> ShopHours:
    """The shop's calendar; parsed once per revision."""
    key = (shop.pk, shop.revision)
    if key not in _hours:
        if len(_hours) > 1000:
            _hours.clear()
        _hours[key] = read_hours(shop.zone, shop.week, shop.window, shop.special)
    return _hours[key]


def read_hours(zone: str, week: str, window: str, special: dict[str, str]) -> ShopHours:
    """Texts as a calendar; raises BadHours naming what cannot be read."""
    days = tuple(
        (
            date.fromisoformat(day),
            tuple(parse_span(part) for part in spans.split(",") if part.strip()),
        )
        for day, spans in sorted(special.items())
    )
    return ShopHours(zone, parse_week(week), parse_span(window), days)


_shops: dict[tuple[int, int], Shop] = {}
_SHOPS = Select(Shop.objects.all, "ORDER BY shops.name, shops.id")


def shop_of(shop_id: int, revision: int) -> Shop:
    """The shop as it stands at that revision or, where it has changed since, as it stands now.

    Shared by all who ask: to be read only. A statement only for a revision not seen before.
    """
    return _shops.get((shop_id, revision)) or _kept(_SHOPS.where("WHERE shops.id = %s", [shop_id])[0])


def _kept(shop: Shop) -> Shop:
    if len(_shops) > 1000:
        _shops.clear()
    return _shops.setdefault((shop.pk, shop.revision), shop)


def shops_of(actor: Actor) -> list[Shop]:
    """The shops this actor works for, by name: one statement."""
    return [_kept(shop) for shop in _SHOPS.all() if actor.sees_shop(shop.pk)]


def shop_by_code(actor: Actor, code: str) -> Shop | None:
    """The shop of that code, if it is this actor's business."""
    found = _SHOPS.where("WHERE shops.code = %s", [code]) if "\x00" not in code else []
    return found[0] if found and actor.sees_shop(found[0].pk) else None
