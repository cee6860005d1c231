"""The head's forms on the card: only for who may, every answer where it belongs, and all of it without a script."""

from __future__ import annotations

import pytest
from django.test import Client

from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from tests.web.desk.conftest import NOW, Desk


@pytest.fixture
def vera(desk: Desk) -> Client:
    """The browser of the head of the shop."""
    desk.person("Vera", "head", shop=desk.shop())
    return desk.browser("Vera")


def test_an_operator_is_not_offered_the_heads_forms_nor_served_them(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert b"/lead" not in olga.get(f"/orders/{order.pk}/").content
    assert olga.get(f"/orders/{order.pk}/lead").status_code == 403
    for path in ("force", "responsible"):
        assert olga.post(f"/orders/{order.pk}/{path}").status_code == 403


def test_the_head_moves_an_order_and_reads_the_reason_in_its_history(desk: Desk, vera: Client) -> None:
    order = desk.order()
    page = vera.get(f"/orders/{order.pk}/")
    assert f"/orders/{order.pk}/lead?from_tab=new" in page.content.decode()
    sent = {"status": "in_progress", "task": "call", "due_at": "2026-11-24T15:00", "reason": "Promised on the phone"}
    done = vera.post(f"/orders/{order.pk}/force", {**sent, "version": order.version, "from_tab": "new"}, follow=True)
    assert done.redirect_chain == [(f"/orders/{order.pk}/?from_tab=new&done={order.pk}", 303)]
    text = done.content.decode()
    assert "Moved by the head of sales: New → In progress" in text
    assert "Promised on the phone" in text
    moved = Order.objects.get(pk=order.pk)
    assert (moved.task_kind, moved.task_due_at) == ("call", NOW.replace(hour=12))


def test_a_refused_move_keeps_what_was_typed(desk: Desk, vera: Client) -> None:
    order = desk.order()
    vera.get(f"/orders/{order.pk}/")
    sent = {"status": "archive", "task": "call", "due_at": "soon", "reason": "Kept words"}
    first = vera.post(f"/orders/{order.pk}/force", sent, headers={"HX-Request": "true"})
    assert (first.status_code, first["HX-Retarget"]) == (422, "#lead")
    assert "Kept words" in first.content.decode()
    second = vera.post(f"/orders/{order.pk}/force", {**sent, "due_at": ""})
    assert second.status_code == 422
    assert "A closed order has no next task" in second.content.decode()
    assert Order.objects.get(pk=order.pk).status == "new"


def test_an_order_in_somebodys_hands_is_given_back_first(desk: Desk, vera: Client, olga: Client) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW)
    assert "Give it back for them" in vera.get(f"/orders/{order.pk}/lead").content.decode()
    refused = vera.post(f"/orders/{order.pk}/force", {"status": "archive", "reason": "x"})
    assert refused.status_code == 409
    assert "Give it back first" in refused.content.decode()
    vera.post(f"/orders/{order.pk}/release")
    assert vera.post(f"/orders/{order.pk}/force", {"status": "archive", "reason": "x"}).status_code == 303


def test_the_head_names_who_is_responsible(desk: Desk, vera: Client, olga: Client) -> None:
    order = desk.order()
    assert vera.post(f"/orders/{order.pk}/responsible", {"user": "Olga"}).status_code == 303
    assert Event.objects.filter(order_id=order.pk).latest("id").body["responsible"] == "Olga"
    assert "Responsible: Olga" in vera.get(f"/orders/{order.pk}/").content.decode()
    assert vera.post(f"/orders/{order.pk}/responsible", {"user": "Nobody known"}).status_code == 422
    assert vera.post(f"/orders/{order.pk}/responsible", {"user": ""}).status_code == 303
    assert Order.objects.get(pk=order.pk).responsible_id is None


def test_strangers_find_no_such_order(desk: Desk, stranger: Client, vera: Client) -> None:
    desk.person("Gleb", "head", shop=desk.shop("envy"))
    order = desk.order()
    assert desk.browser("Gleb").get(f"/orders/{order.pk}/lead").status_code == 404
    assert desk.browser("Gleb").post(f"/orders/{order.pk}/force", {"status": "archive"}).status_code == 404
