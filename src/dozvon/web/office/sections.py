"""The office's way about: which pages the actor may open, and the frame that all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.shops.queries import shops_of
from dozvon.web.office import wording
from dozvon.web.signin.gate import signed_in


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the office in its menu."""

    route: str
    title: str
    icon: str


def sections_of(actor: Actor) -> list[Section]:
    """The sections this actor may open, in the menu's order."""
    found: list[Section] = []
    if actor.may(Permission.LEAD_PEOPLE):
        found += [
            Section("absences", gettext("Absences"), "user-off"),
            Section("banners", gettext("Banners"), "speakerphone"),
        ]
    if actor.may(Permission.MANAGE_USERS):
        found += [
            Section("people", gettext("People"), "users"),
            Section("roles", gettext("Roles"), "lock-open"),
            Section("sign-ins", gettext("Sign-in log"), "list"),
            Section("account-log", gettext("Account log"), "history"),
            Section("sessions", gettext("Sessions"), "user"),
            Section("tokens", gettext("Tokens"), "lock"),
        ]
    if actor.may(Permission.MANAGE_CATALOG):
        found += [
            Section("products", gettext("Products"), "package"),
            Section("promotions", gettext("Promotions"), "discount"),
        ]
    if actor.may(Permission.MANAGE_SHOPS):
        found += [
            Section("shops", gettext("Shops"), "shopping-bag"),
            Section("client-fields", gettext("Client fields"), "tag"),
        ]
    if actor.may(Permission.MANAGE_PIPELINES):
        found.append(Section("pipelines", gettext("Pipelines"), "list"))
    if actor.may(Permission.MANAGE_PERSONAL_DATA) and actor.shops is None:
        found.append(Section("looks", gettext("Access log"), "eye"))
    return found


@require_safe
@signed_in()
def first(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The first section the actor may open."""
    sections = sections_of(actor)
    if not sections:
        raise PermissionDenied
    return HttpResponseRedirect(reverse(sections[0].route))


def page(
    request: HttpRequest, actor: Actor, section: str, template: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the office; `section` is the route that the menu marks, `template` a name here or a path in `web`."""
    framed = {
        "sections": sections_of(actor),
        "section": section,
        "told": wording.told(request.GET.get("told", "")),
        "now": timezone.now(),
        "browser_of": wording.browser_of,
        "errors": {},
        "alert": "",
        **shown,
    }
    return render(request, template if "/" in template else f"office/{template}.html", framed, status=status)


def go(route: str, *args: object, told: str = "") -> HttpResponse:
    """On to a page, which tells what was done."""
    query = f"?{urlencode({'told': told})}" if told else ""
    response = HttpResponseRedirect(reverse(route, args=args) + query)
    response.status_code = 303
    return response


def zone_of(actor: Actor) -> str:
    """The zone in which the office shows times: that of the actor's first shop."""
    shops = shops_of(actor)
    return shops[0].zone if shops else "UTC"
