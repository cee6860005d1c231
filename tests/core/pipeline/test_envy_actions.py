"""The buttons of preset `envy` (domain, section 4; seed 002)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dozvon.core.errors import Refusal
from dozvon.core.pipeline.facts import Form, Task
from dozvon.core.pipeline.queues import queue_of
from tests.core.pipeline import desk
from tests.core.pipeline.desk import attempt, done, moscow

ENVY = desk.PRESETS["envy"]
NOW = moscow("2025-11-19 10:00")
LATER = moscow("2025-11-19 16:00")
NEW = desk.order(ENVY, NOW)
CAUSES = {"busy": "Занято", "no_reply": "Не отвечает", "out_of_coverage": "Вне зоны доступа"}
OPEN = ("new", "no_answer", "in_progress", "invoiced")


@pytest.mark.parametrize("cause", CAUSES)
def test_the_fifth_unanswered_call_archives_the_client(cause: str) -> None:
    facts, now, gaps = NEW, NOW, []
    for number in range(1, 5):
        decision = done(ENVY, facts, "no_answer", Form("made", choice=cause), now)
        assert (decision.status, decision.attempts, decision.problem) == ("no_answer", number, cause)
        assert decision.comment == CAUSES[cause]
        facts = desk.after(facts, decision)
        assert facts.task is not None
        assert facts.task.kind == "call"
        gaps.append(facts.task.due_at - now)
        now = facts.task.due_at
    assert gaps == [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(days=1)]
    fifth = done(ENVY, facts, "no_answer", Form("made", choice=cause), now)
    assert (fifth.status, fifth.task, fifth.attempts_total) == ("archive", None, 5)


def test_each_cause_has_a_ladder_of_its_own() -> None:
    tasks = [variant.task for variant in ENVY.action["no_answer"].variants.values()]
    assert [task.when.ladder for task in tasks if task] == list(CAUSES)


ACCEPTED = {
    "invoice": ("invoice", Form(call_back_at=LATER), "invoiced", Task("call", LATER)),
    "call later": ("call_later", Form(call_back_at=LATER), "in_progress", Task("call", LATER)),
    "paid": ("paid", Form(), "paid", None),
    "refuse": ("refuse", Form(problem="expensive"), "refused", None),
}


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize("row", ACCEPTED.values(), ids=ACCEPTED)
def test_a_button_sets_status_and_task_from_every_open_status(
    row: tuple[str, Form, str, Task | None], status: str
) -> None:
    action, form, result, task = row
    decision = done(ENVY, replace(NEW, status=status), action, form, NOW)
    assert (decision.status, decision.task) == (result, task)


REFUSED = {
    "no answer without its cause": ("no_answer", Form("made"), [("choice", "missing")]),
    "no answer, unknown cause": ("no_answer", Form("made", choice="asleep"), [("choice", "unknown")]),
    "no answer, not called": ("no_answer", Form("not_made", choice="busy"), [("call", "must_be_made")]),
    "no answer at a named time": (
        "no_answer",
        Form("made", choice="busy", call_back_at=LATER),
        [("call_back_at", "must_be_empty")],
    ),
    "invoice without a time": ("invoice", Form(), [("call_back_at", "missing")]),
    "invoice in the past": ("invoice", Form(call_back_at=NOW), [("call_back_at", "in_past")]),
    "call later without a time": ("call_later", Form(), [("call_back_at", "missing")]),
    "refuse without a reason": ("refuse", Form(), [("problem", "missing")]),
    "refuse, unknown reason": ("refuse", Form(problem="busy"), [("problem", "unknown")]),
    "paid with a time": ("paid", Form(call_back_at=LATER), [("call_back_at", "must_be_empty")]),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_wrong_combination_is_refused_field_by_field(row: tuple[str, Form, list[tuple[str, str]]]) -> None:
    action, form, errors = row
    answer = attempt(ENVY, NEW, action, form, NOW)
    assert isinstance(answer, Refusal)
    assert [(error.field, error.code) for error in answer.errors] == errors


@pytest.mark.parametrize("status", ["paid", "refused", "archive"])
def test_nothing_is_done_with_a_closed_deal(status: str) -> None:
    for action in ENVY.action:
        answer = attempt(ENVY, replace(NEW, status=status, task=None), action, Form(), NOW)
        assert isinstance(answer, Refusal)
        assert answer.reason == "transition"


def test_agreed_calls_come_first_then_new_then_retries() -> None:
    tabs = [queue_of(ENVY, replace(NEW, status=status), NOW, desk.MOSCOW) for status in OPEN]
    assert sorted(tabs, key=lambda tab: ENVY.queue[tab or ""].priority or 0) == [
        "in_progress",
        "invoiced",
        "new",
        "no_answer",
    ]
