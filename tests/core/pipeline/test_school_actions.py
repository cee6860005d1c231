"""The table and the ladder of preset `school` (domain, section 4; seed 003)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dozvon.core.errors import Refusal
from dozvon.core.pipeline.facts import Form, OrderFacts, Task
from dozvon.core.pipeline.queues import queue_of
from dozvon.core.roles import Role
from tests.core.pipeline import desk
from tests.core.pipeline.desk import attempt, done, moscow, person

SCHOOL = desk.PRESETS["school"]
NOW = moscow("2025-11-19 12:00")
NEW = desk.order(SCHOOL, NOW)
ROUND_THE_CLOCK = desk.shop_hours(week=desk.ALL_DAY, window="00:00-24:00")
AGREED = moscow("2025-11-24 18:00")
MORNING = moscow("2025-11-20 09:00")


def standing(status: str, attempts: int = 0) -> OrderFacts:
    return replace(NEW, status=status, attempts=attempts)


def test_an_application_arrives_with_a_call_at_once() -> None:
    assert (NEW.status, NEW.task) == ("new", Task("call", NOW))


ROWS = {
    "no answer": ("new", "no_answer", Form("made"), "no_answer", Task("reach", NOW + timedelta(hours=1))),
    "call back": ("new", "call_back", Form("made", "ill", None, AGREED), "call_back", Task("call_back", AGREED)),
    "trial booked": (
        "call_back",
        "book_trial",
        Form(fields={"lesson_at": AGREED}),
        "trial_booked",
        Task("remind", AGREED - timedelta(days=1)),
    ),
    "trial booked for tonight": (
        "new",
        "book_trial",
        Form(fields={"lesson_at": NOW + timedelta(hours=5)}),
        "trial_booked",
        Task("remind", NOW),
    ),
    "trial booked, as text": (
        "new",
        "book_trial",
        Form(fields={"lesson_at": "2025-11-24T18:00+03:00"}),
        "trial_booked",
        Task("remind", AGREED - timedelta(days=1)),
    ),
    "trial missed": ("trial_booked", "trial_missed", Form(), "trial_missed", Task("rebook", MORNING)),
    "trial done": ("trial_booked", "trial_done", Form(), "trial_done", Task("sell", MORNING)),
    "thinking": ("trial_done", "think", Form(call_back_at=AGREED), "deciding", Task("sell", AGREED)),
    "enrolled": (
        "deciding",
        "enroll",
        Form(fields={"subscription_until": date(2025, 12, 31)}),
        "client",
        Task("renew", moscow("2025-12-28 09:00")),
    ),
    "enrolled again": (
        "client",
        "enroll",
        Form(fields={"subscription_until": "2026-03-31"}),
        "client",
        Task("renew", moscow("2026-03-28 09:00")),
    ),
    "enrolled until a moment of a day": (
        "client",
        "enroll",
        Form(fields={"subscription_until": "2026-03-31T00:00:00+03:00"}),
        "client",
        Task("renew", moscow("2026-03-28 09:00")),
    ),
    "postponed": ("client", "postpone", Form(call_back_at=AGREED), "client", Task("renew", AGREED)),
    "refused": ("new", "refuse", Form(problem="over_seven"), "refused", None),
    "terminated": ("client", "terminate", Form(problem="moved"), "terminated", None),
    "finished": ("client", "finish", Form(problem="course_completed"), "finished", None),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_action_does_what_its_row_says(row: tuple[str, str, Form, str, Task | None]) -> None:
    source, action, form, status, task = row
    decision = done(SCHOOL, standing(source), action, form, NOW)
    assert (decision.status, decision.task) == (status, task)


def test_postponing_a_renewal_needs_no_call_and_counts_none() -> None:
    decision = done(SCHOOL, standing("client"), "postpone", Form("not_made", call_back_at=AGREED), NOW)
    assert (decision.call, decision.last_call_at, decision.outcome) == ("not_made", None, "none")


def test_seven_delays_from_the_last_call_and_the_eighth_call_refuses() -> None:
    facts, now, gaps, comments = NEW, NOW, [], []
    for _ in range(7):
        decision = done(SCHOOL, facts, "no_answer", Form("made"), now, hours=ROUND_THE_CLOCK)
        facts = desk.after(facts, decision)
        assert facts.status == "no_answer"
        assert facts.task is not None
        gaps.append(facts.task.due_at - now)
        comments.append(decision.comment)
        now = facts.task.due_at + timedelta(minutes=17)
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert gaps == [hour, 3 * hour, day, 7 * day, 3 * hour, 30 * day, 3 * hour]
    assert comments == ["Н1", "Н2", "Н3", "Н4", "Н5", "Н6", "Н7"]
    eighth = done(SCHOOL, facts, "no_answer", Form("made"), now, hours=ROUND_THE_CLOCK)
    assert (eighth.status, eighth.task, eighth.problem) == ("refused", None, "not_reached")


REFUSED = {
    "call back without a reason": ("new", "call_back", Form(call_back_at=AGREED), [("problem", "missing")]),
    "call back without a time": ("new", "call_back", Form(problem="ill"), [("call_back_at", "missing")]),
    "call back, other, no text": (
        "new",
        "call_back",
        Form(problem="other", call_back_at=AGREED),
        [("comment", "missing")],
    ),
    "call back, reason of refusal": (
        "new",
        "call_back",
        Form(problem="over_seven", call_back_at=AGREED),
        [("problem", "unknown")],
    ),
    "trial without its time": ("new", "book_trial", Form(), [("lesson_at", "missing")]),
    "trial in the past": ("new", "book_trial", Form(fields={"lesson_at": NOW}), [("lesson_at", "in_past")]),
    "trial at no time": ("new", "book_trial", Form(fields={"lesson_at": "tomorrow"}), [("lesson_at", "not_moment")]),
    "trial at a bare date": ("new", "book_trial", Form(fields={"lesson_at": "2025-12-01"}), [("lesson_at", "no_zone")]),
    "enrolled without an end": ("deciding", "enroll", Form(), [("subscription_until", "missing")]),
    "enrolled till yesterday": (
        "deciding",
        "enroll",
        Form(fields={"subscription_until": "2025-11-18"}),
        [("subscription_until", "in_past")],
    ),
    "enrolled till some day": (
        "deciding",
        "enroll",
        Form(fields={"subscription_until": "31.12.2025"}),
        [("subscription_until", "not_day")],
    ),
    "thinking without a time": ("trial_done", "think", Form(), [("call_back_at", "missing")]),
    "postponed without a time": ("client", "postpone", Form(), [("call_back_at", "missing")]),
    "refused without a reason": ("new", "refuse", Form(), [("problem", "missing")]),
    "terminated without a reason": ("client", "terminate", Form(), [("problem", "missing")]),
    "finished without a reason": ("client", "finish", Form(), [("problem", "missing")]),
    "no answer with a time": (
        "new",
        "no_answer",
        Form("made", call_back_at=AGREED),
        [("call_back_at", "must_be_empty")],
    ),
    "no answer, not called": ("new", "no_answer", Form("not_made"), [("call", "must_be_made")]),
    "no trial was booked": ("new", "trial_missed", Form(), [("action", "transition")]),
    "a client is not new": ("client", "refuse", Form(problem="duplicate"), [("action", "transition")]),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_wrong_combination_is_refused_field_by_field(row: tuple[str, str, Form, list[tuple[str, str]]]) -> None:
    source, action, form, errors = row
    answer = attempt(SCHOOL, standing(source), action, form, NOW)
    assert isinstance(answer, Refusal)
    assert [(error.field, error.code) for error in answer.errors] == errors


def test_other_reasons_are_enough_with_a_text() -> None:
    form = Form(problem="other", comment="after exams", call_back_at=AGREED)
    assert done(SCHOOL, NEW, "call_back", form, NOW).comment == "after exams"


@pytest.mark.parametrize("source", ["trial_booked", "trial_missed", "trial_done", "deciding"])
def test_no_answer_steps_back_from_any_agreement_for_those_who_call(source: str) -> None:
    assert done(SCHOOL, standing(source), "no_answer", Form("made"), NOW).status == "no_answer"
    answer = attempt(SCHOOL, standing(source), "no_answer", Form("made"), NOW, actor=person(Role.WAREHOUSE))
    assert isinstance(answer, Refusal)
    assert answer.reason == "forbidden"


def test_reasons_are_those_of_the_seed() -> None:
    assert SCHOOL.problem_list["call_back"] == (
        *("inconvenient", "ill", "away", "thinking", "clarify_name", "too_young", "weekend", "weekday", "named_day"),
        *("date_and_time", "not_interested", "dropped", "other"),
    )
    assert SCHOOL.problem_list["refusal"][:5] == (
        "over_seven",
        "already_client",
        "duplicate",
        "do_not_call",
        "friends_number",
    )


def test_agreed_calls_come_first_then_new_and_retries_last() -> None:
    ranks = {}
    for status in SCHOOL.statuses:
        if status.kind == "open":
            tab = queue_of(SCHOOL, standing(status.code), NOW, desk.MOSCOW)
            assert tab is not None
            ranks[tab] = SCHOOL.queue[tab].priority or 0
    order = sorted(ranks, key=ranks.__getitem__)
    assert order == ["call_back", "new", "trial_booked", "after_trial", "renewals", "no_answer"]
