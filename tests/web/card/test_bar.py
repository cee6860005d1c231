"""The action bar is drawn once for all orders alike, and each order gets its own values in it."""

from __future__ import annotations

import re

from django.test import Client
from django.utils import translation
from markupsafe import Markup

from dozvon.core.pipeline.decide import offered_actions
from dozvon.orders import access, rules
from dozvon.orders.models import Order
from dozvon.web.card import bar
from dozvon.web.card.bar import ActionBar, BarValues
from dozvon.web.card.forms import TypedAction
from dozvon.web.card.panels import ReturnedForm
from tests.web.desk.conftest import Desk

TOKEN = Markup('<input type="hidden" name="csrf" value="a-token">')  # noqa: S704
KEPT = {"from_search": 'Кузнецова <b> "&" \\1'}


def _bar(desk: Desk, order: Order, answered: ReturnedForm | None = None, *, is_mine: bool = True) -> ActionBar:
    actor = desk.people["Olga"]
    found = access.get(actor, order.pk)
    buttons = offered_actions(rules.pipeline_of(found), found.status, actor)
    made = bar.bar_of(found, buttons, KEPT, "UTC+3", answered, is_mine=is_mine)
    assert made is not None
    return made


def test_a_filled_bar_is_what_would_have_been_drawn(desk: Desk, olga: Client) -> None:
    for place, is_mine in enumerate([True, False, True]):
        made = _bar(desk, desk.order(phone=f"+7 912 488-3{place}-07"), is_mine=is_mine)
        drawn = bar._render(made.alike, None, BarValues(made.order_id, made.version, made.once, TOKEN, KEPT))
        assert made.drawn(TOKEN) == drawn
        assert f"/orders/{made.order_id}/actions/no_answer" in drawn


def test_each_order_has_its_own_values_and_no_stand_in_is_left(desk: Desk, olga: Client) -> None:
    first, second = (_bar(desk, desk.order(phone=f"+7 912 488-3{place}-07")) for place in range(2))
    one, other = first.drawn(TOKEN), second.drawn(TOKEN)
    assert set(re.findall(r"/orders/(\d+)/", other)) == {str(second.order_id)}
    assert first.once in one
    assert first.once not in other
    assert second.once in other
    assert other.count(TOKEN) == one.count(TOKEN) > 1
    assert "&lt;b&gt;" in other
    assert "<b>" not in other
    assert bar._SALT not in other
    assert str(bar._ORDER) not in other


def test_it_is_drawn_anew_in_another_language_and_with_another_answer(desk: Desk, olga: Client) -> None:
    order = desk.order()
    with translation.override("en"):
        english = _bar(desk, order).drawn(TOKEN)
    with translation.override("ru"):
        russian = _bar(desk, order).drawn(TOKEN)
        back = ReturnedForm("no_answer", TypedAction(comment="Просил утром"), {"comment": "Мало"})
        returned = _bar(desk, order, back).drawn(TOKEN)
    assert "Comment" in english
    assert "Comment" not in russian
    assert "Комментарий" in russian
    assert "Просил утром" in returned
    assert "Мало" in returned
    assert "Просил утром" not in russian


def test_a_form_asks_for_a_time_once_there_were_enough_calls(desk: Desk, olga: Client) -> None:
    order = desk.order()
    fresh = _bar(desk, order)
    Order.objects.filter(pk=order.pk).update(attempts=40, attempts_total=40)
    tried = _bar(desk, order)
    Order.objects.filter(pk=order.pk).update(attempts=41, attempts_total=41)
    assert tried.alike == _bar(desk, order).alike
    assert tried.drawn(TOKEN).count("data-moment") > fresh.drawn(TOKEN).count("data-moment")
