"""Banners: written and taken down by the head, put away by whoever has read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts.errors import BadAccount, BannerNotFound
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.platform.people import banners as rules
from dozvon.shops.queries import shops_of
from dozvon.web.common.requests import is_htmx
from dozvon.web.office import moments, wording
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.preferences import safe_next
from dozvon.web.signin.gate import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(LEAD_PEOPLE)
def banner_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is on now, and the form of a new banner."""
    now, zone = timezone.now(), zone_of(actor)
    if request.method != "POST":
        until = moments.write(now + timedelta(hours=2), zone)
        return _page(request, actor, {"typed": {"text": "", "level": "news", "shop": "", "until": until}})
    typed = {name: request.POST.get(name, "") for name in ("text", "level", "shop", "until")}
    until_at = moments.read(typed["until"], zone)
    if until_at is None:
        errors = {"until": gettext("Enter a date and time such as 2026-03-01 10:00.")}
        return _page(request, actor, {"typed": typed, "errors": errors}, 422)
    shop_id = next((shop.pk for shop in shops_of(actor) if shop.code == typed["shop"]), None)
    if typed["shop"] and shop_id is None:
        raise Http404
    try:
        rules.post(actor, typed["text"], typed["level"], shop_id, until_at, now)
    except BadAccount as refused:
        return _page(request, actor, {"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
    except NotPermitted as error:
        raise PermissionDenied from error
    return go("banners", told="banner")


@require_POST
@signed_in(LEAD_PEOPLE)
def end_banner(request: HttpRequest, actor: Actor, banner_id: int) -> HttpResponse:
    """Takes the banner down before its time."""
    try:
        rules.take_down(actor, banner_id, timezone.now())
    except (BannerNotFound, NotPermitted) as error:
        raise Http404 from error
    return go("banners", told="banner_ended")


@require_POST
@signed_in()
def close_banner(request: HttpRequest, actor: Actor, banner_id: int) -> HttpResponse:
    """The person has read it: it is not shown to them again."""
    rules.put_away(actor, banner_id, timezone.now())
    if is_htmx(request):
        request.banners = [one for one in request.banners if one.banner_id != banner_id]  # type: ignore[attr-defined]
        return banner_strip(request)
    response = HttpResponseRedirect(safe_next(request, "/"))
    response.status_code = 303
    return response


@signed_in()
def _banner_strip(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "common/banners.html", {"banners_live": True})


banner_strip = require_safe(_banner_strip)
"""The banners of this person alone, for a page that is told of a change."""


def _page(request: HttpRequest, actor: Actor, shown_now: dict[str, Any], status: int = 200) -> HttpResponse:
    now = timezone.now()
    shops = shops_of(actor)
    names = {shop.pk: shop.name for shop in shops}
    framed = {
        "rows": [(one, names.get(one.shop_id or 0, "")) for one in rules.list_banners(actor, now)],
        "shops": [(shop.code, shop.name) for shop in shops],
        "levels": list(wording.LEVELS.items()),
        "tones": wording.LEVEL_TONES,
        "sees_all": actor.shops is None,
        "zone": zone_of(actor),
        **shown_now,
    }
    return page(request, actor, "banners", "banners", framed, status)
