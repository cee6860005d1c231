"""The pages of the work lists: a list with what that work needs, and one action for all that were chosen."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS, Role
from dozvon.dispatch import worklists
from dozvon.dispatch.worklists import WorkList
from dozvon.orders import queries, rules
from dozvon.orders.actions.bulk import MOST, perform_each
from dozvon.orders.models import Order
from dozvon.shops import queries as shops
from dozvon.web.common.looks import record_look
from dozvon.web.common.notices import notice_of
from dozvon.web.common.origin import Origin
from dozvon.web.common.requests import is_htmx, part_of, see_other
from dozvon.web.list.marks import marks_of, noted
from dozvon.web.list.rail import list_beside, rail_of_lists, ways_of
from dozvon.web.signin.gate import signed_in
from dozvon.web.work.bulk import BulkButton, Outcome, bulk_buttons, outcome_of
from dozvon.web.work.rows import TITLES, WorkRow, columns_of, language, rows_of

AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class WorkListing:
    """A page of a list. `more` is the address of the next one; `once` is the key of what is done to the chosen."""

    code: str
    title: str
    columns: list[tuple[str, str]]
    orders: Sequence[Order]
    rows: list[WorkRow]
    buttons: list[BulkButton]
    more: str
    is_later: bool
    once: str
    may_call: bool
    may_print: bool

    @property
    def may_choose(self) -> bool:
        """Whether there is anything to be done with chosen orders."""
        return bool(self.buttons) or self.may_print


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def work_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To the list one begins with."""
    first = worklists.first_of(worklists.lists_of(actor))
    if first is None:
        raise Http404
    return see_other(Origin(task=first.code).address())


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def work_list(request: HttpRequest, actor: Actor, task: str) -> HttpResponse:
    """One list with the counts of all."""
    return _page(request, actor, task, timezone.now())


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def work_news(request: HttpRequest, actor: Actor, task: str) -> HttpResponse:
    """The counts and as many rows as the page shows, as they are now."""
    now = timezone.now()
    mine = shops.shops_of(actor)
    lists = worklists.lists_of(actor, mine)
    one = choose_list(lists, task)
    count = request.GET.get("rows", "")
    limit = max(AT_ONCE, min(int(count[:4]), queries.LARGEST)) if count.isascii() and count.isdigit() else AT_ONCE
    shown = _listing(actor, one, None, now, limit)
    record_look(actor, now, shown.orders, task, noted.of(actor, now))
    noted.add(actor, [order.pk for order in shown.orders], now)
    tabs = rail_of_lists(mine, lists, task, now).tabs
    return render(request, "work/live.html", {"tabs": tabs, "work": shown, "known": marks_of(request.GET)})


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def run_bulk_action(request: HttpRequest, actor: Actor, task: str) -> HttpResponse:
    """One action for the chosen orders; what became of each, alone or above the list as it is then."""
    now = timezone.now()
    choose_list(worklists.lists_of(actor), task)
    code, once = request.POST.get("action", "")[:40], rules.once_of(request.POST.get("once"))
    results = perform_each(actor, ids_of(request.POST), code, now, once)
    outcomes = [outcome_of(result, code) for result in results]
    if is_htmx(request):
        return render(request, "work/outcomes.html", {"outcomes": outcomes})
    return _page(request, actor, task, now, outcomes)


def choose_list(lists: Sequence[WorkList], task: str) -> WorkList:
    """The list of that kind of task; 404 where the actor has none."""
    one = next((one for one in lists if one.code == task), None)
    if one is None:
        raise Http404
    return one


def ids_of(sent: QueryDict) -> list[int]:
    """The orders that were chosen; what is no id is left out."""
    sent_ids = sent.getlist("order")[:MOST]
    return [int(text) for text in sent_ids if text.isascii() and text.isdigit() and len(text) < 19]


def _page(
    request: HttpRequest, actor: Actor, task: str, now: datetime, outcomes: Sequence[Outcome] = ()
) -> HttpResponse:
    mine = shops.shops_of(actor)
    lists = worklists.lists_of(actor, mine)
    one, part = choose_list(lists, task), part_of(request)
    cursor = request.GET.get("cursor")
    try:
        if part == "more" and "beside" in request.GET:
            beside = list_beside(actor, one, None, cursor, now)
            record_look(actor, now, beside.orders, task)
            return render(request, "list/rows.html", {"listing": beside, "card": None})
        work = _listing(actor, one, cursor, now)
    except BadCursor:
        raise Http404 from None
    record_look(actor, now, work.orders, task)
    if part == "more":
        return render(request, "work/rows.html", {"work": work})
    rail, template = rail_of_lists(mine, lists, task, now), "work/desk.html" if part == "desk" else "work/page.html"
    shown = {
        "tabs": rail.tabs,
        "work": work,
        "listing": work,
        "card": None,
        "origin": Origin(task=task),
        "outcomes": outcomes,
        "notice": notice_of(actor, request.GET, now),
        "may_work": True,
        "automatic": False,
        **(ways_of(actor, rail) if template == "work/page.html" else {}),
    }
    return render(request, template, shown)


def _listing(actor: Actor, one: WorkList, cursor: str | None, now: datetime, limit: int = AT_ONCE) -> WorkListing:
    page, columns = worklists.page_of_tasks(actor, one.shops, [one.code], cursor, limit), columns_of(actor, one)
    return WorkListing(
        code=one.code,
        title=one.title.text(language()),
        columns=[(code, str(TITLES[code])) for code in columns],
        orders=page.orders,
        rows=rows_of(actor, one, page.orders, now),
        buttons=bulk_buttons(worklists.bulk_actions(actor, one, page.orders)),
        more=Origin(task=one.code).address(cursor=page.next_cursor) if page.next_cursor else "",
        is_later=bool(cursor),
        once=secrets.token_urlsafe(12),
        may_call="phone" in columns,
        may_print=one.kind.role is Role.WAREHOUSE,
    )
