"""My day: whose tasks stand in it, and moving one to another hour."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk

TODAY, TOMORROW = "2026-11-24", "2026-11-25"


def promised(desk: Desk, who: str, hours: float, **client: str) -> Order:
    """An order that the person put off by so many hours."""
    order = desk.order(**client)
    later = NOW + timedelta(hours=hours)
    return perform(desk.people[who], order.pk, "call_later", Form("made", None, "x", later), NOW)


def page(browser: Client, on: str = TODAY) -> str:
    """The day as it is sent."""
    return browser.get("/day/", {"on": on}).content.decode()


def hour(text: str, title: str) -> str:
    """What stands in that hour."""
    return text.split(f'aria-label="{title}"')[1].split("</section>")[0]


def test_ones_own_tasks_stand_in_their_hours_by_both_clocks(desk: Desk, olga: Client, irina: Client) -> None:
    promised(desk, "Olga", 3.5, name="Анна", city="Пермь")
    text = page(olga)
    assert "<strong>15:30</strong> Анна" in hour(text, "15:00")
    assert "17:30" in hour(text, "15:00")
    assert "Анна" not in page(irina)
    assert "Анна" not in page(olga, TOMORROW)


def test_what_is_left_to_a_role_stands_in_the_day_of_that_role(desk: Desk, olga: Client) -> None:
    order = desk.order(name="Анна", ago=timedelta(hours=2))
    perform(desk.people["Olga"], order.pk, "confirm", Form("made"), NOW - timedelta(hours=1))
    desk.person("Store", "warehouse", shop=desk.shop())
    assert "Анна" in hour(page(desk.browser("Store")), "Overdue")
    assert "Анна" not in page(olga)


def test_a_task_is_dropped_on_another_hour(desk: Desk, olga: Client) -> None:
    order = promised(desk, "Olga", 1, name="Анна")
    sent = {"due_at": f"{TODAY}T16:00+03:00", "version": str(order.version), "on": TODAY}
    answer = olga.post(f"/orders/{order.pk}/reschedule", sent)
    assert answer.status_code == 303
    assert "Анна: moved to 16:00." in olga.get(answer["Location"]).content.decode()
    order.refresh_from_db()
    assert order.task_due_at == NOW + timedelta(hours=4)


def test_a_task_is_moved_by_words_and_a_night_moves_on(desk: Desk, olga: Client) -> None:
    order = promised(desk, "Olga", 1, name="Анна")
    answer = olga.post(f"/orders/{order.pk}/reschedule", {"words": "завтра 23:30", "on": TODAY})
    assert answer.status_code == 303
    order.refresh_from_db()
    assert order.task_due_at is not None
    assert order.task_due_at > NOW + timedelta(days=1, hours=12)


def test_what_cannot_be_is_said_and_nothing_changes(desk: Desk, olga: Client, irina: Client, stranger: Client) -> None:
    order = promised(desk, "Olga", 1)
    due = order.task_due_at
    for sent, status in (({"words": "abc"}, 422), ({"due_at": ""}, 422), ({"due_at": f"{TODAY}T10:00+03:00"}, 422)):
        assert olga.post(f"/orders/{order.pk}/reschedule", sent).status_code == status
    assert olga.post(f"/orders/{order.pk}/reschedule", {"words": "in 3 hours", "version": "1"}).status_code == 409
    irina.get(f"/orders/{order.pk}/")
    held = olga.post(f"/orders/{order.pk}/reschedule", {"words": "in 3 hours"})
    assert (held.status_code, b"Irina is working on this order" in held.content) == (409, True)
    assert stranger.post(f"/orders/{order.pk}/reschedule", {"words": "in 3 hours"}).status_code == 404
    order.refresh_from_db()
    assert order.task_due_at == due


def test_a_day_costs_the_same_for_many_tasks(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promised(desk, "Olga", 1)
    page(olga)
    with django_assert_num_queries(4):
        page(olga)
    for place in range(5):
        promised(desk, "Olga", place + 1, name=f"Client {place}", phone=f"+7 912 488-10-0{place}")
    with django_assert_num_queries(4):
        page(olga)


def bars(browser: Client) -> list[tuple[str, str]]:
    """Title and count of each bar that has any."""
    page = browser.get("/day/bars").content.decode()
    found = re.findall(r"dz-day-bar[^>]*>\s*<span>(.*?)</span>.*?<span>(.*?)</span>", page, re.S)
    return [(title, count) for title, count in found if count]


def test_the_rest_of_the_day_stands_small_in_the_rail(
    desk: Desk, olga: Client, irina: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place, hours in enumerate((0.2, 3.2, 3.5, 30)):
        promised(desk, "Olga", hours, name=f"Client {place}", phone=f"+7 912 488-10-0{place}")
    late = promised(desk, "Olga", 1)
    Order.objects.filter(pk=late.pk).update(task_due_at=NOW - timedelta(minutes=5))
    assert bars(olga) == [("Overdue", "1"), ("12:00", "1"), ("15:00", "2")]
    assert bars(irina) == []
    assert 'data-day-bars="/day/bars"' in olga.get("/desk/new/").content.decode()
    with django_assert_num_queries(3):
        olga.get("/day/bars")


def test_a_courier_has_what_the_manager_tracks_in_the_day_too(desk: Desk) -> None:
    desk.person("Boss", "head", shop=desk.shop())
    order = desk.order(name="Анна", ago=timedelta(days=2))
    for action in ("confirm", "assemble", "ship"):
        form = Form("made") if action == "confirm" else Form()
        perform(desk.people["Boss"], order.pk, action, form, NOW - timedelta(days=1))
    desk.person("Courier", "courier", shop=desk.shop())
    assert "Анна" in page(desk.browser("Courier"))
