"""The guides for operators, for who works by lists and for the head, in the language of whoever reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from dozvon.core.actor import Actor
from dozvon.core.roles import BY_LISTS
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.web import manifest
from dozvon.web.signin.gate import signed_in

WRITTEN_FIRST = "ru"
"""The language of a guide that is not there in the reader's own."""


@require_safe
@signed_in()
def first_guide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The guide for the actor's own work."""
    name = "head" if actor.may(LEAD_PEOPLE) else "lists" if actor.role in BY_LISTS else "operator"
    return HttpResponseRedirect(reverse("guide", args=[name]))


@require_safe
@signed_in()
def guide_page(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """One guide."""
    titles = {
        "operator": gettext("For operators"),
        "lists": gettext("For the warehouse, couriers and quality control"),
        "head": gettext("For the head of sales"),
    }
    guides, language = manifest.current().guides, get_language() or WRITTEN_FIRST
    text = guides.get(f"{name}.{language}") or guides.get(f"{name}.{WRITTEN_FIRST}")
    if name not in titles or text is None:
        raise Http404
    tabs = [(reverse("guide", args=[one]), title, None) for one, title in titles.items()]
    shown = {"tabs": tabs, "current": reverse("guide", args=[name]), "title": titles[name], "text": Markup(text)}  # noqa: S704 (our own, escaped when it was built)
    return render(request, "guide/page.html", shown)
