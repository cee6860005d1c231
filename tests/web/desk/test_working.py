"""Working on orders through the forms: what an action does, what is refused and how it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk
from tests.web.desk.test_pages import text

HTMX = {"HX-Request": "true", "HX-Target": "div#desk"}

TILL = int(NOW.timestamp()) + 10
"""Until when an action of now can be taken back."""


def act(browser: Client, order: Order, action: str, htmx: bool = False, **form: str) -> object:
    """Opens the card and sends the form of the action, as the page does."""
    browser.get(f"/orders/{order.pk}/")
    order.refresh_from_db()
    sent = {"version": str(order.version), "from_tab": "new", **form}
    answer = browser.post(f"/orders/{order.pk}/actions/{action}", sent, headers=HTMX if htmx else {})
    order.refresh_from_db()
    return answer


def moscow(**ahead: float) -> str:
    """That much from now, as a browser's field for date and time has it on Moscow's clock."""
    return (NOW + timedelta(hours=3) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def test_confirming_sends_the_order_on(desk: Desk, olga: Client) -> None:
    order = desk.order()
    answer = act(olga, order, "confirm")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/new/?done={order.pk}&till={TILL}")
    assert (order.status, order.task_kind, order.claimed_by_id) == ("confirmed", "assemble", None)
    assert "Кузнецова Марина: Confirmed" in text(olga.get(answer["Location"]))


def test_a_no_answer_is_one_press_and_tells_when_to_call_again(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    answer = act(olga, order, "no_answer", problem="busy")
    assert (order.status, order.attempts, order.problem) == ("no_answer", 1, "busy")
    page = text(olga.get(answer["Location"]))
    assert "Кузнецова Марина: No answer · N1" in page
    assert "Next: Call, 12:03 (14:03 at the client&#39;s)." in page


def test_a_time_is_read_by_the_shops_clock(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    act(olga, order, "call_later", comment="after lunch", call_back_at="2026-11-24T14:30")
    assert (order.status, order.task_kind) == ("in_progress", "call")
    assert order.task_due_at is not None
    assert order.task_due_at.isoformat() == "2026-11-24T11:30:00+00:00"


def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(desk: Desk, olga: Client) -> None:
    order = desk.order()
    answer = act(olga, order, "call_later", call_back_at=moscow(hours=-2), comment="")
    page = text(answer)
    assert answer.status_code == 422
    assert order.status == "new"
    panel = page.split("/actions/call_later")[2].split("</form>")[0]
    assert 'id="call_later-call_back_at-error"' in panel
    assert "This time is in the past. Choose a later one." in panel
    assert 'id="call_later-comment-error"' in panel
    assert f'value="{moscow(hours=-2)}"' in panel
    assert '<details class="dz-act" name="action" open>' in page
    assert page.count("is-invalid") == 2


def test_a_reason_and_a_comment_are_asked_for_each(desk: Desk, olga: Client) -> None:
    page = text(act(olga, desk.order(), "refuse", comment="too dear"))
    panel = page.split("/actions/refuse")[2].split("</form>")[0]
    assert "Choose one from the list." in panel
    assert "too dear</textarea>" in panel
    assert 'id="refuse-comment-error"' not in panel


def test_a_chosen_reason_stays_chosen(desk: Desk, olga: Client) -> None:
    page = text(act(olga, desk.order(), "refuse", problem="expensive"))
    chosen = page.split('value="expensive"')[1].split(">")[0]
    assert "checked" in chosen
    assert 'id="refuse-comment-error"' in page


@pytest.mark.parametrize("typed", ["whenever", "2026-13-45T99:99", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_that_is_none_is_refused_beside_its_field(desk: Desk, olga: Client, typed: str) -> None:
    answer = act(olga, desk.order(), "call_later", comment="x", call_back_at=typed)
    assert answer.status_code == 422
    assert 'id="call_later-call_back_at-error"' in text(answer)


@pytest.mark.parametrize(
    ("choice", "comment", "problem"),
    [("wrong_number", "no such number", "invalid_number"), ("spam", "", "spam")],
)
def test_an_invalid_order_says_what_kind(desk: Desk, olga: Client, choice: str, comment: str, problem: str) -> None:
    order = desk.order()
    act(olga, order, "invalid", choice=choice, comment=comment)
    assert (order.status, order.problem, order.first_call_at) == ("invalid", problem, None)


def test_feedback_of_our_client_is_taken_and_of_a_stranger_refused_with_advice(desk: Desk, olga: Client) -> None:
    first = desk.order()
    refused = act(olga, first, "invalid", choice="feedback")
    assert refused.status_code == 422
    assert "This is not our client." in text(refused)
    second = desk.order()
    act(olga, second, "invalid", choice="feedback")
    assert (second.status, second.first_call_at) == ("invalid", NOW)


def test_the_fourth_no_answer_may_name_a_time(desk: Desk, olga: Client) -> None:
    order = desk.order()
    for _ in range(3):
        assert "no_answer-call_back_at" not in text(olga.get(f"/orders/{order.pk}/"))
        act(olga, order, "no_answer", problem="no_reply")
    assert 'id="no_answer-call_back_at"' in text(olga.get(f"/orders/{order.pk}/"))
    act(olga, order, "no_answer", problem="no_reply", call_back_at=moscow(hours=2))
    assert order.attempts == 4
    assert order.task_due_at == NOW + timedelta(hours=2)


def test_own_fields_of_an_action_are_sent_by_the_shops_clock(desk: Desk) -> None:
    school = desk.shop("school")
    desk.person("Sveta", shop=school)
    browser, order = desk.browser("Sveta"), desk.order(school)
    refused = act(browser, order, "book_trial")
    assert 'id="book_trial-lesson_at-error"' in text(refused)
    act(browser, order, "book_trial", **{"own.lesson_at": "2026-11-28T18:00"})
    assert order.fields == {"lesson_at": "2026-11-28T18:00:00+03:00"}
    assert order.task_due_at is not None
    assert order.task_due_at.isoformat() == "2026-11-27T15:00:00+00:00"
    assert "28 Nov 18:00" in text(browser.get(f"/orders/{order.pk}/"))


def test_an_order_that_changed_meanwhile_is_shown_anew_with_what_was_typed(desk: Desk, olga: Client) -> None:
    order = desk.order()
    answer = olga.post(f"/orders/{order.pk}/actions/refuse", {"version": "77", "comment": "he said no"})
    assert answer.status_code == 409
    assert "The order has changed." in text(answer)
    assert "he said no</textarea>" in text(answer)
    assert f'name="version" value="{order.version}"' in text(answer)


def test_an_action_that_is_no_longer_possible_says_why(desk: Desk, olga: Client) -> None:
    order = desk.order()
    act(olga, order, "confirm")
    answer = olga.post(f"/orders/{order.pk}/actions/no_answer", {"problem": "busy"})
    assert answer.status_code == 409
    assert "“No answer” is no longer available: the order is now in “Confirmed”." in text(answer)


def test_an_action_not_of_the_role_is_refused(desk: Desk, olga: Client) -> None:
    order = desk.order()
    answer = olga.post(f"/orders/{order.pk}/actions/archive")
    assert answer.status_code == 403
    assert "Your role does not allow “Archive”." in text(answer)


def test_an_action_that_does_not_exist_is_not_found(desk: Desk, olga: Client) -> None:
    assert olga.post(f"/orders/{desk.order().pk}/actions/burn").status_code == 404


def test_what_another_holds_cannot_be_worked_on(desk: Desk, olga: Client, irina: Client) -> None:
    order = desk.order()
    olga.get(f"/orders/{order.pk}/")
    answer = irina.post(f"/orders/{order.pk}/actions/confirm", headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#card"
    assert "Olga is working on this order until 12:15. Nothing was saved; take the next one." in text(answer)
    order.refresh_from_db()
    assert order.status == "new"


def test_an_error_replaces_the_card_alone(desk: Desk, olga: Client) -> None:
    answer = act(olga, desk.order(), "refuse", htmx=True)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (422, "#card", "outerHTML")
    assert 'class="dz-rail"' not in text(answer)


def test_next_hands_out_the_most_urgent_and_then_keeps_to_it(desk: Desk, olga: Client) -> None:
    first = desk.order(ago=timedelta(minutes=4))
    desk.order(name="Second", phone="+7 917 255-14-90")
    handed = olga.post("/desk/next")
    assert handed["Location"] == f"/orders/{first.pk}/?from_tab=new"
    again = olga.post("/desk/next")
    assert again["Location"] == f"/orders/{first.pk}/?held=1"
    assert "You are still working on this order" in text(olga.get(again["Location"]))


def test_two_operators_are_never_handed_the_same_order(desk: Desk, olga: Client, irina: Client) -> None:
    desk.order()
    desk.order(name="Second", phone="+7 917 255-14-90")
    assert olga.post("/desk/next")["Location"] != irina.post("/desk/next")["Location"]


def test_next_of_a_tab_stays_in_it_and_an_unknown_tab_is_not_found(desk: Desk, olga: Client) -> None:
    desk.order()
    assert olga.post("/desk/next", {"queue": "in_progress"})["Location"] == "/?none=1"
    assert olga.post("/desk/next", {"queue": "nonsense"}).status_code == 404


def test_when_nobody_is_to_be_called_the_desk_says_so(olga: Client) -> None:
    answer = olga.post("/desk/next", follow=True)
    assert "No calls are due right now" in text(answer)


def test_automatic_mode_goes_on_to_the_next_order_at_once(desk: Desk, olga: Client) -> None:
    first, second = desk.order(), desk.order(name="Second", phone="+7 917 255-14-90", ago=timedelta(minutes=1))
    olga.post("/desk/automatic", {"on": "1", "next": "/"})
    answer = act(olga, first, "confirm")
    assert answer["Location"] == f"/orders/{second.pk}/?from_tab=new&done={first.pk}&till={TILL}"
    page = text(olga.get(answer["Location"]))
    assert "Кузнецова Марина: Confirmed" in page
    assert 'aria-pressed="true"' in page
    olga.post("/desk/automatic", {"on": "0", "next": "/"})
    assert act(olga, second, "confirm")["Location"] == f"/desk/new/?done={second.pk}&till={TILL}"


def test_after_work_on_a_found_order_the_search_comes_back(desk: Desk, olga: Client) -> None:
    answer = act(olga, desk.order(), "confirm", from_tab="", from_search="Кузнецова")
    assert answer["Location"].startswith("/search?done=")
    assert olga.get(answer["Location"]).status_code == 200


def test_a_notice_never_tells_of_another_shops_order(desk: Desk, stranger: Client) -> None:
    order = desk.order()
    for told in (order.pk, "x", 10**30):
        assert "dz-toast" not in text(stranger.get(f"/?done={told}"))


def holder(order: Order) -> str | None:
    """Who holds the order now."""
    found = Order.objects.select_related("claimed_by").get(pk=order.pk).claimed_by
    return found.name if found else None


def test_turning_to_another_card_gives_the_first_one_back(desk: Desk, olga: Client, irina: Client) -> None:
    first, second, others = desk.order(), desk.order(), desk.order()
    olga.get(f"/orders/{first.pk}/")
    irina.get(f"/orders/{others.pk}/")
    olga.get(f"/orders/{second.pk}/", headers={"HX-Current-URL": f"http://testserver/orders/{first.pk}/?from_tab=new"})
    assert (holder(first), holder(second)) == (None, "Olga")
    olga.get(f"/orders/{first.pk}/", headers={"HX-Current-URL": f"http://testserver/orders/{others.pk}/"})
    assert (holder(others), holder(first)) == ("Irina", "Olga")


def test_next_beside_the_list_of_the_same_tab_brings_the_card_alone(desk: Desk, olga: Client) -> None:
    first, second = desk.order(ago=timedelta(minutes=3)), desk.order(phone="+7 912 488-32-07", name="Вторая")
    script = {"HX-Request": "true", "HX-Target": "div#desk"}
    card = f"/orders/{second.pk}/?from_tab=new"
    alone = olga.get(card, headers=script | {"HX-Current-URL": f"http://testserver/orders/{first.pk}/?from_tab=new"})
    assert (alone["HX-Retarget"], text(alone).count("data-row=")) == ("#card", 0)
    for other in (f"/orders/{first.pk}/?from_tab=quick_callback", "/desk/new/", "/"):
        whole = olga.get(card, headers=script | {"HX-Current-URL": f"http://testserver{other}"})
        assert 'id="desk"' in text(whole)
        assert not whole.has_header("HX-Retarget")
