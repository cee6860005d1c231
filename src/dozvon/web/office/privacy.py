"""A client's data at their request, and the log of who looked at whose data."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.clients.errors import ClientNotFound
from dozvon.clients.queries import contacts_of
from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.core.errors import NotPermitted
from dozvon.orders.queries import of_client
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.accounts.models import User
from dozvon.platform.events.actions import record_access
from dozvon.privacy import access, looks
from dozvon.privacy.actions import LONGEST_REASON, erase, standing_in_the_way
from dozvon.privacy.dossier import dossier
from dozvon.privacy.errors import ErasureRefused
from dozvon.privacy.permissions import MANAGE_PERSONAL_DATA
from dozvon.shops.queries import shops_of
from dozvon.web.common.wording import text_of
from dozvon.web.office import dossier as files
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.signin.gate import signed_in

SHOWN_LOOKS = 20
SHOWN_ORDERS = 20
_FORMS = {"zip": (files.as_zip, "application/zip"), "json": (files.as_json, "application/json")}
_NUMBER = re.compile(r"[0-9]{1,18}")


@require_safe
@signed_in(MANAGE_PERSONAL_DATA)
def client_page(request: HttpRequest, actor: Actor, client_id: int) -> HttpResponse:
    """What is held of a client in short, who looked, and the two things they may ask for."""
    return _client_page(request, actor, client_id, {})


@require_safe
@signed_in(MANAGE_PERSONAL_DATA)
def give_out(request: HttpRequest, actor: Actor, client_id: int, form: str) -> HttpResponse:
    """The dossier as a file."""
    if form not in _FORMS:
        raise Http404
    try:
        held = dossier(actor, client_id, timezone.now())
    except ClientNotFound as error:
        raise Http404 from error
    write, kind = _FORMS[form]
    answer = HttpResponse(write(held), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="client-{client_id}.{form}"'
    return answer


@require_POST
@signed_in(MANAGE_PERSONAL_DATA)
def forget(request: HttpRequest, actor: Actor, client_id: int) -> HttpResponse:
    """Erases the client when the reason is there and the number was typed once more."""
    typed = {name: request.POST.get(name, "").strip() for name in ("reason", "confirm")}
    confirmed = int(typed["confirm"]) if _NUMBER.fullmatch(typed["confirm"]) else None
    try:
        erase(actor, client_id, typed["reason"], confirmed, timezone.now())
    except ClientNotFound as error:
        raise Http404 from error
    except ErasureRefused as refused:
        errors = wording.sentences(refused.errors)
        return _client_page(request, actor, client_id, {"typed": typed, "errors": errors}, 422)
    return go("client-data", client_id, told="erased")


def _client_page(
    request: HttpRequest, actor: Actor, client_id: int, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    now = timezone.now()
    try:
        found = access.get(actor, client_id)
    except ClientNotFound as error:
        raise Http404 from error
    bought = of_client(actor, found.pk, SHOWN_ORDERS)
    record_access(actor, now, "client", [order.pk for order in bought], [found.pk])
    framed = {
        "client": found,
        "contacts": contacts_of([found.pk])[found.pk],
        "bought": bought,
        "looks": looks.of_client(actor, found.pk, SHOWN_LOOKS),
        "look_title": wording.look_title,
        "in_the_way": wording.sentences(standing_in_the_way(actor, found.pk, timezone.now())),
        "sees_log": actor.shops is None,
        "longest": LONGEST_REASON,
        "zone": zone_of(actor),
        "typed": {"reason": "", "confirm": ""},
        **shown,
    }
    return page(request, actor, "looks", "client", framed, status)


@require_safe
@signed_in(MANAGE_PERSONAL_DATA)
def access_log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who looked at whose data: by person, client and day."""
    zone = zone_of(actor)
    sent = {name: request.GET.get(name, "").strip()[:60] for name in ("person", "client", "since", "until")}
    wanted = looks.AccessLogFilter(_number(sent["person"]), _number(sent["client"]), *_days(sent, zone))
    cursor = request.GET.get("cursor", "")
    try:
        found = looks.page(actor, wanted, cursor)
    except BadCursor as error:
        raise Http404 from error
    except NotPermitted as error:
        raise PermissionDenied from error
    query = {name: value for name, value in sent.items() if value}
    shown = {
        "log": found,
        "sent": sent,
        "paged": bool(cursor),
        "newest": f"?{urlencode(query)}",
        "older": f"?{urlencode({**query, 'cursor': found.next_cursor})}" if found.next_cursor else "",
        "people": [(str(pk), name) for pk, name in User.objects.order_by("name").values_list("pk", "name")],
        "look_title": wording.look_title,
        "lists": _lists(actor),
        "zone": zone,
    }
    return page(request, actor, "looks", "looks", shown)


def _lists(actor: Actor) -> dict[str, str]:
    """What the lists of orders are called, by the code that stands in the log: one's day, tabs, kinds of task.

    Of several pipelines the first names it, a tab before a task, as at the desk.
    """
    documents = [read_pipeline(pk) for pk in dict.fromkeys(shop.pipeline_id for shop in shops_of(actor))]
    found = {"day": gettext("My day")}
    named = [(queue.code, queue.title) for one in documents for queue in one.queues]
    named += [(task.code, task.title) for one in documents for task in one.tasks]
    for code, title in named:
        found.setdefault(code, text_of(title))
    return found


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _days(sent: dict[str, str], zone: str) -> tuple[datetime | None, datetime | None]:
    """From the first moment of one day to the end of the other, by the office's clock."""
    since, until = (_day(sent[name]) for name in ("since", "until"))
    clock = ZoneInfo(zone)
    first = None if since is None else datetime.combine(since, time(), clock)
    return first, None if until is None else datetime.combine(until + timedelta(days=1), time(), clock)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None
