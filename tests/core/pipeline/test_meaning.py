"""What documents say beyond their moves: cases of actions, forbidden losses, meanings, and documents of format 1."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

import pytest

from dozvon import presets
from dozvon.core.errors import Refusal
from dozvon.core.outcomes import Meaning, meaning_of
from dozvon.core.pipeline.carrying import tasks_of
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.decide import offered_actions
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Form, OrderFacts, Task
from dozvon.core.pipeline.load import dump
from dozvon.core.roles import Role
from tests.core.pipeline import desk

NOW = desk.moscow("2026-03-10 12:00")
UNREACHED = Form(call="made", problem="busy")
NEW_KEYS = {"milestone", "trash", "siblings", "cures", "requires", "cases", "card", "say", "format"}


def with_quality_calls() -> Pipeline:
    """The shop preset, where a quality call that nobody answers is no step down (domain, section 3)."""
    document = tomllib.loads(presets.text("shop"))
    document["ladders"].append({"code": "quality", "steps": ["1d", "1d"], "end": {"status": "done"}})
    by_ladder = {"kind": "quality_call", "when": {"ladder": "quality"}}
    button = next(action for action in document["actions"] if action["code"] == "no_answer")
    button["sources"].append("delivered")
    button["cases"] = [{"tasks": ["quality_call"], "to": "delivered", "task": by_ladder}]
    document["matrix"].append({"source": "delivered", "to": "no_answer", "roles": ["head"]})
    return presets.from_content(document, "shop")


def delivered(attempts: int = 0, kind: str = "quality_call") -> OrderFacts:
    """An order at the client's, with that task."""
    task = Task(kind, NOW)
    return OrderFacts(
        "delivered", NOW - timedelta(days=9), NOW - timedelta(days=8), desk.MOSCOW, attempts, 3, task=task
    )


def test_a_quality_call_that_nobody_answers_is_no_step_down() -> None:
    pipeline = with_quality_calls()
    assert mistakes(pipeline) == []
    decision = desk.done(pipeline, delivered(), "no_answer", UNREACHED, NOW)
    assert (decision.status, decision.attempts) == ("delivered", 1)
    assert decision.task == Task("quality_call", NOW + timedelta(days=1))
    assert desk.done(pipeline, delivered(2), "no_answer", UNREACHED, NOW).status == "done"
    assert tasks_of(pipeline, "delivered") == ("quality_call",)


def test_outside_its_case_an_action_does_what_it_says() -> None:
    pipeline = with_quality_calls()
    new = desk.order(pipeline, NOW)
    assert desk.done(pipeline, new, "no_answer", UNREACHED, NOW) == desk.done(
        desk.PRESETS["shop"], new, "no_answer", UNREACHED, NOW
    )
    other = delivered(kind="review")
    assert isinstance(desk.attempt(pipeline, other, "no_answer", UNREACHED, NOW), Refusal)


def test_where_clients_have_agreed_does_not_depend_on_calls_once_it_is_marked() -> None:
    assert meaning_of(with_quality_calls()) == meaning_of(desk.PRESETS["shop"])


@pytest.mark.parametrize(("roles", "refused"), [(["operator"], True), ([], True), (["quality"], False)])
def test_the_matrix_can_forbid_a_loss(roles: list[str], refused: bool) -> None:
    document = tomllib.loads(presets.text("shop"))
    document["matrix"].append({"source": "new", "to": "refused", "forbid": True, "roles": roles})
    pipeline = presets.from_content(document, "shop")
    form = Form(call="made", problem="expensive", comment="too much")
    result = desk.attempt(pipeline, desk.order(pipeline, NOW), "refuse", form, NOW)
    assert (isinstance(result, Refusal) and result.reason == "transition") is refused
    codes = {action.code for action in offered_actions(pipeline, "new", desk.person())}
    assert ("refuse" not in codes) is refused
    head = desk.attempt(pipeline, desk.order(pipeline, NOW), "refuse", form, NOW, actor=desk.person(Role.ADMIN))
    assert not isinstance(head, Refusal)


def without_meaning(content: Any) -> Any:
    """The document as format 1 had it: nothing said of what parts mean."""
    if isinstance(content, dict):
        return {key: without_meaning(value) for key, value in content.items() if key not in NEW_KEYS}
    return [without_meaning(item) for item in content] if isinstance(content, list) else content


def former(name: str) -> dict[str, Any]:
    """A shipped document as a version of format 1 keeps it."""
    content: dict[str, Any] = without_meaning(presets.preset(name).model_dump(mode="json", exclude_none=True))
    return content


@pytest.mark.parametrize("name", presets.names())
def test_a_version_of_format_1_means_what_its_codes_meant(name: str) -> None:
    before, today = presets.stored(former(name)), presets.preset(name)
    assert mistakes(before) == []
    assert meaning_of(before) == meaning_of(today)
    assert [status.trash for status in before.statuses] == [status.trash for status in today.statuses]
    cures = [[choice.cures for choice in action.choices] for action in before.actions]
    assert cures == [[choice.cures for choice in action.choices] for action in today.actions]
    assert {sentence.when for sentence in before.say} == {"total", "free", "priced", "way", "courier", "parcel"}
    assert before.card.sections == ("goods", "client", "delivery", "say")


def test_a_pipeline_of_ones_own_keeps_what_its_codes_meant() -> None:
    content = former("shop")
    for status in content["statuses"]:
        if status["code"] == "confirmed":
            status["level"] = 1
    found = meaning_of(presets.stored({**content, "code": "mine"}))
    assert found == Meaning(
        agreed=frozenset({"confirmed", "assembled", "shipped", "delivered", "claim", "done"}),
        shipped=frozenset({"shipped"}),
        delivered=frozenset({"delivered"}),
        trash=frozenset({"invalid_number", "spam", "duplicate"}),
    )


def test_a_document_that_says_its_format_is_left_as_it_is() -> None:
    content = {**former("shop"), "format": 2}
    assert presets.current(content) == content
    assert meaning_of(presets.stored(content)).trash == frozenset()


def test_a_draft_with_mistakes_is_upgraded_around_them() -> None:
    broken = {"statuses": [{"code": 5}, "new", {"code": "invalid", "kind": "lost"}], "problems": "none"}
    assert presets.current(broken)["statuses"][2]["trash"] is True


@pytest.mark.parametrize("name", presets.names())
def test_a_document_is_written_with_its_format(name: str) -> None:
    assert dump(presets.preset(name)).startswith("format = 2\n")
    assert presets.read(dump(presets.preset(name)), name) == presets.preset(name)
