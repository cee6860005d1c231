"""Tabs and rows of the list, worked out before the template: fifty rows cost it next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from django.utils.translation import get_language, gettext

from dozvon.core.actor import Actor
from dozvon.dispatch import queries as dispatch
from dozvon.dispatch.queries import MOST, Tab
from dozvon.dispatch.wording import span
from dozvon.orders import queries, rules
from dozvon.orders.models import OPEN, Order, OrderLine
from dozvon.shipments.queries import orders_with_track
from dozvon.shops.models import Shop
from dozvon.web.common.due import lateness, tone_of
from dozvon.web.common.origin import Origin
from dozvon.web.common.wording import client_name
from dozvon.web.formats import MINUS, due, local_time, money, stopwatch

AT_ONCE: Final = 30
"""Twice as many as a screen shows; the rest is one press away."""
RESPONSE: Final = timedelta(minutes=5)
"""The first call is due within this of arrival (domain, section 2); a shop may set its own."""


@dataclass(frozen=True, slots=True)
class TabView:
    """A tab as it is drawn: `tone` is "late" where somebody waits too long."""

    code: str
    title: str
    address: str
    count: str
    note: str
    tone: str
    dialled: bool
    chosen: bool
    is_empty: bool
    hint: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list. `clock_since` and `clock_limit` (seconds) are for the clock that ticks on the page."""

    order_id: int
    address: str
    name: str
    about: str
    amount: str
    when: str
    tone: str
    holder: str
    mine: bool
    flagged: bool
    status: str
    clock_since: str
    clock_limit: int

    @property
    def mark(self) -> str:
        """Alike as long as the row would be drawn alike."""
        return f"{crc32(repr(self).encode()):x}"


@dataclass(frozen=True, slots=True)
class OrderList:
    """One page of the list. `more` is the address of the next page, `is_later` says that this is not the first."""

    title: str
    hint: str
    orders: Sequence[Order]
    """What the rows show; whoever sends the page notes the look at them."""
    rows: list[OrderRow]
    more: str
    is_later: bool
    tab: TabView | None
    searched: str

    @property
    def source(self) -> str:
        """The text or the list it is of, as the access log names it."""
        return self.searched or (self.tab.code if self.tab else "")


def tabs_of(actor: Actor, origin: Origin, mine: Sequence[Shop], now: datetime) -> list[TabView]:
    """All tabs of the actor's shops: one statement, or two."""
    tabs = dispatch.tabs(actor, now, mine)
    chosen = "" if origin.text else origin.queue or (tabs[0].code if tabs else "")
    return [_tab(tab, tab.code == chosen, now) for tab in tabs]


def _tab(tab: Tab, chosen: bool, now: datetime) -> TabView:
    note, tone = _urgency(tab, now)
    language = get_language() or "ru"
    return TabView(
        code=tab.code,
        title=tab.title.text(language),
        address=Origin(tab.code).address(),
        count=f"{MOST}+" if tab.count >= MOST else str(tab.count),
        note=note,
        tone=tone,
        dialled=tab.dialled,
        chosen=chosen,
        is_empty=tab.count == 0,
        hint=tab.hint.text(language) if tab.hint else "",
    )


def _urgency(tab: Tab, now: datetime) -> tuple[str, str]:
    """What the tab says below its title, and in which tone."""
    if not tab.dialled:
        return gettext("not called"), ""
    if tab.first_at is None:
        return gettext("empty"), ""
    waited = now - tab.first_at
    if tab.order == "oldest" and waited >= timedelta(0):
        text = gettext("longest wait: %(waited)s") % {"waited": span(waited)}
        return text, "late" if waited > RESPONSE else ""
    return lateness(tab.first_at, now)


def of_tab(
    actor: Actor,
    mine: Sequence[Shop],
    tab: TabView,
    cursor: str | None,
    now: datetime,
    limit: int = AT_ONCE,
) -> OrderList:
    """A page of the tab in the actor's shops: three statements. Raises UnknownQueue, NotPermitted and BadCursor."""
    page = dispatch.page_of_queue(actor, now, tab.code, cursor, limit, mine)
    origin = Origin(tab.code)
    more = origin.address(cursor=page.next_cursor) if page.next_cursor else ""
    rows = rows_of(actor, page.orders, origin, now)
    return OrderList(tab.title, tab.hint, page.orders, rows, more, bool(cursor), tab, "")


def of_search(
    actor: Actor,
    mine: Sequence[Shop],
    text: str,
    cursor: str | None,
    now: datetime,
    limit: int = AT_ONCE,
) -> OrderList:
    """What a search found, newest arrival first. Raises NotPermitted and BadCursor."""
    text = text.replace("\x00", "")
    wanted = queries.OrderFilter(text=text, order_ids=orders_with_track(text))
    page = queries.newest(actor, mine, wanted, cursor, limit) if text.strip() else None
    found, origin = page.orders if page else [], Origin(text=text)
    more = origin.address(cursor=page.next_cursor) if page and page.next_cursor else ""
    title = gettext("Search: %(text)s") % {"text": text}
    return OrderList(title, "", found, rows_of(actor, found, origin, now), more, bool(cursor), None, text)


def rows_of(actor: Actor, orders: Sequence[Order], origin: Origin, now: datetime) -> list[OrderRow]:
    """The rows: one statement, or none where there is no order."""
    if not orders:
        return []
    lines = queries.lines_of([order.pk for order in orders])
    address = origin.cards()
    return [_row(actor, order, lines[order.pk], address(order.pk), bool(origin.text), now) for order in orders]


def _row(actor: Actor, order: Order, lines: list[OrderLine], address: str, is_found: bool, now: datetime) -> OrderRow:
    held_by = rules.holder_of(order, now)
    when, tone, limit = timing(order, now)
    status = rules.status_of(order).title.text(get_language() or "ru") if is_found else ""
    return OrderRow(
        order_id=order.pk,
        address=address,
        name=client_name(order),
        about=_about(order, lines, now),
        amount=gettext("no price") if "no_price" in order.flags else money(order.total, order.currency),
        when=when,
        tone=tone,
        holder=order.claimed_by.name if held_by and order.claimed_by else "",
        mine=held_by is not None and held_by == actor.user_id,
        flagged=any(flag != "no_price" for flag in order.flags),
        status=status,
        clock_since=order.task_due_at.isoformat() if limit and order.task_due_at else "",
        clock_limit=limit,
    )


def _about(order: Order, lines: list[OrderLine], now: datetime) -> str:
    city = order.address.get("city") or order.client.city
    there = f"{city} {local_time(now, order.zone)}" if city else local_time(now, order.zone)
    if not lines:
        return there
    more = f" +{len(lines) - 1}" if len(lines) > 1 else ""
    return f"{there} · {lines[0].name}{more}"


def timing(order: Order, now: datetime) -> tuple[str, str, int]:
    """When the order's turn is: words, tone, and the seconds of the first-call clock (0 where none runs).

    The clock runs from arrival, or from the first moment when the client may be called.
    """
    if order.status_kind != OPEN or order.task_due_at is None:
        return "", "", 0
    waited = now - order.task_due_at
    if order.first_call_at is None and order.attempts_total == 0 and order.responsible_id is None:
        limit = timedelta(minutes=order.shop.response_minutes)
        if waited >= timedelta(0):
            tone = "late" if waited > limit else "soon" if waited > limit * 0.6 else ""
            return stopwatch(order.task_due_at, now), tone, int(limit.total_seconds())
    if waited < -timedelta(hours=12):
        return local_time(order.task_due_at, order.shop.zone, now), "", 0
    tone = tone_of(order.task_due_at, now)
    return f"{MINUS}{span(waited)}" if tone == "late" else due(order.task_due_at, now), tone, 0
