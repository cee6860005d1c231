"""What an address may be, while it is typed: settlements, streets of the city, houses of the street."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.geo import queries as geo
from dozvon.geo.suggesting import Town, suggest_houses, suggest_streets
from dozvon.web.card.fetching import fetch_order
from dozvon.web.common.wording import SUGGESTED
from dozvon.web.formats import local_time
from dozvon.web.signin.gate import signed_in

LONGEST = 120
"""Characters of what is typed that are looked at."""


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def city_options(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Settlements by what is typed, each with its postcode and its clock."""
    now, order = timezone.now(), fetch_order(actor, order_id)
    found = []
    for place in geo.settlements(request.GET.get("city", "")[:100], SUGGESTED, order.shop.country):
        parts = {"city": place.name, "region": place.region, "district": place.district, "postcode": place.postcode}
        found.append((place, json.dumps(parts, ensure_ascii=False), local_time(now, place.zone) if place.zone else ""))
    return render(request, "card/cities.html", {"found": found})


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def street_options(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Streets of the city that stand in addresses of the shops this person sees, most used first."""
    town, text = _town(request, actor, order_id), _typed_text(request, "street")
    return _options(request, "street", suggest_streets(town, text, SUGGESTED))


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def house_options(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Houses of the street, likewise."""
    town, street, text = _town(request, actor, order_id), _typed_text(request, "street"), _typed_text(request, "house")
    return _options(request, "house", suggest_houses(town, street, text, SUGGESTED))


def _town(request: HttpRequest, actor: Actor, order_id: int) -> Town:
    order = fetch_order(actor, order_id)
    return Town(_typed_text(request, "city") or order.address.get("city", ""), actor.shops)


def _typed_text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")[:LONGEST]


def _options(request: HttpRequest, name: str, found: list[str]) -> HttpResponse:
    options = [(text, json.dumps({name: text}, ensure_ascii=False)) for text in found]
    return render(request, "card/options.html", {"name": name, "options": options})
