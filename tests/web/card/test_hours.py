"""Choosing a time: words, shortcuts, the grid of hours and its load."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.core.moments import read
from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk

TODAY, TOMORROW = "2026-11-24", "2026-11-25"


def act(browser: Client, order: Order, code: str, **form: str) -> Any:
    """Sends the form of an action and reads the order anew."""
    answer = browser.post(f"/orders/{order.pk}/actions/{code}", form)
    order.refresh_from_db()
    return answer


def grid(browser: Client, order: Order, **asked: str) -> str:
    """The grid as it is sent."""
    return browser.get(f"/orders/{order.pk}/hours", asked).content.decode()


def cell(page: str, wall: str) -> str:
    """The button of the hour, from its moment to its end."""
    return page.split("<tbody>")[1].split(f'data-wall="{wall}"')[1].split("</button>")[0]


def test_words_are_read_when_the_form_is_sent(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    act(olga, order, "call_later", comment="after lunch", **{"call_back_at.words": "завтра 12 у клиента"})
    assert order.status == "in_progress"
    assert order.task_due_at is not None
    assert order.task_due_at.isoformat() == f"{TOMORROW}T07:00:00+00:00"


def test_words_count_where_the_minute_field_says_otherwise(desk: Desk, olga: Client) -> None:
    order = desk.order()
    words = {"call_back_at.words": "in an hour"}
    act(olga, order, "call_later", comment="x", call_back_at=f"{TOMORROW}T15:00", **words)
    assert order.task_due_at == NOW + timedelta(hours=1)


def test_words_that_mean_nothing_are_kept_and_answered_with_examples(desk: Desk, olga: Client) -> None:
    order = desk.order()
    answer = act(olga, order, "call_later", comment="x", **{"call_back_at.words": "when free"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“when” is not understood." in page
    assert "tomorrow 10, in an hour, on friday 15:30, 25.12 14:00" in page
    assert 'value="when free"' in page
    assert order.status == "new"


def test_a_shortcut_is_a_whole_answer(desk: Desk, olga: Client) -> None:
    order = desk.order()
    act(olga, order, "call_later", shortcut="2")
    assert (order.status, order.problem) == ("in_progress", "need_call_back")
    assert order.task_due_at == NOW + timedelta(hours=1)
    assert "Asks to be called in an hour" in olga.get(f"/orders/{order.pk}/").content.decode()


def test_a_comment_that_was_typed_outlives_the_shortcut(desk: Desk, olga: Client) -> None:
    order = desk.order()
    act(olga, order, "call_later", shortcut="4", comment="asks her husband")
    page = olga.get(f"/orders/{order.pk}/").content.decode()
    assert "asks her husband" in page
    assert order.task_due_at is not None
    assert order.task_due_at.isoformat() == f"{TOMORROW}T07:00:00+00:00"


def test_an_unknown_shortcut_is_nothing(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert act(olga, order, "call_later", shortcut="9").status_code == 422
    assert order.status == "new"


def test_the_rule_that_a_gist_is_needed_stays(desk: Desk, olga: Client) -> None:
    order = desk.order()
    page = act(olga, order, "call_later", **{"call_back_at.words": "in an hour"}).content.decode()
    assert 'id="call_later-comment-error"' in page


def test_the_grid_counts_all_tasks_of_an_hour_and_names_ones_own(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    for place in range(3):
        other = desk.order(name=f"Other {place}", phone=f"+7 912 488-10-0{place}")
        browser = olga if place == 0 else _second(desk)
        act(browser, other, "call_later", comment="x", call_back_at=f"{TOMORROW}T15:{place}0")
    page = grid(olga, order)
    button = cell(page, f"{TOMORROW}T15:00")
    assert button.endswith(">3")
    assert "at the client&#39;s 17:00, 3 tasks, yours: 1" in button
    assert "dz-load-3 is-own" in page


def _second(desk: Desk) -> Client:
    if "Irina" not in desk.people:
        desk.person("Irina", shop=desk.shop())
    return desk.browser("Irina")


def test_hours_that_are_no_hours_for_a_call_cannot_be_chosen(desk: Desk, olga: Client) -> None:
    page = grid(olga, desk.order(city="Владивосток"))
    assert f'data-wall="{TODAY}T12:05"' in page
    assert f'data-wall="{TODAY}T11:00"' not in page
    assert f'data-wall="{TODAY}T14:00"' not in page
    assert f'data-wall="{TOMORROW}T13:00"' in page
    assert "not by the client&#39;s clock" in page


def test_words_are_shown_by_both_clocks_as_they_are_typed(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    said = olga.get(f"/orders/{order.pk}/said", {"text": "завтра 10"}).json()
    assert said == {
        "wall": f"{TOMORROW}T10:00",
        "shown": "tomorrow 10:00, at the client's 12:00",
        "moved": "",
    }
    night = olga.get(f"/orders/{order.pk}/said", {"text": "tomorrow 23:00"}).json()
    assert night["moved"].startswith("Not allowed then: it becomes ")
    assert "has passed" in olga.get(f"/orders/{order.pk}/said", {"text": "today 10"}).json()["error"]


@pytest.mark.parametrize("path", ["hours", "said"])
def test_strangers_see_no_hours(desk: Desk, olga: Client, stranger: Client, path: str) -> None:
    order = desk.order()
    assert stranger.get(f"/orders/{order.pk}/{path}").status_code == 404
    assert stranger.post(f"/orders/{order.pk}/{path}").status_code == 405
    assert Client().get(f"/orders/{order.pk}/{path}").status_code == 302


def test_the_grid_costs_three_statements(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = desk.order()
    # The first look reads the pipeline, which is then kept.
    grid(olga, order)
    with django_assert_num_queries(3):
        grid(olga, order)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_what_the_offsets_say_is_understood_in_every_language(language: str) -> None:
    with override(language):
        said = [gettext(text) for text in ("in 15 minutes", "in an hour", "in 3 hours", "tomorrow 10:00")]
        examples = gettext("Enter a time such as: tomorrow 10, in an hour, on friday 15:30, 25.12 14:00.")
    moments = [read(text, NOW, "Europe/Moscow", "Europe/Moscow").moment for text in said]
    assert moments[:3] == [NOW + timedelta(minutes=minutes) for minutes in (15, 60, 180)]
    assert moments[3].isoformat() == f"{TOMORROW}T07:00:00+00:00"
    for example in examples.partition(":")[2].split(","):
        read(example.strip(" .").split(": ")[-1], NOW, "Europe/Moscow", "Europe/Moscow")
