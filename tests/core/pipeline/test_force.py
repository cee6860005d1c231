"""What a head may force and what is refused, with the field at fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.errors import Refusal
from dozvon.core.pipeline.facts import OrderFacts, Task
from dozvon.core.pipeline.force import Forced, ForcedMove, force, usual_task
from tests.core.pipeline import desk

SHOP = desk.PRESETS["shop"]
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WAITING = OrderFacts("confirmed", NOW, NOW, desk.MOSCOW, 2, 5, task=Task("assemble", NOW), responsible_id=7)


def forced(move: ForcedMove, facts: OrderFacts = WAITING) -> Forced:
    result = force(SHOP, facts, move, NOW, desk.shop_hours())
    assert isinstance(result, Forced), result
    return result


def test_an_order_goes_down_to_new_as_if_it_had_just_come() -> None:
    result = forced(ForcedMove("new", "the client thought better of it"))
    assert (result.task, result.attempts, result.responsible_id) == (Task("call", NOW), 0, None)


def test_a_closed_order_is_opened_again_with_the_task_and_time_that_were_named() -> None:
    lost = replace(WAITING, status="refused", task=None)
    later = NOW + timedelta(hours=2)
    result = forced(ForcedMove("in_progress", "refused by mistake", "call", later), lost)
    assert (result.task, result.pursued_since, result.responsible_id) == (Task("call", later), NOW, 7)


def test_a_closed_status_leaves_no_task() -> None:
    assert forced(ForcedMove("archive", "the goods are gone")).task is None


def test_a_call_at_night_waits_for_the_morning() -> None:
    night = NOW + timedelta(hours=12)
    assert forced(ForcedMove("in_progress", "asked for it", "call", night)).task == Task(
        "call", desk.moscow("2026-03-11 09:00")
    )


def test_the_usual_task_of_a_status_is_that_of_the_actions_which_lead_there() -> None:
    assert {code: usual_task(SHOP, code) for code in ("new", "confirmed", "delivered", "claim", "archive")} == {
        "new": "call",
        "confirmed": "assemble",
        "delivered": "quality_call",
        "claim": "resolve_claim",
        "archive": None,
    }


@pytest.mark.parametrize(
    ("move", "wrong"),
    [
        (ForcedMove("nowhere", "x"), {"status": "unknown"}),
        (ForcedMove("", "x"), {"status": "missing"}),
        (ForcedMove("confirmed", "x"), {"status": "same_status"}),
        (ForcedMove("new", "  "), {"reason": "missing"}),
        (ForcedMove("new", "x" * 4001), {"reason": "too_long"}),
        (ForcedMove("new", "a\x00b"), {"reason": "bad_character"}),
        (ForcedMove("new", "x", "dance"), {"task.kind": "unknown"}),
        (ForcedMove("shipped", "x", "call"), {"task.kind": "never_handed_out"}),
        (ForcedMove("new", "x", "call", NOW - timedelta(hours=1)), {"task.due_at": "in_past"}),
        (ForcedMove("new", "x", "call", NOW + timedelta(days=800)), {"task.due_at": "too_far"}),
        (ForcedMove("new", "x", "call", NOW.replace(tzinfo=None)), {"task.due_at": "no_zone"}),
        (ForcedMove("archive", "x", "call"), {"task.kind": "closed_has_no_task"}),
        (ForcedMove("archive", "x", None, NOW), {"task.due_at": "closed_has_no_task"}),
    ],
)
def test_a_wrong_move_is_refused_by_its_field(move: ForcedMove, wrong: dict[str, str]) -> None:
    result = force(SHOP, WAITING, move, NOW, desk.shop_hours())
    assert isinstance(result, Refusal)
    assert {error.field: error.code for error in result.errors} == wrong
