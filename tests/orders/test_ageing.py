"""Orders nobody reached leave the phone at the shop's midnight; the head archives or revives them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.pipeline.facts import Form
from dozvon.dispatch.actions import take_next
from dozvon.dispatch.queries import tabs
from dozvon.orders.actions import age as ageing
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Refused
from dozvon.orders.models import Order
from dozvon.orders.tasks import age_orders
from dozvon.platform.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db
ARRIVED = datetime(2026, 3, 10, 9, tzinfo=UTC)


def unreached(zone: str = make.MOSCOW, preset: str = "shop") -> Order:
    """Arrived on 10 March at 12:00 of Moscow, called once in vain."""
    order = make.order(make.shop(zone=zone, preset=preset), ARRIVED)
    return make.no_answer(make.actor("Anna"), order, 1, ARRIVED)


def task_of(order: Order) -> str | None:
    return Order.objects.values_list("task_kind", flat=True).get(pk=order.pk)


@pytest.mark.parametrize(
    "zone, midnight",
    [
        ("Europe/Moscow", datetime(2026, 3, 12, 21, tzinfo=UTC)),
        ("Asia/Vladivostok", datetime(2026, 3, 12, 14, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 13, 4, tzinfo=UTC)),
    ],
)
def test_the_third_midnight_of_the_shops_clock_takes_it_off_the_phone(zone: str, midnight: datetime) -> None:
    order = unreached(zone)
    assert ageing.age(order.shop, midnight - timedelta(seconds=1)) == 0
    assert task_of(order) == "call"
    assert ageing.age(order.shop, midnight) == 1
    order.refresh_from_db()
    assert (order.task_kind, order.task_role, order.status, order.version) == ("review", "head", "no_answer", 3)
    assert ageing.age(order.shop, midnight) == 0
    event = Event.objects.get(order_id=order.pk, kind="order.aged")
    assert (event.actor_id, event.body["task"]["label"]["ru"]) == (None, "Решить, что дальше")


def test_it_leaves_the_dialled_tabs_at_the_same_midnight() -> None:
    order, who = unreached(), make.actor()
    midnight = datetime(2026, 3, 12, 21, tzinfo=UTC)

    def tab(now: datetime) -> list[str]:
        return [tab.code for tab in tabs(who, now) if tab.count]

    assert tab(midnight - timedelta(seconds=1)) == ["no_answer_before_yesterday"]
    assert tab(midnight) == ["no_answer_earlier"]
    ageing.age(order.shop, midnight)
    assert tab(midnight) == ["no_answer_earlier"]
    assert take_next(who, midnight + timedelta(days=1)) is None


def test_more_orders_than_one_batch_are_all_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "AT_ONCE", 3)
    shop, anna = make.shop(), make.actor("Anna")
    for _ in range(7):
        make.no_answer(anna, make.order(shop, ARRIVED), 1, ARRIVED)
    assert ageing.age(shop, ARRIVED + timedelta(days=5)) == 7
    assert set(Order.objects.values_list("task_kind", flat=True)) == {"review"}


def test_what_was_reached_or_never_called_or_confirmed_does_not_age() -> None:
    shop, anna = make.shop(), make.actor("Anna")
    fresh, agreed, confirmed = (make.order(shop, ARRIVED) for _ in range(3))
    later = ARRIVED + timedelta(days=1)
    make.act(anna, agreed, "call_later", ARRIVED, call="made", comment="x", call_back_at=later)
    make.act(anna, confirmed, "confirm", ARRIVED, call="made")
    assert ageing.age(shop, ARRIVED + timedelta(days=9)) == 0
    assert [task_of(order) for order in (fresh, agreed, confirmed)] == ["call", "call", "assemble"]


def test_a_client_reached_lately_is_pursued_for_three_days_more() -> None:
    shop, anna = make.shop(), make.actor("Anna")
    order = make.order(shop, ARRIVED)
    reached = ARRIVED + timedelta(days=5)
    make.act(anna, order, "call_later", reached, call="made", comment="x", call_back_at=reached + timedelta(hours=1))
    make.no_answer(anna, order, 1, reached + timedelta(hours=1))
    assert ageing.age(shop, reached + timedelta(days=2)) == 0
    assert ageing.age(shop, reached + timedelta(days=3)) == 1


def test_presets_without_the_rule_do_not_age() -> None:
    shop = make.shop(preset="envy")
    order = make.order(shop, ARRIVED)
    make.act(make.actor(), order, "no_answer", ARRIVED, call="made", choice="busy")
    assert ageing.age(shop, ARRIVED + timedelta(days=30)) == 0


def test_the_clock_ages_every_shop_by_its_own_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    east, west = make.shop("east", zone="Asia/Vladivostok"), make.shop("west", zone="Europe/Moscow")
    orders = [make.no_answer(make.actor(), make.order(shop, ARRIVED), 1, ARRIVED) for shop in (east, west)]
    now = datetime(2026, 3, 12, 15, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    age_orders.func(int(now.timestamp()))
    assert [task_of(order) for order in orders] == ["review", "call"]


NOW = ARRIVED + timedelta(days=4)


@pytest.mark.parametrize("action", ["archive", "revive"])
@pytest.mark.parametrize("role", ["operator", "manager", "secretary", "quality", "warehouse"])
def test_only_the_head_decides(action: str, role: str) -> None:
    order = unreached()
    ageing.age(order.shop, NOW)
    with pytest.raises(Refused) as refusal:
        perform(make.actor(role=role), order.pk, action, Form(), NOW)
    assert refusal.value.refusal.reason == "forbidden"
    assert task_of(order) == "review"


def test_an_archived_order_is_lost_and_closed() -> None:
    order = unreached()
    ageing.age(order.shop, NOW)
    closed = make.act(make.actor(role="head"), order, "archive", NOW)
    closed.refresh_from_db()
    assert (closed.status, closed.status_kind, closed.task_kind, closed.closed_at) == ("archive", "lost", None, NOW)


def test_a_revived_order_starts_afresh_and_is_handed_out_again() -> None:
    order, boris = unreached(), make.actor("Boris")
    ageing.age(order.shop, NOW)
    revived = make.act(make.actor(role="head"), order, "revive", NOW)
    revived.refresh_from_db()
    assert (revived.status, revived.task_kind, revived.task_due_at) == ("new", "call", NOW)
    assert (revived.attempts, revived.attempts_total, revived.responsible) == (0, 1, None)
    handed = take_next(boris, NOW)
    assert handed is not None
    assert (handed.order.pk, handed.reason.queue.code) == (order.pk, "new")
    called = make.no_answer(boris, revived, 1, NOW)
    assert called.responsible_id == boris.user_id
    assert ageing.age(order.shop, NOW + timedelta(days=2)) == 0
    again = take_next(boris, NOW + timedelta(days=1))
    assert again is not None
    assert again.order.pk == order.pk
    assert ageing.age(order.shop, NOW + timedelta(days=3)) == 1
