"""Reports of a period: groups add up, cells lead to their orders, files hold the same figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.core.actor import Actor
from dozvon.core.figures import Share
from dozvon.core.tally import LossReason
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.place import NewLine
from dozvon.reports.actions import outcomes
from dozvon.reports.queries import period as reports
from dozvon.reports.queries.behind import ReportCell, ids_behind
from dozvon.reports.queries.groups import GROUPINGS, BadPeriod, Period
from dozvon.reports.queries.period import Report
from dozvon.shops.models import Shop
from tests import factories as make

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEEK = Period(date(2026, 11, 18), date(2026, 11, 24))

pytestmark = pytest.mark.django_db


def report(head: Actor, period: Period, by: str, code: str, now: datetime) -> Report:
    """The report of what is true now."""
    outcomes.keep_up()
    return reports.report(head, period, by, code, now)


def ago(**span: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(**span)


@pytest.fixture
def shop() -> Shop:
    """A shop in Moscow, always open."""
    return make.shop()


@pytest.fixture
def head(shop: Shop) -> Actor:
    """Its head."""
    return make.actor(role="head", shop_ids=[shop.pk])


@pytest.fixture
def sold(shop: Shop) -> dict[str, int]:
    """Orders by what became of them."""
    olga, irina = make.actor("Olga"), make.actor("Irina")
    lines = [{"sku": sku, "name": sku, "quantity": 1, "price": "1000.00"} for sku in ("kettle", "cup")]
    agreed = make.order(shop, ago(hours=5), channel="widget", lines=lines)
    make.act(olga, agreed, "no_answer", ago(hours=4.9), call="made", problem="busy")
    edit(
        irina,
        agreed.pk,
        Changes(
            lines=[
                NewLine("kettle", "kettle", 1, Decimal(1000)),
                NewLine("cup", "cup", 1, Decimal(1000)),
                NewLine("spoon", "spoon", 1, Decimal(300), role="secondary"),
            ]
        ),
        ago(hours=4),
    )
    make.act(irina, agreed, "confirm", ago(hours=4), call="made")
    fallen = make.order(shop, ago(days=1))
    make.act(olga, fallen, "confirm", ago(hours=23), call="made")
    make.act(olga, fallen, "refuse", ago(hours=22), call="made", problem="changed_mind", comment="передумал")
    refused = make.order(shop, ago(days=2))
    make.act(olga, refused, "refuse", ago(hours=47), call="made", problem="expensive", comment="дорого")
    trash = make.order(shop, ago(days=2))
    make.act(olga, trash, "invalid", ago(hours=47), call="not_made", choice="spam")
    waiting = make.order(shop, ago(minutes=30))
    make.order(shop, ago(days=9))
    make.order(make.shop("second"), ago(hours=1))
    return {"agreed": agreed.pk, "fallen": fallen.pk, "refused": refused.pk, "trash": trash.pk, "waiting": waiting.pk}


def test_what_became_of_the_orders_of_a_period(sold: dict[str, int], head: Actor) -> None:
    total = report(head, WEEK, "day", "", NOW).total
    assert (total.orders, total.agreed, total.trash, total.refused, total.fallen) == (5, 2, 1, 1, 1)
    assert total.contact_rate == Share(3, 3)
    assert total.clean_approval == Share(2, 4)
    assert total.reasons == {LossReason("expensive"): 1}
    assert total.upsell == Share(1, 2)
    assert total.upsold_revenue == {"RUB": Decimal(300)}
    assert total.average_check() == {"RUB": (Decimal(2300) + Decimal(1990)) / 2}
    assert total.reaction.in_time.whole == 4


@pytest.mark.parametrize("by", [group for group in GROUPINGS if group != "product"])
def test_groups_add_up_to_the_whole(sold: dict[str, int], head: Actor, by: str) -> None:
    found = report(head, WEEK, by, "", NOW)
    assert sum(group.tally.orders for group in found.groups) == found.total.orders
    assert sum(group.tally.agreed for group in found.groups) == found.total.agreed


def test_an_order_belongs_to_who_made_the_client_agree(sold: dict[str, int], head: Actor) -> None:
    groups = {group.title: group.tally for group in report(head, WEEK, "operator", "", NOW).groups}
    assert {name: tally.orders for name, tally in groups.items()} == {"Irina": 1, "Olga": 3, "": 1}


def test_an_order_counts_in_each_of_its_products(sold: dict[str, int], head: Actor) -> None:
    groups = {group.title: group.tally.orders for group in report(head, WEEK, "product", "", NOW).groups}
    assert groups == {"kettle": 5, "cup": 1}


def test_a_product_of_the_catalogue_is_called_by_its_name_too(sold: dict[str, int], head: Actor, shop: Shop) -> None:
    offer([Product(shop=shop, sku="kettle", name="Blue kettle", price=Decimal(900))])
    titles = {group.key: group.title for group in report(head, WEEK, "product", "", NOW).groups}
    assert titles == {"kettle": "kettle · Blue kettle", "cup": "cup"}


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_cell_leads_to_as_many_orders_as_it_says(sold: dict[str, int], head: Actor, by: str) -> None:
    counts = {"orders": "orders", "reached": "reached", "agreed": "agreed", "trash": "trash", "refused": "refused"}
    for group in report(head, WEEK, by, "", NOW).groups:
        for measure, name in (counts | {"fallen": "fallen", "upsold": "upsold"}).items():
            behind = ids_behind(head, WEEK, ReportCell(by, group.key, measure), "", NOW, 100)
            assert len(behind) == getattr(group.tally, name)


def test_a_cell_leads_to_its_orders(sold: dict[str, int], head: Actor) -> None:
    outcomes.keep_up()
    assert ids_behind(head, WEEK, ReportCell("", "", "upsold"), "", NOW, 100) == [sold["agreed"]]
    assert ids_behind(head, WEEK, ReportCell("", "", "refused", LossReason("expensive")), "", NOW, 100) == [
        sold["refused"]
    ]
    assert ids_behind(head, WEEK, ReportCell("", "", "refused", LossReason("delivery")), "", NOW, 100) == []


def test_a_day_is_the_shops_own(shop: Shop, head: Actor) -> None:
    make.order(shop, datetime(2026, 11, 22, 20, 59, tzinfo=UTC))
    make.order(shop, datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    groups = report(head, WEEK, "day", "", NOW).groups
    assert [(group.key, group.tally.orders) for group in groups] == [("2026-11-22", 1), ("2026-11-23", 1)]


@pytest.mark.parametrize("days", [-1, 366])
def test_a_period_ends_after_it_begins_and_within_a_year(days: int) -> None:
    with pytest.raises(BadPeriod):
        Period(WEEK.first, WEEK.first + timedelta(days=days))
