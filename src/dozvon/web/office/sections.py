"""The office's way about: which pages the actor may open, and the frame that all of them share."""

from __future__ import annotations

from collections.abc import Mapping
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
from dozvon.platform.capabilities import MenuEntry, MenuGroup, menu
from dozvon.shops.queries import shops_of
from dozvon.web.office import wording
from dozvon.web.signin.gate import signed_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


GROUPS: Final = {
    MenuGroup.TEAM: gettext_lazy("Team"),
    MenuGroup.GOODS: gettext_lazy("What is sold"),
    MenuGroup.RULES: gettext_lazy("Shops and rules"),
    MenuGroup.JOURNALS: gettext_lazy("Journals"),
}


def entries_of(actor: Actor, group: MenuGroup) -> list[MenuEntry]:
    """The pages of a group that this actor may open."""
    return [
        entry
        for entry in menu()
        if entry.group is group and actor.may(entry.permission) and (actor.shops is None or not entry.of_all_shops)
    ]


def menu_of(actor: Actor) -> list[tuple[StrPromise, list[MenuEntry]]]:
    """The office's pages that this actor may open, under the titles of their groups; an empty group is left out."""
    groups = [(title, entries_of(actor, group)) for group, title in GROUPS.items()]
    return [(title, entries) for title, entries in groups if entries]


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
        "told": wording.done_sentence(request.GET.get("told", "")),
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
