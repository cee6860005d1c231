"""What is kept ready of orders is what their rows and histories say, whatever is done to them and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.audit.queries import invariants
from dozvon.core.actor import Actor
from dozvon.core.pipeline.decide import offered_actions
from dozvon.orders import rules
from dozvon.orders.actions import undo
from dozvon.orders.actions.assign import assign
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.force import force
from dozvon.orders.actions.perform import perform
from dozvon.orders.actions.place import NewLine
from dozvon.orders.errors import Claimed, Closed, Refused
from dozvon.orders.models import OPEN, Order
from dozvon.reports import access
from dozvon.reports.actions import outcomes
from dozvon.reports.queries.behind import ReportCell, ids_behind
from dozvon.reports.queries.groups import GROUPINGS, Period
from dozvon.reports.queries.outcomes import counting
from dozvon.reports.queries.period import report
from tests import factories as make
from tests.core.pipeline import desk
from tests.reports import plain

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SETTINGS = settings(max_examples=15, suppress_health_check=list(HealthCheck))


def broken() -> list[str]:
    """The invariants that do not hold, asked in the transaction of the test."""
    found = []
    with connection.cursor() as cursor:
        for invariant in invariants():
            cursor.execute(invariant.sql)
            found += [invariant.code for _ in cursor.fetchall()]
    return found


def agree(head: Actor, period: Period, now: datetime) -> None:
    """The report by every grouping is the plain count, and every cell leads to as many orders as it says."""
    outcomes.keep_up()
    of = access.shops_of(head)
    assert not counting(of)
    for by in GROUPINGS:
        found = report(head, period, by, "", now)
        expected = plain.tallies(of, period, by, now)
        assert {group.key: plain.comparable(group.tally) for group in found.groups} == {
            key: plain.comparable(tally) for key, tally in expected.items()
        }
        for group in found.groups:
            for measure in ("orders", "reached", "agreed", "trash", "refused", "fallen", "upsold", "bought"):
                wanted = ReportCell(by, group.key, measure)
                assert len(ids_behind(head, period, wanted, "", now, 1000)) == getattr(group.tally, measure)
    whole = plain.tallies(of, period, "", now)
    assert plain.comparable(found.total) == plain.comparable(whole.get("", found.total))
    for reason, count in found.total.reasons.items():
        assert len(ids_behind(head, period, ReportCell("", "", "refused", reason), "", now, 1000)) == count
    assert broken() == []


class Play:
    """Some days of a desk: whatever is drawn happens to orders of two shops."""

    def __init__(self, draw: st.DataObject) -> None:
        self.draw, self.now = draw.draw, NOW
        self.shops = [
            make.shop(),
            make.shop("days", zone="Asia/Omsk", week="mon-sat 09:00-18:00", window="09:00-21:00"),
        ]
        self.head = make.actor(role="head")
        self.people = [self.head, make.actor(role="manager"), make.actor(role="manager")]

    def arrive(self) -> None:
        """An order, now or late: an import of what came days ago."""
        came = self.now - timedelta(minutes=self.draw(st.sampled_from([0, 7, 600, 5000])))
        skus = self.draw(st.lists(st.sampled_from(["kettle", "cup", "spoon"]), unique=True, max_size=2))
        lines = [{"sku": sku, "name": sku, "quantity": 1, "price": "100.00"} for sku in skus]
        channel = self.draw(st.sampled_from(["site", "phone"]))
        make.order(self.draw(st.sampled_from(self.shops)), came, channel=channel, lines=lines)

    def drawn(self) -> Order | None:
        """Some order."""
        orders = list(Order.objects.select_related("shop", "client").order_by("pk"))
        return self.draw(st.sampled_from(orders)) if orders else None

    def act(self) -> None:
        """An action that its form allows, perhaps taken back."""
        order, by = self.drawn(), self.draw(st.sampled_from(self.people))
        pipeline = rules.pipeline_of(order) if order else None
        buttons = offered_actions(pipeline, order.status, by) if order and pipeline else []
        if order is None or pipeline is None or not buttons:
            return
        button = self.draw(st.sampled_from(buttons))
        form = self.draw(desk.accepted_forms(pipeline, button, rules.facts_of(order), self.now))
        perform(by, order.pk, button.code, form, self.now)
        if self.draw(st.booleans()):
            undo.undo(by, order.pk, self.now + timedelta(seconds=3))

    def move(self) -> None:
        """A forced move."""
        order = self.drawn()
        if order is not None:
            force(self.head, order.pk, self.draw(desk.moves(desk.PRESETS["shop"], self.now)), self.now)

    def fill_in(self) -> None:
        """A line is added, or the order given to somebody."""
        order, by = self.drawn(), self.draw(st.sampled_from(self.people))
        if order is None or order.status_kind != OPEN:
            return
        lines = [NewLine("kettle", "kettle", 1, Decimal(100)), NewLine("cup", "cup", 2, Decimal(30), role="secondary")]
        edit(by, order.pk, Changes(lines=lines[: self.draw(st.integers(1, 2))]), self.now)
        assign(self.head, order.pk, by.name, self.now)

    def step(self) -> None:
        """One thing happens, or is refused (who took an action back has the order in hand), or the log is followed."""
        self.now += timedelta(minutes=self.draw(st.integers(0, 900)))
        doing = (self.arrive, self.act, self.act, self.act, self.move, self.fill_in, outcomes.keep_up)
        with transaction.atomic():
            try:
                with transaction.atomic():
                    self.draw(st.sampled_from(doing))()
            except (Refused, Closed, Claimed):
                return


@SETTINGS
@given(draw=st.data())
def test_a_report_is_the_plain_count_of_what_happened(draw: st.DataObject) -> None:
    with transaction.atomic():
        play = Play(draw)
        play.arrive()
        for _ in range(draw.draw(st.integers(1, 14))):
            play.step()
        first, last = sorted(draw.draw(st.tuples(*[st.integers(-5, 9)] * 2)))
        agree(play.head, Period((NOW + timedelta(days=first)).date(), (NOW + timedelta(days=last)).date()), play.now)
        transaction.set_rollback(True)
