"""How a shop delivers, and what its addresses hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods

from dozvon.core.actor import Actor
from dozvon.delivery.actions import set_ways
from dozvon.delivery.documents import MOST_WAYS
from dozvon.delivery.errors import BadWays
from dozvon.delivery.forms import read_rows
from dozvon.delivery.queries import ways_of
from dozvon.delivery.rules import find_way
from dozvon.delivery.ways import CARRIER, COURIER, PICKUP, POST, DeliveryMethod, Flat, flat_of
from dozvon.shops.actions import set_address_extras
from dozvon.shops.models import Shop
from dozvon.shops.permissions import MANAGE_SHOPS
from dozvon.shops.rules import ADDRESS_EXTRAS
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page
from dozvon.web.office.shops import shop_of
from dozvon.web.signin.gate import signed_in

NAMES = ("code", "title", "kind", "cost", "free_from", "days", "places")
BLANK = 2
"""Rows for ways to be added."""
KINDS: dict[str, Any] = {
    COURIER: gettext_lazy("courier"),
    PICKUP: gettext_lazy("pick-up point"),
    POST: gettext_lazy("post"),
    CARRIER: gettext_lazy("carrier"),
}
EXTRAS: dict[str, Any] = {
    "entrance": gettext_lazy("Entrance"),
    "door_code": gettext_lazy("Door code"),
    "floor": gettext_lazy("Floor"),
    "metro": gettext_lazy("Metro"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_SHOPS)
def delivery_page(request: HttpRequest, actor: Actor, shop_id: int) -> HttpResponse:
    """The ways as a table, a row each; a row without a title goes."""
    found = shop_of(actor, shop_id)
    if request.method != "POST":
        rows = [_row(way) for way in ways_of(found)]
        return _page(request, actor, found, rows, found.address_extras, {})
    rows = [row for row in _read_ways(request.POST) if any(row[name].strip() for name in NAMES if name != "kind")]
    extras = [name for name in ADDRESS_EXTRAS if name in request.POST.getlist("extras")]
    try:
        set_ways(actor, shop_id, read_rows(rows, ways_of(found)))
    except BadWays as refused:
        return _page(request, actor, found, rows, extras, wording.sentences(refused.errors), 422)
    set_address_extras(actor, shop_id, extras)
    return go("shop-delivery", shop_id, told="saved")


def _read_ways(sent: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {name: sent.get(f"{name}.{place}", "")[:4000] for name in NAMES}
        for place in range(MOST_WAYS)
        if f"title.{place}" in sent
    ]


def _row(way: DeliveryMethod) -> dict[str, str]:
    flat = flat_of(way.rates) or Flat()
    least, most = flat.days
    return {
        "code": way.code,
        "title": way.title,
        "kind": way.kind,
        "cost": "" if flat.cost is None else f"{flat.cost:f}",
        "free_from": "" if flat.free_from is None else f"{flat.free_from:f}",
        "days": "" if not most else str(most) if least == most else f"{least}-{most}",
        "places": ", ".join(way.places),
    }


def _more(way: DeliveryMethod) -> list[str]:
    """What a file says of a way beyond the fields of the form; it stays as it is."""
    counts = [
        (0 if flat_of(way.rates) else len(way.rates), ngettext_lazy("%(count)s rate", "%(count)s rates", "count")),
        (len(way.slots), ngettext_lazy("%(count)s time of delivery", "%(count)s times of delivery", "count")),
        (len(way.points), ngettext_lazy("%(count)s pick-up point", "%(count)s pick-up points", "count")),
    ]
    return [str(words % {"count": count}) for count, words in counts if count]


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Shop,
    rows: Sequence[dict[str, str]],
    extras: Sequence[str],
    errors: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    blank = {**dict.fromkeys(NAMES, ""), "kind": COURIER}
    ways = ways_of(found)
    known = {row["code"]: way for row in rows if (way := find_way(ways, row["code"]))}
    shown = {
        "shop": found,
        "rows": [*rows, *[blank] * min(BLANK, MOST_WAYS - len(rows))],
        "more": {code: ", ".join(_more(way)) for code, way in known.items()},
        "by_rates": {code for code, way in known.items() if flat_of(way.rates) is None},
        "kinds": list(KINDS.items()),
        "extras": list(EXTRAS.items()),
        "chosen": extras,
        "errors": errors,
    }
    return page(request, actor, "shops", "delivery", shown, status)
