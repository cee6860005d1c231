"""One action for all chosen orders: what may be done so, what becomes of each, and the pick list."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access, Event
from tests.web.desk.conftest import NOW, Desk
from tests.web.work.conftest import stand
from tests.web.work.test_lists import text

PIECE = {"HX-Request": "true"}


def deeds(page: str) -> list[str]:
    """The actions offered for the chosen."""
    return re.findall(r'name="action"\s+value="(\w+)"', page)


def several(desk: Desk, status: str, count: int = 3) -> list[Order]:
    when = NOW - timedelta(hours=2)
    return [
        stand(desk, status, when, name=f"Client {place}", phone=f"+7 912 488-10-0{place}") for place in range(count)
    ]


def test_only_actions_that_ask_for_nothing_are_offered(
    desk: Desk, store: Client, courier: Client, quality: Client, boss: Client
) -> None:
    for status in ("confirmed", "assembled", "shipped", "delivered"):
        stand(desk, status, phone=f"+7 912 488-31-0{len(status)}")
    late = desk.order(ago=timedelta(days=4), phone="+7 912 488-31-01")
    Order.objects.filter(pk=late.pk).update(status="no_answer", task_kind="review", task_role="head")
    assert deeds(text(store.get("/work/assemble/"))) == ["assemble"]
    assert deeds(text(store.get("/work/ship/"))) == ["ship"]
    assert deeds(text(courier.get("/work/track/"))) == ["deliver", "return"]
    assert deeds(text(boss.get("/work/review/"))) == ["archive", "revive"]
    calls = text(quality.get("/work/quality_call/"))
    assert (deeds(calls), 'name="order"' in calls) == ([], False)


def test_each_is_done_by_itself_and_one_that_is_held_holds_up_nobody(desk: Desk, store: Client) -> None:
    first, held, last = several(desk, "confirmed")
    gone = stand(desk, "assembled", name="Client 9", phone="+7 912 488-10-09")
    claims.claim(desk.people["Boss"], held.pk, NOW)
    sent = {"action": "assemble", "order": [first.pk, held.pk, gone.pk, 999, "x", last.pk]}
    page = text(store.post("/work/assemble/do", sent))
    assert "Done: 2, not done: 3" in page
    for said in ("Boss is working on it", "it is in “Assembled”", "No such order."):
        assert said in page
    statuses = [Order.objects.get(pk=order.pk).status for order in (first, held, last)]
    assert statuses == ["assembled", "confirmed", "assembled"]
    assert Event.objects.filter(order_id=first.pk, kind="order.action", actor_label="Store").count() == 1


def test_a_piece_that_is_sent_again_is_done_once(desk: Desk, boss: Client) -> None:
    order = desk.order(ago=timedelta(days=4))
    Order.objects.filter(pk=order.pk).update(status="no_answer", task_kind="review", task_role="head")
    sent = {"action": "revive", "order": order.pk, "once": "a-key-of-the-page-1"}
    for _ in range(2):
        answer = text(boss.post("/work/review/do", sent, headers=PIECE))
        assert ("data-is-done" in answer, "<html" in answer) == (True, False)
    order.refresh_from_db()
    assert (order.status, order.version) == ("new", 2)


def test_what_needs_fields_or_another_role_is_refused_for_each(desk: Desk, store: Client, boss: Client) -> None:
    order = stand(desk, "confirmed")
    for browser, action, said in (
        (store, "refuse", "Your role does not allow it"),
        (boss, "refuse", "not done: 1"),
        (store, "nonsense", "not done: 1"),
    ):
        assert said in text(browser.post("/work/assemble/do", {"action": action, "order": order.pk}))
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_another_shops_order_is_not_there(desk: Desk, store: Client) -> None:
    theirs = desk.order(desk.shop("shop", "other"))
    answer = text(store.post("/work/assemble/do", {"action": "assemble", "order": theirs.pk}, headers=PIECE))
    assert ("No such order." in answer, "Кузнецова" in answer) == (True, False)
    page = text(store.get("/work/assemble/pick", {"order": theirs.pk}))
    assert ("No orders selected" in page, "Кузнецова" in page) == (True, False)


def test_a_pick_list_says_how_much_of_what_and_where_to(desk: Desk, store: Client) -> None:
    orders = several(desk, "confirmed", 2)
    Order.objects.filter(pk=orders[0].pk).update(address={"city": "Пермь", "street": "Ленина", "house": "5"})
    asked = {"order": [order.pk for order in orders]}
    before = Access.objects.count()
    for page in (text(store.get("/work/assemble/pick", asked)), text(store.post("/work/assemble/pick", asked))):
        assert "<strong>2</strong>" in page
        for said in ("Client 0", "Client 1", "Пермь, Ленина, 5", f"№ {orders[0].number}"):
            assert said in page
    look = Access.objects.order_by("pk")[before]
    assert set(look.client_ids) == {order.client_id for order in orders}
