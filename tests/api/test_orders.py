"""Orders over HTTP: found, claimed, acted upon, explained."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user("Anna"))


def later(hours: float = 24) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def ids(page: dict[str, Any]) -> list[int]:
    return [order["id"] for order in page["items"]]


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", ["", "queue=new&"])
def test_a_cursor_walks_the_whole_list_once(api: make.Api, shop: Shop, queue: str) -> None:
    """Seven orders of one moment: only the id tells them apart."""
    now = datetime.now(UTC)
    made = [make.order(shop, now).pk for _ in range(7)]
    seen: list[int] = []
    cursor, pages = "", 0
    while cursor is not None:
        page = api.get(f"/orders?{queue}limit=3&cursor={cursor}")
        seen += ids(page)
        cursor, pages = page["next_cursor"], pages + 1
    assert (sorted(seen), pages) == (made, 3)
    assert seen == sorted(seen, reverse=not queue)


def test_a_list_over_several_shops_is_one_list_by_arrival(api: make.Api) -> None:
    now = datetime.now(UTC)
    shops = [make.shop(), make.shop("other", "envy"), make.shop("third", "school")]
    made = [make.order(shops[number % 3], now + timedelta(seconds=number)).pk for number in range(9)]
    first = api.get("/orders?limit=4")
    rest = api.get(f"/orders?limit=200&cursor={first['next_cursor']}")
    assert ids(first) + ids(rest) == made[::-1]
    assert rest["next_cursor"] is None
    assert len(ids(api.get("/orders?shop=other"))) == 3


@pytest.mark.parametrize("name", ["shop=nowhere", "queue=nowhere", "cursor=AAAA", "limit=0", "limit=201", "limit=x"])
def test_a_question_that_makes_no_sense_names_its_field(api: make.Api, shop: Shop, name: str) -> None:
    problem = api.refused("GET", f"/orders?{name}")
    assert (problem["status"], list(make.fields(problem))) == (422, [name.split("=")[0]])


def test_the_list_is_narrowed_by_status_shop_and_queue_together(api: make.Api, shop: Shop) -> None:
    anna = make.actor("Vera")
    other = make.shop("other")
    fresh, called, elsewhere = make.order(shop), make.order(shop), make.order(other)
    make.no_answer(anna, called)
    make.no_answer(anna, elsewhere)
    assert ids(api.get("/orders?status=new")) == [fresh.pk]
    assert sorted(ids(api.get("/orders?status=no_answer"))) == [called.pk, elsewhere.pk]
    assert ids(api.get("/orders?queue=quick_callback&shop=other")) == [elsewhere.pk]
    assert ids(api.get("/orders?queue=quick_callback&status=new")) == []
    assert ids(api.get(f"/orders?queue=quick_callback&q={called.number}")) == [called.pk]
    phone = quote(api.get(f"/orders/{called.pk}")["client"]["phone"])
    assert ids(api.get(f"/orders?queue=quick_callback&phone={phone}")) == [called.pk]
    assert ids(api.get("/orders?status=%00")) == []


@pytest.fixture
def known(shop: Shop) -> Order:
    """The order to be found, among others like it."""
    make.order(shop, client={"name": "Семён Ильин", "phone": "+79995550001", "email": "semen@mail.ru"})
    client = {
        "name": "Иванова-Петрова Анна Сергеевна",
        "phone": "+79164883107",
        "email": "Anna.P@mail.ru",
        "company": "Ромашка",
    }
    return make.order(shop, client=client)


@pytest.mark.parametrize(
    "text",
    [
        "анна",
        "ПЕТРОВА",
        "серг анна",
        "Анна Сергеевна Иванова",
        "ромаш",
        "+79164883107",
        "8 916 488-31-07",
        "79164883107",
        "8 (916) 488",
        "9164883",
        "3107",
        "883107",
        "488 31 07",
        "anna.p@mail.ru",
        "ANNA.P@",
        "anna.p",
    ],
)
def test_search_finds_by_any_words_phone_front_last_digits_and_email(api: make.Api, known: Order, text: str) -> None:
    assert ids(api.get(f"/orders?q={quote(text)}")) == [known.pk]


@pytest.mark.parametrize("before", ["", "№", "# "])
def test_search_finds_by_number(api: make.Api, known: Order, before: str) -> None:
    Order.objects.filter(pk=known.pk).update(number=987_654_321)
    assert ids(api.get(f"/orders?q={quote(before)}987654321")) == [known.pk]


@pytest.mark.parametrize(
    "text", ["елена", "0000", "nobody@mail.ru", "%", "_", "анна елена", "9164883108", "a'b\"&|!:*"]
)
def test_search_finds_nobody_else(api: make.Api, known: Order, text: str) -> None:
    assert ids(api.get(f"/orders?q={quote(text)}")) == []


def test_search_by_phone_alone_and_with_words_narrows(api: make.Api, known: Order) -> None:
    assert ids(api.get("/orders?phone=3107")) == [known.pk]
    assert ids(api.get(f"/orders?phone=3107&q={quote('анна')}")) == [known.pk]
    assert ids(api.get(f"/orders?phone=3107&q={quote('семён')}")) == []


# --- claims ----------------------------------------------------------------------------------------------------------


def test_a_claim_holds_for_fifteen_minutes_and_names_its_holder_to_others(api: make.Api, shop: Shop) -> None:
    order, boris = make.order(shop), make.Api(make.user("Boris"))
    held = api.post(f"/orders/{order.pk}/claim")
    assert held["claimed_by"] == "Anna"
    left = datetime.fromisoformat(held["claimed_until"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    for path, body in (("claim", None), ("release", None), ("actions/confirm", {"call": "made"})):
        problem = boris.refused("POST", f"/orders/{order.pk}/{path}", body)
        assert (problem["status"], problem["code"], problem["holder"]) == (409, "claimed", "Anna")
        assert datetime.fromisoformat(problem["until"]) == datetime.fromisoformat(held["claimed_until"])


def test_a_claim_again_prolongs_it_and_is_one_event(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    first = api.post(f"/orders/{order.pk}/claim")["claimed_until"]
    assert api.post(f"/orders/{order.pk}/claim")["claimed_until"] > first
    assert Event.objects.filter(order_id=order.pk, kind="order.claimed").count() == 1


def test_a_released_order_is_free_and_releasing_twice_is_no_mistake(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/claim")
    for _ in range(2):
        free = api.post(f"/orders/{order.pk}/release")
        assert free["claimed_by"] is free["claimed_until"] is None
    assert make.Api(make.user()).post(f"/orders/{order.pk}/claim")["claimed_by"]


def test_the_head_releases_anybodys_claim(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/claim")
    assert make.Api(make.user(role="head")).post(f"/orders/{order.pk}/release")["claimed_by"] is None


def test_an_expired_claim_is_shown_as_none(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/claim")
    Order.objects.filter(pk=order.pk).update(claimed_until=datetime.now(UTC))
    found = api.get(f"/orders/{order.pk}")
    assert found["claimed_by"] is found["claimed_until"] is None


def test_a_closed_order_cannot_be_claimed(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/actions/refuse", {"call": "made", "problem": "expensive", "comment": "dear"})
    problem = api.refused("POST", f"/orders/{order.pk}/claim")
    assert (problem["status"], problem["code"]) == (409, "transition")


# --- actions ---------------------------------------------------------------------------------------------------------


def test_an_action_claims_and_releases_in_one_step(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    done = api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    assert (done["status"], done["attempts"], done["problem"], done["queue"]) == (
        "no_answer",
        1,
        "busy",
        "quick_callback",
    )
    assert (done["claimed_by"], done["responsible"], done["version"]) == (None, "Anna", 2)
    wait = datetime.fromisoformat(done["task"]["due_at"]) - datetime.fromisoformat(done["last_call_at"])
    assert wait == timedelta(minutes=3)


def test_after_an_action_the_claim_is_gone(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/claim")
    assert api.post(f"/orders/{order.pk}/actions/confirm", {"call": "made"})["claimed_until"] is None


def test_the_version_of_the_caller_must_be_the_present_one(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    busy = {"call": "made", "problem": "busy"}
    api.post(f"/orders/{order.pk}/actions/no_answer", busy | {"version": 1})
    problem = api.refused("POST", f"/orders/{order.pk}/actions/no_answer", busy | {"version": 1})
    assert (problem["status"], problem["code"], problem["version"]) == (409, "stale", 2)
    assert api.post(f"/orders/{order.pk}/actions/no_answer", busy | {"version": 2})["attempts"] == 2


@pytest.mark.parametrize("version", ["1", 1.0, True, -1, 2**31, [1]])
def test_a_version_of_a_wrong_type_is_refused(api: make.Api, shop: Shop, version: object) -> None:
    problem = api.refused("POST", f"/orders/{make.order(shop).pk}/actions/confirm", {"version": version})
    assert make.fields(problem) == {"version": "not_whole_number"}


def test_an_action_from_a_wrong_status_is_a_conflict(shop: Shop) -> None:
    order, store = make.order(shop), make.Api(make.user(role="warehouse"))
    problem = store.refused("POST", f"/orders/{order.pk}/actions/ship", {"call": "made"})
    assert (problem["status"], problem["code"]) == (409, "transition")


def test_an_action_on_a_closed_order_is_a_conflict_and_changes_nothing(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    api.post(f"/orders/{order.pk}/actions/invalid", {"call": "not_made", "choice": "spam"})
    before = api.get(f"/orders/{order.pk}")
    problem = api.refused("POST", f"/orders/{order.pk}/actions/confirm", {"call": "made"})
    assert (problem["status"], problem["code"]) == (409, "transition")
    assert api.get(f"/orders/{order.pk}") == before
    assert (before["status_kind"], before["task"], before["queue"]) == ("lost", None, None)


def test_an_unknown_action_is_422(api: make.Api, shop: Shop) -> None:
    for code in ("nothing", "CONFIRM", "%00", "%D0%9E"):
        problem = api.refused("POST", f"/orders/{make.order(shop).pk}/actions/{code}", {"call": "made"})
        assert (problem["status"], make.fields(problem)) == (422, {"action": "unknown"})
        assert "confirm, call_later, no_answer, refuse, invalid" in problem["errors"][0]["message"]


def test_what_is_missing_is_told_with_the_codes_to_choose_from(api: make.Api, shop: Shop) -> None:
    problem = api.refused("POST", f"/orders/{make.order(shop).pk}/actions/no_answer", {"call": "made"})
    assert problem["errors"][0]["message"] == (
        "This field is required: busy, no_reply, out_of_coverage, dropped, not_in_service."
    )


@pytest.mark.parametrize(("limit", "bound"), [("0", "at least 1"), ("1001", "at most 200")])
def test_a_page_too_small_or_too_large_is_refused_with_the_bound(api: make.Api, limit: str, bound: str) -> None:
    assert bound in api.refused("GET", f"/orders?limit={limit}")["errors"][0]["message"]


@pytest.mark.parametrize(
    "action, form, errors",
    [
        ("confirm", {}, {"call": "missing"}),
        ("confirm", {"call": "not_made"}, {"call": "must_be_made"}),
        ("confirm", {"call": "maybe"}, {"call": "unknown"}),
        ("confirm", {"call": "made", "problem": "busy"}, {"problem": "must_be_empty"}),
        ("confirm", {"call": "made", "call_back_at": "FUTURE"}, {"call_back_at": "must_be_empty"}),
        ("confirm", {"call": "made", "choice": "spam"}, {"choice": "must_be_empty"}),
        ("confirm", {"call": "made", "lesson_at": "FUTURE"}, {"lesson_at": "not_of_action"}),
        ("call_later", {"call": "made"}, {"comment": "missing", "call_back_at": "missing"}),
        ("call_later", {"call": "made", "comment": "x", "call_back_at": "PAST"}, {"call_back_at": "in_past"}),
        (
            "call_later",
            {"call": "made", "comment": "x", "call_back_at": "2030-01-01T10:00"},
            {"call_back_at": "no_zone"},
        ),
        (
            "call_later",
            {"call": "made", "comment": "x", "call_back_at": "9999-12-31T23:59:59Z"},
            {"call_back_at": "too_far"},
        ),
        ("call_later", {"call": "made", "comment": "x", "call_back_at": "tomorrow"}, {"call_back_at": "not_moment"}),
        ("call_later", {"call": "made", "comment": "x", "call_back_at": 5}, {"call_back_at": "not_moment"}),
        ("no_answer", {"call": "made"}, {"problem": "missing"}),
        ("no_answer", {"call": "made", "problem": "expensive"}, {"problem": "unknown"}),
        ("no_answer", {"call": "made", "problem": "busy", "call_back_at": "FUTURE"}, {"call_back_at": "must_be_empty"}),
        ("refuse", {"call": "made"}, {"problem": "missing", "comment": "missing"}),
        ("invalid", {"call": "not_made"}, {"choice": "missing"}),
        ("invalid", {"call": "made", "choice": "wrong_number", "comment": "x"}, {"call": "must_be_not_made"}),
        ("invalid", {"call": "not_made", "choice": "wrong_number"}, {"comment": "missing"}),
        ("invalid", {"call": "made", "choice": "feedback"}, {"choice": "not_own_client"}),
        ("confirm", {"call": 1, "comment": ["x"]}, {"call": "not_text", "comment": "not_text"}),
        ("refuse", {"call": "made", "problem": "other", "comment": "a\x00b"}, {"comment": "bad_character"}),
    ],
)
def test_a_wrong_form_names_each_field_and_changes_nothing(
    api: make.Api, shop: Shop, action: str, form: dict[str, Any], errors: dict[str, str]
) -> None:
    order = make.order(shop)
    given = {"FUTURE": later(), "PAST": later(-1)}
    body = {name: given.get(value, value) if isinstance(value, str) else value for name, value in form.items()}
    before = api.get(f"/orders/{order.pk}")
    problem = api.refused("POST", f"/orders/{order.pk}/actions/{action}", body)
    assert (problem["status"], make.fields(problem)) == (422, errors)
    assert all(error["message"].strip() for error in problem["errors"])
    assert api.get(f"/orders/{order.pk}") == before
    assert Event.objects.filter(order_id=order.pk).count() == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"null", b"{", b"\xff"])
def test_an_action_wants_an_object(api: make.Api, shop: Shop, body: bytes) -> None:
    problem = api.refused("POST", f"/orders/{make.order(shop).pk}/actions/confirm", body)
    assert problem["status"] in (400, 422)


def test_the_fourth_call_may_name_the_next_one(api: make.Api, shop: Shop) -> None:
    order, anna = make.order(shop), make.actor("Vera")
    make.no_answer(anna, order, 3)
    at = later(3)
    done = api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy", "call_back_at": at})
    assert datetime.fromisoformat(done["task"]["due_at"]) == datetime.fromisoformat(at)
    assert done["queue"] == "no_answer_today"


def test_an_actions_own_field_is_kept_and_sets_the_task() -> None:
    api = make.Api(make.user())
    order = make.order(make.shop("club", "school"))
    lesson = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    refused = api.refused("POST", f"/orders/{order.pk}/actions/book_trial", {"call": "made"})
    assert make.fields(refused) == {"lesson_at": "missing"}
    wrong = api.refused("POST", f"/orders/{order.pk}/actions/book_trial", {"call": "made", "lesson_at": "Monday"})
    assert make.fields(wrong) == {"lesson_at": "not_moment"}
    done = api.post(f"/orders/{order.pk}/actions/book_trial", {"call": "made", "lesson_at": lesson.isoformat()})
    assert (done["status"], done["task"]["kind"]) == ("trial_booked", "remind")
    assert datetime.fromisoformat(done["task"]["due_at"]) == lesson - timedelta(days=1)
    assert datetime.fromisoformat(done["fields"]["lesson_at"]) == lesson


# --- history and why -------------------------------------------------------------------------------------------------


def test_the_history_has_one_event_a_call_with_labels_in_three_languages(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    for _ in range(2):
        api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    events = api.get(f"/orders/{order.pk}/events")["items"]
    assert [event["kind"] for event in events] == ["order.action", "order.action", "order.received"]
    body = events[0]["body"]
    assert set(body["action"]["label"]) == set(body["status"]["label"]) == {"ru", "uk", "en"}
    assert (body["action"]["code"], body["attempt"], body["problem"]["label"]["ru"]) == ("no_answer", 2, "Занято")
    assert (body["comment"], events[0]["actor"], body["version"]) == ("Занято", "Anna", 3)
    assert events[0]["at"] >= events[1]["at"]


def test_why_names_the_queue_the_hindrance_and_the_next_move(api: make.Api, shop: Shop) -> None:
    order, boris = make.order(shop), make.Api(make.user("Boris", language="en"))
    api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    api.post(f"/orders/{order.pk}/claim")
    why = boris.get(f"/orders/{order.pk}/why")
    assert (why["queue"], why["moves_to"]) == ("quick_callback", "no_answer_yesterday")
    text = " ".join(why["reasons"])
    assert "Quick redial" in text
    assert "Anna is working on it" in text
    assert "due at" in text
    assert datetime.fromisoformat(why["moves_at"]) > datetime.now(UTC)


def test_why_explains_a_closed_order_and_one_in_no_queue(api: make.Api, shop: Shop) -> None:
    closed, confirmed = make.order(shop), make.order(shop)
    api.post(f"/orders/{closed.pk}/actions/invalid", {"call": "not_made", "choice": "spam"})
    api.post(f"/orders/{confirmed.pk}/actions/confirm", {"call": "made"})
    for order in (closed, confirmed):
        why = api.get(f"/orders/{order.pk}/why")
        assert why["queue"] is why["moves_at"] is None
        assert why["reasons"]


# --- what is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order_id", ["0", "9999999", str(2**63), str(2**70), "9" * 5000])
@pytest.mark.parametrize("rest", ["", "/events", "/why", "/claim", "/release", "/actions/confirm"])
def test_an_order_that_is_not_there_is_404(api: make.Api, shop: Shop, order_id: str, rest: str) -> None:
    method = "POST" if rest in ("/claim", "/release", "/actions/confirm") else "GET"
    problem = api.refused(method, f"/orders/{order_id}{rest}", {})
    assert (problem["status"], problem["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/orders/-1", "/orders/x", "/nothing", "/orders/1/nothing", "/clients/1.5"])
def test_an_address_that_is_not_there_is_404(api: make.Api, path: str) -> None:
    assert api.refused("GET", path)["status"] == 404


@pytest.mark.parametrize(
    "method, path", [("DELETE", "/orders"), ("PUT", "/orders/1"), ("GET", "/desk/next"), ("PATCH", "/clients")]
)
def test_a_method_that_is_not_there_is_405(api: make.Api, method: str, path: str) -> None:
    answer = api.call(method, path)
    assert answer.status_code == 405
    assert answer["Allow"]
    assert api.refused(method, path)["code"] == "method"


# --- undo and sending again ------------------------------------------------------------------------------------------


def test_the_last_action_is_taken_back(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    before = api.get(f"/orders/{order.pk}")
    api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    back = api.post(f"/orders/{order.pk}/undo")
    moving = ("version", "claimed_by", "claimed_until")
    assert {k: v for k, v in back.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}
    assert back["claimed_by"] is not None
    assert api.post(f"/orders/{order.pk}/undo") == back


def test_an_undo_that_is_not_possible_says_why(api: make.Api, shop: Shop) -> None:
    order, other = make.order(shop), make.actor("Other")
    assert api.refused("POST", f"/orders/{order.pk}/undo")["code"] == "undo_changed"
    make.no_answer(other, order, 1)
    assert api.refused("POST", f"/orders/{order.pk}/undo")["code"] == "undo_not_yours"
    api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    claims.claim(other, order.pk, datetime.now(UTC))
    assert api.refused("POST", f"/orders/{order.pk}/undo")["code"] == "claimed"


def test_an_action_sent_again_with_its_key_is_done_once(api: make.Api, shop: Shop) -> None:
    order, body = make.order(shop), {"call": "made", "problem": "busy"}
    for version in ({"version": 1}, {"version": 1}, {}):
        done = api.post(f"/orders/{order.pk}/actions/no_answer", body | version, **{"Idempotency-Key": "key-of-a-call"})
        assert (done["attempts"], done["version"]) == (1, 2)
