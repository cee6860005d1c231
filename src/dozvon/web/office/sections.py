"""The office's way about: which pages the actor may open, and the frame that all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.shops.queries import shops_of
from dozvon.web.office import wording
from dozvon.web.signin.gate import signed_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the office in its menu; `permission` opens it."""

    route: str
    title: StrPromise
    icon: str
    permission: Permission


MENU: Final = (
    (
        gettext_lazy("Team"),
        (
            Section("absences", gettext_lazy("Absences"), "user-off", Permission.LEAD_PEOPLE),
            Section("banners", gettext_lazy("Banners"), "speakerphone", Permission.LEAD_PEOPLE),
            Section("people", gettext_lazy("People"), "users", Permission.MANAGE_USERS),
            Section("roles", gettext_lazy("Roles"), "lock-open", Permission.MANAGE_USERS),
            Section("tokens", gettext_lazy("Tokens"), "lock", Permission.MANAGE_USERS),
        ),
    ),
    (
        gettext_lazy("What is sold"),
        (
            Section("products", gettext_lazy("Products"), "package", Permission.MANAGE_CATALOG),
            Section("promotions", gettext_lazy("Promotions"), "discount", Permission.MANAGE_CATALOG),
        ),
    ),
    (
        gettext_lazy("Shops and rules"),
        (
            Section("shops", gettext_lazy("Shops"), "shopping-bag", Permission.MANAGE_SHOPS),
            Section("client-fields", gettext_lazy("Client fields"), "tag", Permission.MANAGE_SHOPS),
            Section("pipelines", gettext_lazy("Pipelines"), "list", Permission.MANAGE_PIPELINES),
        ),
    ),
    (
        gettext_lazy("Journals"),
        (
            Section("sign-ins", gettext_lazy("Sign-in log"), "list", Permission.MANAGE_USERS),
            Section("sessions", gettext_lazy("Sessions"), "user", Permission.MANAGE_USERS),
            Section("account-log", gettext_lazy("Account log"), "history", Permission.MANAGE_USERS),
            Section("looks", gettext_lazy("Access log"), "eye", Permission.MANAGE_PERSONAL_DATA),
        ),
    ),
)
OF_ALL_SHOPS: Final = frozenset({"looks"})
"""Sections for those alone who see every shop."""


def _may_open(actor: Actor, section: Section) -> bool:
    return actor.may(section.permission) and (actor.shops is None or section.route not in OF_ALL_SHOPS)


def menu_of(actor: Actor) -> list[tuple[StrPromise, list[Section]]]:
    """The sections this actor may open, under the titles of their groups; a group without one is left out."""
    groups = [(title, [one for one in sections if _may_open(actor, one)]) for title, sections in MENU]
    return [(title, sections) for title, sections in groups if sections]


@require_safe
@signed_in()
def first(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The first section the actor may open."""
    menu = menu_of(actor)
    if not menu:
        raise PermissionDenied
    _, sections = menu[0]
    return HttpResponseRedirect(reverse(sections[0].route))


def page(
    request: HttpRequest, actor: Actor, section: str, template: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the office; `section` is the route that the menu marks, `template` a name here or a path in `web`."""
    framed = {
        "office_menu": menu_of(actor),
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
