"""Shops: when they work, when their clients may be called, how fast they answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.hours import clock, is_open, local_date, parse_week, zones
from dozvon.platform.shop_setting import shop_settings
from dozvon.platform.wording import sentence
from dozvon.shops import actions
from dozvon.shops.errors import BadSettings, ShopNotFound
from dozvon.shops.models import Shop
from dozvon.shops.permissions import MANAGE_SHOPS
from dozvon.shops.queries import hours_of, shops_of
from dozvon.shops.rules import WEEKDAYS, read_settings
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in


@require_safe
@signed_in(MANAGE_SHOPS)
def shop_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The actor's shops, and which of them are open at this moment."""
    now = timezone.now()
    rows = [(shop, is_open(hours_of(shop), now)) for shop in shops_of(actor)]
    return page(request, actor, "shops", "shops", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_SHOPS)
def shop_page(request: HttpRequest, actor: Actor, shop_id: int) -> HttpResponse:
    """The settings of one shop."""
    found = shop_of(actor, shop_id)
    if request.method != "POST":
        return _page(request, actor, found, {})
    typed = {name: request.POST.get(name, "") for name in _values(found)}
    try:
        actions.change(actor, shop_id, read_settings(typed))
    except BadSettings as refused:
        return _page(request, actor, found, {"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
    return go("shop", shop_id, told="saved")


@require_POST
@signed_in(MANAGE_SHOPS)
def change_day(request: HttpRequest, actor: Actor, shop_id: int) -> HttpResponse:
    """A day with hours of its own, or a day that follows the week again."""
    found = shop_of(actor, shop_id)
    typed = {"day": request.POST.get("day", ""), "hours": request.POST.get("hours", "").strip()}
    removed = request.POST.get("remove") == "1"
    try:
        wanted = date.fromisoformat(typed["day"])
    except ValueError:
        errors = {"day": sentence(FieldError("day", "not_day" if typed["day"] else "missing"))}
        return _page(request, actor, found, {"typed_day": typed, "errors": errors}, 422)
    try:
        actions.set_day(actor, shop_id, wanted, None if removed else typed["hours"])
    except BadSettings as refused:
        shown = {"typed_day": typed, "errors": wording.sentences(refused.errors)}
        return _page(request, actor, found, shown, 422)
    return go("shop", shop_id, told="day_removed" if removed else "day")


@require_POST
@signed_in(MANAGE_SHOPS)
def holidays(request: HttpRequest, actor: Actor, shop_id: int) -> HttpResponse:
    """Closes the shop on the public holidays of a year."""
    found = shop_of(actor, shop_id)
    typed = {"country": request.POST.get("country", ""), "year": request.POST.get("year", "").strip()}
    number = typed["year"]
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        errors = {"year": sentence(FieldError("year", "not_whole_number"))}
        return _page(request, actor, found, {"typed_holidays": typed, "errors": errors}, 422)
    try:
        actions.import_holidays(actor, shop_id, typed["country"], int(number))
    except BadSettings as refused:
        shown = {"typed_holidays": typed, "errors": wording.sentences(refused.errors)}
        return _page(request, actor, found, shown, 422)
    return go("shop", shop_id, told="holidays")


def shop_of(actor: Actor, shop_id: int) -> Shop:
    """One of the actor's own shops; any other is not there."""
    found = next((shop for shop in shops_of(actor) if shop.pk == shop_id), None)
    if found is None:
        raise Http404(str(ShopNotFound.__doc__))
    return found


def _values(shop: Shop) -> dict[str, str]:
    """The form as it is filled at first: hours of each weekday apart."""
    days = {
        name: ", ".join(f"{clock(span.start)}-{clock(span.until)}" for span in spans)
        for name, spans in zip(WEEKDAYS, parse_week(shop.week), strict=True)
    }
    return {
        "name": shop.name,
        "zone": shop.zone,
        "window": shop.window,
        "currency": shop.currency,
        **{code: str(shop.setting(code)) for code in shop_settings()},
        **days,
    }


def _page(request: HttpRequest, actor: Actor, found: Shop, shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
    now = timezone.now()
    today = local_date(found.zone, now)
    special = sorted((date.fromisoformat(day), hours) for day, hours in found.special.items())
    framed = {
        "shop": found,
        "open": is_open(hours_of(found), now),
        "typed": _values(found),
        "typed_day": {"day": "", "hours": ""},
        "typed_holidays": {"country": found.country, "year": str(today.year)},
        "days": [(day, hours) for day, hours in special if day >= today],
        "past_days": sum(1 for day, _ in special if day < today),
        "weekdays": list(wording.WEEKDAYS.items()),
        "countries": wording.HOLIDAYS,
        "zones": sorted(zones()),
        "settings": [(one.code, gettext(one.title), gettext(one.about)) for one in shop_settings().values()],
        **shown,
    }
    return page(request, actor, "shops", "shop", framed, status)
