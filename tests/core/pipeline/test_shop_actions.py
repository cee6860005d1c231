"""The action table of preset `shop`, row by row (domain, section 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dozvon.core.errors import Refusal
from dozvon.core.pipeline.decide import arrive, may_work, offered_actions
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Decision, Form, OrderFacts, Task
from dozvon.core.roles import Role
from tests.core.pipeline import desk
from tests.core.pipeline.desk import attempt, done, moscow, person

SHOP = desk.PRESETS["shop"]
NOW = moscow("2025-11-19 12:00")
EVENING = moscow("2025-11-19 18:30")
NEW = desk.order(SHOP, NOW)
NO_ANSWER_PROBLEMS = "busy, no_reply, out_of_coverage, dropped, not_in_service"
REFUSALS = "expensive, bought_elsewhere, changed_mind, delivery, did_not_order, duplicate, do_not_call, other"


def standing(status: str, **given: Any) -> OrderFacts:
    task = Task("call", NOW) if SHOP.status[status].kind == "open" else None
    return replace(NEW, status=status, task=task, **given)


def refused(facts: OrderFacts, action: str, form: Form, now: datetime = NOW) -> list[tuple[str, str]]:
    answer = attempt(SHOP, facts, action, form, now)
    assert isinstance(answer, Refusal), answer
    return [(error.field, error.code) for error in answer.errors]


def test_an_order_arrives_as_new_with_a_call_at_once() -> None:
    assert arrive(SHOP, desk.MOSCOW, NOW, desk.shop_hours()) == ("new", Task("call", NOW))


def test_an_order_that_arrives_at_night_is_called_at_the_opening() -> None:
    night = moscow("2025-11-19 23:30")
    assert arrive(SHOP, desk.MOSCOW, night, desk.shop_hours())[1].due_at == moscow("2025-11-20 09:00")


ACCEPTED = {
    "confirm": ("confirm", Form("made"), "confirmed", Task("assemble", NOW), None, ""),
    "confirm with a comment": (
        "confirm",
        Form("made", comment="gift"),
        "confirmed",
        Task("assemble", NOW),
        None,
        "gift",
    ),
    "call later": (
        "call_later",
        Form("made", comment="at lunch", call_back_at=EVENING),
        "in_progress",
        Task("call", EVENING),
        "need_call_back",
        "at lunch",
    ),
    "call later, problem named": (
        "call_later",
        Form("made", "need_call_back", "at lunch", EVENING),
        "in_progress",
        Task("call", EVENING),
        "need_call_back",
        "at lunch",
    ),
    "no answer": (
        "no_answer",
        Form("made", "busy"),
        "no_answer",
        Task("call", NOW + timedelta(minutes=3)),
        "busy",
        "Занято",
    ),
    "no answer, own words": (
        "no_answer",
        Form("made", "no_reply", "rang twice"),
        "no_answer",
        Task("call", NOW + timedelta(minutes=3)),
        "no_reply",
        "rang twice",
    ),
    "refuse": ("refuse", Form("made", "expensive", "too dear"), "refused", None, "expensive", "too dear"),
    "wrong number": (
        "invalid",
        Form("not_made", comment="9 digits", choice="wrong_number"),
        "invalid",
        None,
        "invalid_number",
        "9 digits",
    ),
    "feedback of our client": (
        "invalid",
        Form("made", choice="feedback"),
        "invalid",
        None,
        "invalid_number",
        "Обратная связь",
    ),
    "spam": ("invalid", Form("not_made", choice="spam"), "invalid", None, "spam", "Спам"),
}


@pytest.mark.parametrize("row", ACCEPTED.values(), ids=ACCEPTED)
def test_an_action_does_what_its_row_says(row: tuple[str, Form, str, Task | None, str | None, str]) -> None:
    action, form, status, task, problem, comment = row
    decision = done(SHOP, replace(NEW, own_client=True), action, form, NOW)
    assert (decision.status, decision.task, decision.problem, decision.comment) == (status, task, problem, comment)


REFUSED = {
    "confirm without a call": ("confirm", Form(), [("call", "missing")]),
    "confirm, call not made": ("confirm", Form("not_made"), [("call", "must_be_made")]),
    "confirm with a problem": ("confirm", Form("made", "busy"), [("problem", "must_be_empty")]),
    "confirm with a call-back": ("confirm", Form("made", call_back_at=EVENING), [("call_back_at", "must_be_empty")]),
    "confirm with a choice": ("confirm", Form("made", choice="spam"), [("choice", "must_be_empty")]),
    "call later, empty": (
        "call_later",
        Form(),
        [("call", "missing"), ("comment", "missing"), ("call_back_at", "missing")],
    ),
    "call later without the gist": ("call_later", Form("made", call_back_at=EVENING), [("comment", "missing")]),
    "call later, blank gist": ("call_later", Form("made", None, "  ", EVENING), [("comment", "missing")]),
    "call later in the past": ("call_later", Form("made", None, "x", NOW), [("call_back_at", "in_past")]),
    "call later, other problem": ("call_later", Form("made", "busy", "x", EVENING), [("problem", "must_be_empty")]),
    "call later, not called": ("call_later", Form("not_made", None, "x", EVENING), [("call", "must_be_made")]),
    "call later in three years": (
        "call_later",
        Form("made", None, "x", NOW + timedelta(days=1100)),
        [("call_back_at", "too_far")],
    ),
    "call later at no clock's time": (
        "call_later",
        Form("made", None, "x", datetime(2025, 12, 1)),  # noqa: DTZ001 (the missing zone is the point)
        [("call_back_at", "no_zone")],
    ),
    "no answer without a problem": ("no_answer", Form("made"), [("problem", "missing")]),
    "no answer, problem of refusal": ("no_answer", Form("made", "expensive"), [("problem", "unknown")]),
    "no answer, not called": ("no_answer", Form("not_made", "busy"), [("call", "must_be_made")]),
    "first no answer with a time": (
        "no_answer",
        Form("made", "busy", None, EVENING),
        [("call_back_at", "must_be_empty")],
    ),
    "refuse, empty": ("refuse", Form("made"), [("problem", "missing"), ("comment", "missing")]),
    "refuse without the cause": ("refuse", Form("made", "other"), [("comment", "missing")]),
    "refuse, problem of no answer": ("refuse", Form("made", "busy", "x"), [("problem", "unknown")]),
    "refuse with a call-back": ("refuse", Form("made", "other", "x", EVENING), [("call_back_at", "must_be_empty")]),
    "invalid without a choice": ("invalid", Form("not_made"), [("choice", "missing")]),
    "invalid, unknown choice": ("invalid", Form("not_made", choice="joke"), [("choice", "unknown")]),
    "wrong number, called": (
        "invalid",
        Form("made", comment="x", choice="wrong_number"),
        [("call", "must_be_not_made")],
    ),
    "wrong number, no comment": ("invalid", Form("not_made", choice="wrong_number"), [("comment", "missing")]),
    "wrong number, call-back": (
        "invalid",
        Form("not_made", None, "x", EVENING, "wrong_number"),
        [("call_back_at", "must_be_empty")],
    ),
    "wrong number, other problem": (
        "invalid",
        Form("not_made", "spam", "x", None, "wrong_number"),
        [("problem", "must_be_empty")],
    ),
    "feedback of a stranger": ("invalid", Form("made", choice="feedback"), [("choice", "not_own_client")]),
    "spam, called": ("invalid", Form("made", choice="spam"), [("call", "must_be_not_made")]),
    "a field of another action": ("confirm", Form("made", fields={"lesson_at": "x"}), [("lesson_at", "not_of_action")]),
    "an unknown action": ("conferm", Form("made"), [("action", "unknown")]),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_wrong_combination_is_refused_field_by_field(row: tuple[str, Form, list[tuple[str, str]]]) -> None:
    action, form, errors = row
    assert refused(NEW, action, form) == errors


def test_a_refusal_names_the_problems_that_would_do() -> None:
    for action, allowed in (("no_answer", NO_ANSWER_PROBLEMS), ("refuse", REFUSALS)):
        answer = attempt(SHOP, NEW, action, Form("made", comment="x"), NOW)
        assert isinstance(answer, Refusal)
        assert answer.errors[0].params["allowed"] == allowed


def test_advice_for_a_strangers_feedback_points_to_refuse_with_other() -> None:
    advice = SHOP.action["invalid"].variants["feedback"].advice
    assert advice is not None
    assert "Отказ" in advice.ru
    assert "Другое" in advice.ru
    assert "Відмова" in advice.uk
    assert "Refuse" in advice.en


SOURCES = {
    "confirm": {"new", "no_answer", "in_progress"},
    "call_later": {"new", "no_answer", "in_progress"},
    "no_answer": {"new", "no_answer", "in_progress"},
    "refuse": {"new", "no_answer", "in_progress", "confirmed", "assembled"},
    "invalid": {"new", "no_answer", "in_progress"},
    "assemble": {"confirmed"},
    "ship": {"assembled"},
    "deliver": {"shipped"},
    "quality_good": {"delivered"},
    "quality_bad": {"delivered"},
    "resolve_claim": {"claim"},
    "return": {"shipped", "delivered", "claim"},
    "archive": {"new", "no_answer", "in_progress"},
    "revive": {"no_answer"},
}


@pytest.mark.parametrize("status", SHOP.status)
def test_each_status_offers_its_own_actions_and_refuses_the_others(status: str) -> None:
    head = person(Role.HEAD)
    assert {action.code for action in offered_actions(SHOP, status, head)} == {
        a for a, froms in SOURCES.items() if status in froms
    }
    assert set(SOURCES) == set(SHOP.action)
    for action, froms in SOURCES.items():
        if status not in froms:
            answer = attempt(SHOP, standing(status), action, Form("made"), NOW, actor=head)
            assert isinstance(answer, Refusal)
            assert (answer.reason, answer.errors[0].code) == ("transition", "transition")


WAY = [
    ("operator", "confirm", Form("made"), "confirmed", "assemble", NOW),
    ("warehouse", "assemble", Form(), "assembled", "ship", NOW),
    (
        "warehouse",
        "ship",
        Form(fields={"track_number": "RB123456785RU"}),
        "shipped",
        "track",
        moscow("2025-11-20 09:00"),
    ),
    ("courier", "deliver", Form(), "delivered", "quality_call", NOW + timedelta(days=7)),
    ("quality", "quality_bad", Form(comment="torn"), "claim", "resolve_claim", moscow("2025-11-20 09:00")),
    ("manager", "resolve_claim", Form(), "done", None, None),
]


def test_a_confirmed_order_goes_all_the_way_with_a_task_at_each_step() -> None:
    facts = NEW
    for role, action, form, status, kind, due_at in WAY:
        decision = done(SHOP, facts, action, form, NOW, actor=person(Role(role)))
        assert decision.status == status
        assert decision.task == (Task(kind, due_at) if kind and due_at else None)
        assert decision.fields == form.fields
        facts = desk.after(facts, decision)


def test_good_quality_ends_the_order_and_a_return_loses_it() -> None:
    head = person(Role.HEAD)
    assert done(SHOP, standing("delivered"), "quality_good", Form(), NOW, actor=head).status == "done"
    for status in ("shipped", "delivered", "claim"):
        decision = done(SHOP, standing(status), "return", Form(), NOW, actor=head)
        assert (decision.status, decision.task) == ("returned", None)


def test_the_track_number_may_be_left_out() -> None:
    assert done(SHOP, standing("assembled"), "ship", Form(), NOW, actor=person(Role.WAREHOUSE)).fields == {}


LEADERS = {Role.HEAD, Role.DIRECTOR, Role.ADMIN, Role.SYSTEM}
CALLERS = {Role.OPERATOR, Role.SECRETARY, Role.MANAGER, Role.QUALITY}
WHOSE: dict[str, set[Role]] = {
    "archive": set(),
    "revive": set(),
    "assemble": {Role.WAREHOUSE},
    "ship": {Role.WAREHOUSE},
    "deliver": {Role.COURIER, Role.MANAGER},
    "return": {Role.COURIER, Role.MANAGER},
    "quality_good": {Role.QUALITY},
    "quality_bad": {Role.QUALITY},
    "resolve_claim": {Role.MANAGER},
}


@pytest.mark.parametrize("role", Role)
def test_each_role_has_the_actions_of_its_own_work_and_leaders_have_all(role: Role) -> None:
    for action in SHOP.action:
        allowed = role in LEADERS | WHOSE.get(action, CALLERS)
        answer = attempt(SHOP, standing(min(SOURCES[action])), action, Form(), NOW, actor=person(role))
        assert (isinstance(answer, Refusal) and answer.reason == "forbidden") != allowed


@pytest.mark.parametrize("pipeline", desk.PRESETS.values(), ids=list(desk.PRESETS))
def test_whoever_has_a_task_in_their_list_has_an_action_for_it(pipeline: Pipeline) -> None:
    for action in pipeline.actions:
        for variant in action.variants.values():
            kind = pipeline.task[variant.task.kind] if variant.task else None
            for role in (kind.role, *kind.also) if kind and kind.role else ():
                assert may_work(pipeline, variant.to, person(role)), (action.code, role)


def unanswered(times: int, start: datetime) -> tuple[OrderFacts, list[datetime]]:
    """The order after that many unsuccessful calls, each made when it is due, and the due times."""
    facts, now, dues = desk.order(SHOP, start), start, []
    for _ in range(times):
        facts = desk.after(facts, done(SHOP, facts, "no_answer", Form("made", "busy"), now))
        assert facts.task is not None
        now = facts.task.due_at
        dues.append(now)
    return facts, dues


def test_three_quick_redials_then_every_hour() -> None:
    _, dues = unanswered(6, NOW)
    gaps = [(later - earlier) // timedelta(minutes=1) for earlier, later in zip([NOW, *dues], dues, strict=False)]
    assert gaps == [3, 3, 3, 60, 60, 60]


def test_an_hour_past_closing_becomes_the_opening_of_the_next_working_day() -> None:
    friday = moscow("2025-11-21 17:30")
    facts = standing("no_answer", attempts=3)
    hours = desk.shop_hours(week="mon-fri 09:00-18:00")
    decision = done(SHOP, facts, "no_answer", Form("made", "busy"), friday, hours=hours)
    assert decision.task == Task("call", moscow("2025-11-24 09:00"))


def test_from_the_fourth_call_the_operator_may_name_the_time() -> None:
    fourth = done(SHOP, standing("no_answer", attempts=3), "no_answer", Form("made", "busy", None, EVENING), NOW)
    assert (fourth.attempts, fourth.task) == (4, Task("call", EVENING))
    for earlier in range(3):
        facts = standing("no_answer", attempts=earlier)
        assert refused(facts, "no_answer", Form("made", "busy", None, EVENING)) == [("call_back_at", "must_be_empty")]


def test_the_named_time_keeps_to_the_clients_clock() -> None:
    facts = replace(NEW, client_zone="Asia/Vladivostok")
    decision = done(SHOP, facts, "call_later", Form("made", None, "x", moscow("2025-11-19 15:00")), NOW)
    assert decision.task == Task("call", moscow("2025-11-20 09:00"))


def test_reaching_the_client_starts_the_count_of_calls_again_but_not_the_total() -> None:
    facts, dues = unanswered(5, NOW)
    decision = done(SHOP, facts, "call_later", Form("made", None, "x", dues[-1] + timedelta(hours=1)), dues[-1])
    assert (decision.attempts, decision.attempts_total, decision.pursued_since) == (0, 5, dues[-1])
    again = done(SHOP, desk.after(facts, decision), "no_answer", Form("made", "busy"), dues[-1])
    assert (again.attempts, again.attempts_total) == (1, 6)


def test_the_first_to_work_an_order_becomes_responsible_and_stays() -> None:
    first = done(SHOP, NEW, "no_answer", Form("made", "busy"), NOW, actor=person(user_id=3))
    second = done(SHOP, desk.after(NEW, first), "confirm", Form("made"), NOW, actor=person(user_id=4))
    assert (first.responsible_id, second.responsible_id) == (3, 3)


def test_calls_made_are_remembered_and_those_not_made_are_not() -> None:
    assert done(SHOP, NEW, "confirm", Form("made"), NOW).last_call_at == NOW
    assert done(SHOP, NEW, "invalid", Form("not_made", choice="spam"), NOW).last_call_at is None


def test_the_keys_are_those_on_the_buttons_of_the_desk() -> None:
    keys = {action.key: action.code for action in SHOP.actions if action.key}
    assert keys == {"F3": "call_later", "F4": "no_answer", "F6": "invalid", "F7": "refuse", "F9": "confirm"}


def test_decisions_are_in_utc() -> None:
    decision = done(SHOP, NEW, "no_answer", Form("made", "busy"), NOW)
    assert isinstance(decision, Decision)
    assert decision.task is not None
    assert decision.task.due_at.tzinfo is UTC
