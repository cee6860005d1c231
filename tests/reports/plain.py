"""The figures counted plainly: every order by itself, from its row and its history, with no table kept ready."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dozvon.core.figures import CallClock, Reaction
from dozvon.core.hours import day_start
from dozvon.core.tally import LossReason, Tally
from dozvon.orders.models import Order, OrderLine
from dozvon.platform.events.models import Event
from dozvon.reports.queries.groups import Period
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AGREED = {"confirmed", "assembled", "shipped", "delivered", "claim", "done"}
"""Where a client of the preset `shop` has agreed."""
TRASH = {"invalid_number", "spam", "duplicate"}
"""Its problems of what was no order at all."""
BAND = 300


@dataclass(frozen=True, slots=True)
class Story:
    """An order and what its history says of it; `moves` are what put it where it stands, without what was undone."""

    order: Order
    shop: Shop
    moves: list[Event]

    @property
    def agreeing(self) -> Event | None:
        """What first brought it where a client has agreed: an action or the head's move, not a new version."""
        steps = (event for event in self.moves if event.kind != "order.carried")
        return next((event for event in steps if event.body["status"]["code"] in AGREED), None)

    @property
    def shipping(self) -> Event | None:
        """What first sent the parcel on its way."""
        steps = (event for event in self.moves if event.kind != "order.carried")
        return next((event for event in steps if event.body["status"]["code"] == "shipped"), None)

    @property
    def is_reached(self) -> bool:
        """Whether somebody talked with the client."""
        return any(event.body.get("outcome") == "reached" for event in self.moves)

    @property
    def is_lost(self) -> bool:
        """Whether it is closed without a sale."""
        return self.order.status_kind == "lost"

    @property
    def is_delivered(self) -> bool:
        """Whether the client had it in hand."""
        return any(event.body["status"]["code"] == "delivered" for event in self.moves)

    @property
    def added(self) -> Decimal | None:
        """What was added by others than who placed it."""
        placed = Event.objects.get(order_id=self.order.pk, kind="order.received").actor_id
        lines = [line for line in OrderLine.objects.filter(order=self.order) if line.added_by_id != placed]
        return sum((line.total for line in lines), Decimal(0)) if lines else None

    @property
    def reason(self) -> LossReason:
        """Why it was lost."""
        last = self.moves[-1] if self.moves else None
        if last is None or last.kind == "order.action":
            return LossReason(self.order.problem or "")
        return LossReason(how=last.kind, words=last.body.get("reason", ""))

    def waited(self, until: datetime, *, is_open: bool) -> float:
        """Seconds from arrival, all of them or those in which the client could be called."""
        came = self.order.received_at
        if not is_open:
            return until.timestamp() - came.timestamp()
        clock = CallClock(shops.hours_of(self.shop), self.order.zone, came, until + timedelta(days=1))
        return clock.seconds(came.timestamp(), until.timestamp())

    def keys(self, by: str, moment: datetime) -> list[str]:
        """The groups it belongs to."""
        owner = self.agreeing.actor_id if self.agreeing else self.order.responsible_id
        zone = ZoneInfo(self.shop.zone)
        day = moment.astimezone(zone).date()
        return {
            "": [""],
            "day": [f"{day}"],
            "week": [f"{day - timedelta(days=day.weekday())}"],
            "month": [f"{day.replace(day=1)}"],
            "operator": [str(owner or "")],
            "product": self.order.skus or [""],
            "channel": [self.order.channel],
            "hour": [f"{self.order.received_at.astimezone(zone):%H}"],
            "shop": [str(self.shop.pk)],
        }[by]


def stories(of: Sequence[Shop]) -> Iterator[Story]:
    """Every order of the shops."""
    for shop in of:
        for order in Order.objects.filter(shop=shop):
            events = list(Event.objects.filter(order_id=order.pk).order_by("pk"))
            undone = {event.body["event"] for event in events if event.kind == "order.undone"}
            kinds = ("order.action", "order.forced", "order.carried")
            yield Story(order, shop, [event for event in events if event.kind in kinds and event.pk not in undone])


def tallies(of: Sequence[Shop], period: Period, by: str, now: datetime) -> dict[str, Tally]:
    """Key → figures; with `by` empty all orders once, and then with the reasons of refusals."""
    found: defaultdict[str, Tally] = defaultdict(Tally)
    waits: defaultdict[str, tuple[list[float], list[float], Counter[bool]]]
    waits = defaultdict(lambda: ([], [], Counter()))
    for story in stories(of):
        since = day_start(story.shop.zone, period.first)
        until = day_start(story.shop.zone, period.last + timedelta(days=1))
        if since <= story.order.received_at < until:
            for key in story.keys(by, story.order.received_at):
                _add(found[key], story, with_reason=not by)
                _wait(*waits[key], story, now)
        if story.shipping is not None and since <= story.shipping.at < until:
            for key in story.keys(by, story.shipping.at):
                _ship(found[key], story)
    for key, (whole, opened, late) in waits.items():
        found[key].neglected = late[False]
        found[key].reaction, found[key].reaction_open = Reaction.of(whole, late[False]), Reaction.of(opened, late[True])
    return {key: tally for key, tally in found.items() if tally != Tally()}


def _add(tally: Tally, story: Story, *, with_reason: bool) -> None:
    order = story.order
    agreed, lost = story.agreeing is not None, story.is_lost
    is_trash = lost and not agreed and order.problem in TRASH
    tally.orders += 1
    tally.tried += order.first_call_at is not None or order.attempts_total > 0 or story.is_reached
    tally.reached += story.is_reached
    tally.agreed += agreed
    tally.fallen += agreed and lost
    tally.trash += is_trash
    tally.refused += lost and not agreed and not is_trash
    tally.attempts += order.attempts_total
    if lost and not agreed and not is_trash and with_reason:
        tally.reasons[story.reason] += 1
    if agreed:
        tally.agreed_in[order.currency] += 1
        tally.revenue[order.currency] += order.total
        if story.added is not None:
            tally.upsold += 1
            tally.upsold_revenue[order.currency] += story.added


def _wait(whole: list[float], opened: list[float], late: Counter[bool], story: Story, now: datetime) -> None:
    order = story.order
    if order.first_call_at is not None:
        whole.append(story.waited(order.first_call_at, is_open=False))
        opened.append(story.waited(order.first_call_at, is_open=True))
    elif order.status_kind == "open" and order.attempts_total == 0:
        for is_open in (False, True):
            late[is_open] += story.waited(now, is_open=is_open) > BAND


def _ship(tally: Tally, story: Story) -> None:
    if story.is_lost:
        tally.returned += 1
    elif story.is_delivered or story.order.status_kind == "won":
        tally.bought += 1


def comparable(tally: Tally) -> dict[str, Any]:
    """The figures as they are compared: waiting to the thousandth of a second."""
    found = {name: getattr(tally, name) for name in Tally.__dataclass_fields__}
    for name in ("reaction", "reaction_open"):
        one = found[name]
        found[name] = (
            *(value if value is None else round(value, 3) for value in (one.median, one.ninetieth)),
            one.in_time,
        )
    return found
