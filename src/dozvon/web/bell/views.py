"""One's notices: the panel under the bell, the page of all of them, and reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.platform.people.actions import mark_read
from dozvon.platform.people.models import Notice
from dozvon.platform.people.queries import notices_of
from dozvon.platform.people.wording import notice_kinds, sentence_of
from dozvon.web import formats
from dozvon.web.office.sections import zone_of
from dozvon.web.signin.gate import signed_in

IN_PANEL = 8
"""Notices under the bell; the rest is on the page."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as it is shown; `address` is empty where there is nothing to look at."""

    notice_id: int
    sentence: str
    icon: str
    tone: str
    at: datetime
    address: str
    times: int
    is_unread: bool


def _line_of(notice: Notice, zone: str, now: datetime) -> NoticeLine:
    kind = notice_kinds().get(notice.kind)
    return NoticeLine(
        notice_id=notice.pk,
        sentence=sentence_of(notice, partial(formats.local_time, zone=zone, now=now)),
        icon=kind.icon if kind else "info-circle",
        tone=kind.tone if kind else "news",
        at=notice.at,
        address=notice.address,
        times=notice.times,
        is_unread=notice.read_at is None,
    )


@require_safe
@signed_in()
def notice_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All that the person was told, newest first."""
    now = timezone.now()
    try:
        page = notices_of(actor, request.GET.get("cursor"))
    except BadCursor:
        raise Http404 from None
    zone = zone_of(actor)
    shown = {"lines": [_line_of(row, zone, now) for row in page.rows], "next_cursor": page.next_cursor, "now": now}
    return render(request, "bell/page.html", shown)


@require_safe
@signed_in()
def notice_panel(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The latest, under the bell."""
    now = timezone.now()
    page = notices_of(actor, limit=IN_PANEL)
    zone = zone_of(actor)
    lines = [_line_of(row, zone, now) for row in page.rows]
    return render(request, "bell/panel.html", {"lines": lines, "more": page.next_cursor is not None, "now": now})


@require_safe
@signed_in()
def unread_count(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The number at the bell, as it is now."""
    return render(request, "bell/count.html")


@require_POST
@signed_in()
def mark_as_read(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The person has read the notices sent along, or all of them; the number that is left, or back to the page."""
    ids = [int(text) for text in request.POST.getlist("notice") if text.isascii() and text.isdigit() and len(text) < 19]
    mark_read(actor, timezone.now(), ids or None)
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(reverse("notices"))
    left = max(request.unread_notices - len(ids), 0) if ids else 0  # type: ignore[attr-defined]
    return render(request, "bell/count.html", {"unread_notices": left})
