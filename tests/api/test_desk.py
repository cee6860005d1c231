"""The desk over HTTP: how full the tabs are, and which order is the next and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.orders.models import Order
from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def anna() -> User:
    return make.user("Anna", language="en")


@pytest.fixture
def api(anna: User) -> make.Api:
    return make.Api(anna)


def midday(monkeypatch: pytest.MonkeyPatch, day: int = 10) -> datetime:
    """The clock stands at noon in Moscow, far from any midnight."""
    now = datetime(2026, 3, day, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


def test_the_tabs_stand_in_their_order_with_counts(api: make.Api, shop: Shop) -> None:
    worker = make.actor("Vera")
    make.order(shop)
    make.no_answer(worker, make.order(shop))
    make.no_answer(worker, make.order(shop), 4)
    tabs = api.get("/desk/queues")
    assert [(tab["code"], tab["count"]) for tab in tabs] == [
        ("new", 1),
        ("quick_callback", 1),
        ("in_progress", 0),
        ("no_answer_today", 1),
        ("no_answer_yesterday", 0),
        ("no_answer_before_yesterday", 0),
        ("no_answer_earlier", 0),
    ]
    assert [tab["dialled"] for tab in tabs] == [True] * 6 + [False]
    assert tabs[0]["title"] == "New"


def test_the_next_order_follows_the_stated_priority(monkeypatch: pytest.MonkeyPatch, api: make.Api, shop: Shop) -> None:
    """Due call-backs, then new, then quick redials, then no-answers of today, yesterday and the day before."""
    now = midday(monkeypatch)
    vera = make.actor("Vera")
    waiting = {name: make.order(shop, now - timedelta(hours=2)) for name in ("in_progress", "new", "quick", "today")}
    waiting["yesterday"] = make.order(shop, now - timedelta(days=1))
    waiting["before"] = make.order(shop, now - timedelta(days=2))
    earlier = make.order(shop, now - timedelta(days=3))
    past = now - timedelta(hours=2)
    make.act(
        vera,
        waiting["in_progress"],
        "call_later",
        past,
        call="made",
        comment="after lunch",
        call_back_at=past + timedelta(minutes=115),
    )
    make.no_answer(vera, waiting["quick"], 1, past)
    make.no_answer(vera, waiting["today"], 4, past)
    for order in (waiting["yesterday"], waiting["before"], earlier):
        make.no_answer(vera, order, 1, past)
    answers = [api.post("/desk/next") for _ in waiting]
    assert [answer["order"]["id"] for answer in answers] == [order.pk for order in waiting.values()]
    assert answers[0]["reason"] == "In progress: due 5 min ago"
    assert answers[1]["reason"] == "New: waiting 2 h"
    assert all(answer["order"]["claimed_by"] == "Anna" for answer in answers)
    assert api.call("POST", "/desk/next").status_code == 204


def test_new_orders_are_handed_out_oldest_first_and_redials_by_due_time(api: make.Api, shop: Shop) -> None:
    now = datetime.now(UTC)
    young, old = make.order(shop, now - timedelta(seconds=5)), make.order(shop, now - timedelta(seconds=9))
    assert [api.post("/desk/next")["order"]["id"] for _ in range(2)] == [old.pk, young.pk]
    vera = make.actor("Vera")
    first, second = make.order(shop), make.order(shop)
    for number, order in ((1, second), (2, first)):
        make.no_answer(vera, order)
        Order.objects.filter(pk=order.pk).update(task_due_at=now - timedelta(minutes=number))
    body = {"queue": "quick_callback"}
    assert [api.post("/desk/next", body)["order"]["id"] for _ in range(2)] == [first.pk, second.pk]


def test_one_queue_may_be_asked_for(api: make.Api, shop: Shop) -> None:
    make.order(shop)
    assert api.call("POST", "/desk/next", {"queue": "in_progress"}).status_code == 204
    assert api.post("/desk/next", {"queue": "new"})["order"]["queue"] == "new"
    assert make.fields(api.refused("POST", "/desk/next", {"queue": "nowhere"})) == {"queue": "unknown_queue"}


def test_a_queue_that_is_not_dialled_hands_out_nothing(api: make.Api, shop: Shop) -> None:
    order = make.no_answer(make.actor("Vera"), make.order(shop))
    make.age(order, timedelta(days=5))
    assert api.get("/orders?queue=no_answer_earlier")["items"][0]["id"] == order.pk
    assert api.call("POST", "/desk/next", {"queue": "no_answer_earlier"}).status_code == 204
    assert api.call("POST", "/desk/next").status_code == 204


def test_what_is_not_due_or_is_anothers_is_not_handed_out_as_new(api: make.Api, shop: Shop, anna: User) -> None:
    not_due, taken = make.order(shop), make.order(shop)
    Order.objects.filter(pk=not_due.pk).update(task_due_at=datetime.now(UTC) + timedelta(minutes=1))
    Order.objects.filter(pk=taken.pk).update(responsible_id=make.user().pk)
    assert api.call("POST", "/desk/next").status_code == 204
    Order.objects.filter(pk=taken.pk).update(responsible_id=anna.pk)
    assert api.post("/desk/next")["order"]["id"] == taken.pk


def test_clients_who_may_not_be_called_at_this_hour_wait(monkeypatch: pytest.MonkeyPatch, api: make.Api) -> None:
    """It is each client's own clock that counts."""
    now = midday(monkeypatch)
    shop = make.shop("day", week=make.ALL_DAY, window="09:00-21:00")
    far = make.order(shop, now - timedelta(days=1), client={"phone": make.phone(), "city": "Владивосток"})
    near = make.order(shop, now - timedelta(hours=1), client={"phone": make.phone(), "city": "Москва"})
    late = now.replace(hour=12)  # 15:00 in Moscow, 22:00 in Vladivostok
    Order.objects.update(task_due_at=now - timedelta(hours=1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert api.post("/desk/next")["order"]["id"] == near.pk
    assert api.call("POST", "/desk/next").status_code == 204
    morning = now.replace(hour=1)  # 04:00 in Moscow, 11:00 in Vladivostok
    Order.objects.update(task_due_at=morning, claimed_by=None, claimed_until=None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: morning)
    assert api.post("/desk/next")["order"]["id"] == far.pk


def test_only_known_products_are_counted_listed_and_handed_out(shop: Shop) -> None:
    novice = make.Api(make.user(knows=["kettle"]))
    line = {"sku": "lathe", "quantity": 1, "price": 5}
    make.order(shop, lines=[line])
    make.order(shop, lines=[line, {"sku": "kettle", "quantity": 1, "price": 5}])
    assert novice.get("/desk/queues")[0]["count"] == 0
    assert novice.get("/orders?queue=new")["items"] == []
    assert novice.call("POST", "/desk/next").status_code == 204
    known = make.order(shop, lines=[line | {"role": "secondary"}, {"sku": "kettle", "quantity": 1, "price": 5}])
    assert novice.get("/desk/queues")[0]["count"] == 1
    assert novice.post("/desk/next")["order"]["id"] == known.pk


def test_an_order_in_somebodys_hands_is_not_handed_out_until_the_claim_ends(api: make.Api, shop: Shop) -> None:
    order, boris = make.order(shop), make.Api(make.user("Boris"))
    api.post(f"/orders/{order.pk}/claim")
    assert boris.call("POST", "/desk/next").status_code == 204
    Order.objects.filter(pk=order.pk).update(claimed_until=datetime.now(UTC))
    assert boris.post("/desk/next")["order"]["claimed_by"] == "Boris"


@pytest.mark.parametrize(("role", "handed"), [("warehouse", False), ("courier", False), ("secretary", True)])
def test_only_who_can_act_on_an_order_is_handed_it(shop: Shop, role: str, handed: bool) -> None:
    order = make.order(shop)
    answer = make.Api(make.user(role, role=role)).call("POST", "/desk/next")
    assert answer.status_code == (200 if handed else 204)
    assert (Order.objects.get(pk=order.pk).claimed_by_id is not None) is handed


def test_of_two_shops_the_one_whose_order_waits_longest_comes_first(api: make.Api, shop: Shop) -> None:
    now = datetime.now(UTC)
    other = make.shop("another")
    made = [make.order(one, now - timedelta(seconds=age)) for one, age in ((shop, 10), (other, 20), (shop, 30))]
    assert [api.post("/desk/next")["order"]["id"] for _ in made] == [order.pk for order in made[::-1]]


@pytest.mark.parametrize(("own", "asked", "title"), [("ru", "", "Новый"), ("ru", "en", "New"), ("en", "ru", "Новый")])
def test_tabs_reasons_and_explanations_speak_what_the_caller_asks_for_else_the_users_own(
    shop: Shop, own: str, asked: str, title: str
) -> None:
    order, api = make.order(shop), make.Api(make.user(language=own))
    headers = {"Accept-Language": asked}
    tabs = api.call("GET", "/desk/queues", **headers)
    assert tabs.headers["Content-Language"] == (asked or own)
    assert tabs.json()[0]["title"] == title
    assert title in api.call("GET", f"/orders/{order.pk}/why", **headers).json()["reasons"][0]
    assert api.call("POST", "/desk/next", **headers).json()["reason"].startswith(title)


@pytest.mark.parametrize("body", [b"[]", b"5", b'{"queue": 5}', b"{", b'"new"', b'{"que": "new"}'])
def test_a_wrong_body_is_refused_and_nothing_is_claimed(api: make.Api, shop: Shop, body: bytes) -> None:
    order = make.order(shop)
    assert api.refused("POST", "/desk/next", body)["status"] in (400, 422)
    assert Order.objects.get(pk=order.pk).claimed_by is None


def test_without_shops_there_is_nothing_to_do() -> None:
    api = make.Api(make.user())
    assert api.get("/desk/queues") == []
    assert api.call("POST", "/desk/next").status_code == 204
    assert make.fields(api.refused("GET", "/orders?queue=new")) == {"queue": "unknown_queue"}
