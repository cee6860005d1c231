"""What stands at the left of the desk, tabs or work lists, and the list of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext

from dozvon.core.actor import Actor
from dozvon.dispatch import queries as dispatch
from dozvon.dispatch import worklists
from dozvon.dispatch.worklists import MOST, ListLoad, WorkList
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop
from dozvon.web.common.due import lateness
from dozvon.web.common.origin import Origin
from dozvon.web.list import listing
from dozvon.web.list.listing import AT_ONCE, OrderList, TabView


@dataclass(frozen=True, slots=True)
class Rail:
    """Tabs as they are drawn; `lists` are the work lists they stand for, none where they are tabs of calls."""

    tabs: list[TabView]
    lists: list[WorkList]
    shops: Sequence[Shop]
    """The actor's."""

    @property
    def chosen(self) -> TabView | None:
        """The one whose list is shown."""
        return next((tab for tab in self.tabs if tab.chosen), None)


def rail_of(actor: Actor, origin: Origin, now: datetime) -> Rail:
    """The tabs of the actor's shops; the work lists where the card is from one, or where no tab is theirs."""
    mine = shops.shops_of(actor)
    tabs = [] if origin.task else listing.tabs_of(actor, origin, mine, now)
    if tabs:
        return Rail(tabs, [], mine)
    return rail_of_lists(mine, worklists.lists_of(actor, mine), origin.task, now)


def rail_of_lists(mine: Sequence[Shop], lists: list[WorkList], chosen: str, now: datetime) -> Rail:
    """The work lists with their counts: one statement."""
    found = zip(lists, worklists.standing(lists, now), strict=True)
    return Rail([_tab(one, standing, one.code == chosen, now) for one, standing in found], lists, mine)


def _tab(one: WorkList, standing: ListLoad, chosen: bool, now: datetime) -> TabView:
    note, tone = (gettext("empty"), "") if standing.first_at is None else lateness(standing.first_at, now)
    return TabView(
        code=one.code,
        title=one.title.text(get_language() or "ru"),
        address=Origin(task=one.code).address(),
        count=f"{MOST}+" if standing.count >= MOST else str(standing.count),
        note=note,
        tone=tone,
        dialled=True,
        chosen=chosen,
        is_empty=standing.count == 0,
        hint="",
    )


def ways_of(actor: Actor, rail: Rail) -> dict[str, object]:
    """Where else the page leads: to the lists from the tabs, to the tabs from the lists. No statement."""
    queue = dispatch.first_queue(actor, rail.shops) if rail.lists else None
    return {
        "is_of_lists": bool(rail.lists),
        "to_lists": reverse("work") if not rail.lists and worklists.lists_of(actor, rail.shops) else "",
        "to_tabs": Origin(queue).address() if queue else "",
    }


def listing_of(
    actor: Actor, rail: Rail, origin: Origin, cursor: str | None, now: datetime, limit: int = AT_ONCE
) -> OrderList | None:
    """A page of the search, the chosen tab or work list, as it stands beside a card; None where none is chosen.

    Raises UnknownQueue, NotPermitted and BadCursor.
    """
    if origin.text:
        return listing.of_search(actor, rail.shops, origin.text, cursor, now, limit)
    tab = rail.chosen
    if tab is None or not origin.task:
        return None if tab is None else listing.of_tab(actor, rail.shops, tab, cursor, now, limit)
    one = next(one for one in rail.lists if one.code == tab.code)
    return list_beside(actor, one, tab, cursor, now, limit)


def list_beside(
    actor: Actor, one: WorkList, tab: TabView | None, cursor: str | None, now: datetime, limit: int = AT_ONCE
) -> OrderList:
    """A page of a work list beside a card. Raises NotPermitted and BadCursor."""
    origin = Origin(task=one.code)
    page = worklists.page_of_tasks(actor, one.shops, [one.code], cursor, limit)
    rows = listing.rows_of(actor, page.orders, origin, now)
    more = origin.address(cursor=page.next_cursor, beside=1) if page.next_cursor else ""
    return OrderList(one.title.text(get_language() or "ru"), "", page.orders, rows, more, bool(cursor), tab, "")
