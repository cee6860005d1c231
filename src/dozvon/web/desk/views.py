"""The desk without a card: a tab, a work list, or what a search found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS
from dozvon.dispatch import worklists
from dozvon.web.common.notices import notice_from
from dozvon.web.common.origin import LONGEST, Origin
from dozvon.web.common.requests import part_of, see_other
from dozvon.web.desk.screen import screen
from dozvon.web.signin.gate import signed_in


@require_safe
@signed_in(SEE_ORDERS)
def desk_page(request: HttpRequest, actor: Actor, queue: str = "") -> HttpResponse:
    """The tabs and the list of one of them; the first where none is named, or one's work list."""
    now = timezone.now()
    start = None if queue or part_of(request) else worklists.start_of(actor)
    if start is not None:
        return see_other(Origin(task=start.code).address(**notice_from(request.GET)))
    return screen(request, actor, Origin(queue), now)


@require_safe
@signed_in(SEE_ORDERS)
def search_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Orders by number, name, phone or e-mail. Nothing typed leads back to the desk."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    if not text:
        return see_other(Origin().address())
    return screen(request, actor, Origin(text=text), timezone.now())
