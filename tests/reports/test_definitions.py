"""Every figure by its definition (the call centre's own words), on one day of which each number is known by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dozvon.core.actor import Actor
from dozvon.core.figures import Share
from dozvon.core.pipeline.force import ForcedMove
from dozvon.core.tally import LossReason, Tally
from dozvon.orders.actions import undo
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.force import force
from dozvon.orders.actions.place import NewLine
from dozvon.orders.models import Order
from dozvon.reports.actions import outcomes
from dozvon.reports.queries.groups import Period
from dozvon.reports.queries.period import report
from dozvon.shops.models import Shop
from dozvon.web.control.columns import COLUMNS
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 9, tzinfo=UTC)
"""Of the shop's clock."""


def at(**later: float) -> datetime:
    """A moment after NOON."""
    return NOON + timedelta(**later)


def sold(shop: Shop, olga: Actor, came: datetime, called: datetime) -> Order:
    """Agreed to at the first call and shipped two days later."""
    order, head = make.order(shop, came), make.actor(role="head")
    make.act(olga, order, "confirm", called, call="made")
    make.act(head, order, "assemble", at(days=1))
    return make.act(head, order, "ship", at(days=2))


@pytest.fixture
def whole() -> Tally:
    """Ten orders of 10 March 2026 in a shop open from 9 to 18, as they stand a week later."""
    shop = make.shop(week="mon-sun 09:00-18:00", window="09:00-21:00")
    olga, head = make.actor("Olga"), make.actor(role="head")
    night = datetime(2026, 3, 9, 22, tzinfo=UTC)
    delivered, returned = sold(shop, olga, at(), at(minutes=2)), sold(shop, olga, night, at(hours=-3, minutes=4))
    sold(shop, olga, at(), at(minutes=10))
    kettle = make.order(shop, at())
    lines = [NewLine("kettle", "", 1, Decimal(1990)), NewLine("cup", "", 1, Decimal(10))]
    edit(olga, kettle.pk, Changes(lines=lines), at())
    make.act(olga, kettle, "confirm", at(minutes=1), call="made")
    make.act(olga, kettle, "refuse", at(hours=1), call="made", problem="changed_mind", comment="no")
    refused, forced, spam, busy, taken_back = (make.order(shop, at()) for _ in range(5))
    make.act(olga, refused, "refuse", at(minutes=30), call="made", problem="expensive", comment="no")
    make.act(olga, forced, "no_answer", at(minutes=40), call="made", problem="busy")
    force(head, forced.pk, ForcedMove("refused", "no courier"), at(hours=1))
    make.act(olga, spam, "invalid", at(minutes=3), call="not_made", choice="spam")
    make.no_answer(olga, busy, 2, at(minutes=5))
    make.act(olga, taken_back, "confirm", at(minutes=1), call="made")
    undo.undo(olga, taken_back.pk, at(minutes=1, seconds=5))
    make.order(shop, at())
    make.act(head, delivered, "deliver", at(days=4))
    make.act(head, returned, "return", at(days=5))
    outcomes.keep_up()
    day = date(2026, 3, 10)
    found = report(head, Period(day, day), "day", "", at(days=7)).total
    shipped = report(head, Period(day, day + timedelta(days=2)), "day", "", at(days=7))
    found.bought, found.returned = shipped.total.bought, shipped.total.returned
    assert [group.key for group in shipped.groups if group.tally.bought] == ["2026-03-12"]
    return found


EXPECTED = {
    "orders": 10,
    # Talked to: three sold, the one that fell, the one refused; called: these, the forced one and the busy one.
    "contact": Share(5, 7),
    "approval": Share(4, 10),
    "clean": Share(4, 9),
    "trash": Share(1, 10),
    "refusal": Share(2, 9),
    "fallen": 2,
    "buyout": Share(1, 2),
    "attempts": 3 / 10,
    "uncalled": 2,
    # In calling hours 1, 2, 4, 5, 10, 30 and 40 minutes; by the calendar the 4 are 8 hours of the night more.
    "median": 300,
    "ninetieth": 2400,
    "in_time": Share(4, 9),
    "median_calendar": 600,
    "ninetieth_calendar": 8 * 3600 + 240,
    "in_time_calendar": Share(3, 9),
    "check": {"RUB": Decimal(1990 * 3 + 2000) / 4},
    "upsell": Share(1, 4),
    "upsell_sum": {"RUB": Decimal(10)},
}


def test_every_figure_is_what_its_definition_says(whole: Tally) -> None:
    assert {column.code: column.value(whole) for column in COLUMNS} == EXPECTED
    assert whole.reasons == {LossReason("expensive"): 1, LossReason(how="order.forced", words="no courier"): 1}
