"""The checker: shipped presets are sound, and each rule, broken alone, is named with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from dozvon import presets
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.mistake import did_you_mean
from tests.core.pipeline import desk

Document = dict[str, Any]
TITLE = {"ru": "Ещё", "uk": "Ще", "en": "More"}


def part(document: Document, place: str) -> Any:
    """The part at a place such as `actions.no_answer.choices.busy`."""
    found: Any = document
    for name in place.split("."):
        found = next(item for item in found if item["code"] == name) if isinstance(found, list) else found[name]
    return found


def put(place: str, **values: Any) -> Callable[[Document], object]:
    """A mutation that sets keys of the part."""
    return lambda document: part(document, place).update(values)


def drop(place: str, *keys: str) -> Callable[[Document], object]:
    """A mutation that removes keys of the part."""

    def mutate(document: Document) -> None:
        for key in keys:
            del part(document, place)[key]

    return mutate


def add(section: str, **item: Any) -> Callable[[Document], object]:
    """A mutation that appends to a list."""
    return lambda document: part(document, section).append(item)


def remove(section: str, code: str) -> Callable[[Document], object]:
    """A mutation that takes an item out of a list."""

    def mutate(document: Document) -> None:
        part(document, section).remove(part(document, f"{section}.{code}"))

    return mutate


AT_ONCE = {"kind": "call", "when": {"after": "0m"}}
BROKEN: dict[str, tuple[str, Callable[[Document], object], str, str]] = {
    "status twice": ("shop", add("statuses", code="new", title=TITLE, kind="open", level=0), "statuses", "2 times"),
    "task twice": ("shop", add("tasks", code="call", title=TITLE, call=True), "tasks", "2 times"),
    "problem twice": ("shop", add("problems", code="busy", title=TITLE), "problems", "2 times"),
    "choice twice": (
        "envy",
        add("actions.no_answer.choices", code="busy", title=TITLE),
        "actions.no_answer.choices",
        "2",
    ),
    "problem twice in a list": (
        "shop",
        put("lists.no_answer", problems=["busy", "busy"]),
        "lists.no_answer.problems",
        "2",
    ),
    "source twice": ("shop", put("actions.ship", sources=["assembled"] * 2), "actions.ship.sources", "2 times"),
    "unknown arrival status": ("shop", put("arrival", status="nwe"), "arrival.status", "unknown status"),
    "arrival in a closed status": ("shop", put("arrival", status="done"), "arrival.status", "closed"),
    "unknown arrival task": ("shop", put("arrival.task", kind="cal"), "arrival.task.kind", "unknown task"),
    "arrival by a ladder": ("shop", put("arrival.task", when={"ladder": "redial"}), "arrival.task.when", "nobody has"),
    "arrival without a time": ("shop", put("arrival.task", when={}), "arrival.task.when", "set by nothing"),
    "level of a lost status": ("shop", put("statuses.refused", level=3), "statuses.refused.level", "has no level"),
    "no level of an open one": ("shop", drop("statuses.claim", "level"), "statuses.claim.level", "needs its level"),
    "no level of a won one": ("shop", drop("statuses.done", "level"), "statuses.done.level", "needs its level"),
    "unreachable status": (
        "shop",
        add("statuses", code="limbo", title=TITLE, kind="lost"),
        "statuses.limbo",
        "nothing leads to",
    ),
    "status left without a way in": ("shop", remove("actions", "deliver"), "statuses.delivered", "nothing leads to"),
    "no action leads on": ("envy", put("actions.paid", to="deaf", task=AT_ONCE), "statuses.deaf", "no action leads on"),
    "circle without an exit": (
        "shop",
        lambda document: (
            put("actions.resolve_claim", to="claim", task=AT_ONCE)(document),
            put("actions.return", sources=["shipped"])(document),
        ),
        "statuses.claim",
        "never be finished",
    ),
    "empty list": ("shop", put("lists.refusal", problems=[]), "lists.refusal.problems", "empty"),
    "unknown problem in a list": ("shop", put("lists.refusal", problems=["othr"]), "lists.refusal.problems", "unknown"),
    "ladder without an end": ("shop", drop("ladders.redial", "repeat"), "ladders.redial", "no end"),
    "ladder with two ends": ("envy", put("ladders.busy", repeat="1h"), "ladders.busy", "both"),
    "step without delay": ("envy", put("ladders.busy", steps=["0m"]), "ladders.busy", "without any delay"),
    "repeat without delay": ("shop", put("ladders.redial", repeat="0m"), "ladders.redial", "without any delay"),
    "ladder ends nowhere": (
        "envy",
        put("ladders.busy", end={"status": "arhive"}),
        "ladders.busy.end",
        "unknown status",
    ),
    "ladder ends open": ("envy", put("ladders.busy", end={"status": "new"}), "ladders.busy.end", "is open"),
    "ladder's unknown problem": (
        "school",
        put("ladders.reach", end={"status": "refused", "problem": "not_reched"}),
        "ladders.reach.end",
        "unknown problem",
    ),
    "repeat without ageing": ("shop", lambda document: document.pop("ageing"), "ladders.redial.repeat", "for ever"),
    "repeat, ageing elsewhere": ("shop", put("ageing", statuses=["new"]), "ladders.redial.repeat", "for ever"),
    "key used twice": ("shop", put("actions.refuse", key="f9"), "actions.refuse.key", "key of `confirm`"),
    "no sources": ("shop", put("actions.ship", sources=[]), "actions.ship.sources", "never be used"),
    "unknown source": ("shop", put("actions.ship", sources=["asembled"]), "actions.ship.sources", "unknown status"),
    "closed source": ("shop", put("actions.ship", sources=["assembled", "done"]), "actions.ship.sources", "is closed"),
    "outcome without a call": (
        "shop",
        put("actions.invalid.choices.feedback", call="not_made"),
        "actions.invalid.choices.feedback.outcome",
        "nobody is called",
    ),
    "no answer without a ladder": (
        "school",
        put("actions.no_answer", task={"kind": "reach", "when": {"after": "1h"}}),
        "actions.no_answer",
        "repeated for ever",
    ),
    "ladder of a reached client": (
        "school",
        put("actions.no_answer", outcome="reached"),
        "actions.no_answer.task.when",
        "unsuccessful calls only",
    ),
    "unknown target": ("shop", put("actions.ship", to="shiped"), "actions.ship.to", "unknown status"),
    "open without a task": ("shop", drop("actions.ship", "task"), "actions.ship", "no task is set"),
    "open choice without a task": (
        "envy",
        drop("actions.no_answer.choices.busy", "task"),
        "actions.no_answer.choices.busy",
        "no task is set",
    ),
    "closed with a task": ("shop", put("actions.refuse", task=AT_ONCE), "actions.refuse.task", "a task is set"),
    "choice takes over a task it cannot have": (
        "shop",
        put("actions.invalid", task=AT_ONCE),
        "actions.invalid.task",
        "a task is set",
    ),
    "down without the matrix": (
        "shop",
        put("actions.call_later", sources=["confirmed"]),
        "actions.call_later.sources",
        "allowed to nobody",
    ),
    "down, allowed to others only": (
        "shop",
        put("actions.revive", roles=["operator"]),
        "actions.revive.sources",
        "allowed to nobody",
    ),
    "fixed problem without value": (
        "shop",
        put("actions.call_later", problem={"rule": "fixed"}),
        "actions.call_later.problem",
        "needs its value",
    ),
    "fixed problem of a choice without value": (
        "shop",
        put("actions.invalid.choices.spam", problem={"rule": "fixed"}),
        "actions.invalid.choices.spam.problem",
        "needs its value",
    ),
    "required problem without list": (
        "shop",
        put("actions.refuse", problem={"rule": "required"}),
        "actions.refuse.problem",
        "needs a list",
    ),
    "value of no rule": (
        "shop",
        put("actions.ship", problem={"value": "busy"}),
        "actions.ship.problem",
        "means nothing",
    ),
    "list of no rule": (
        "shop",
        put("actions.ship", problem={"list": "refusal"}),
        "actions.ship.problem",
        "means nothing",
    ),
    "unknown fixed problem": (
        "shop",
        put("actions.call_later", problem={"rule": "fixed", "value": "need_callback"}),
        "actions.call_later.problem",
        "unknown problem",
    ),
    "unknown list": (
        "shop",
        put("actions.refuse", problem={"rule": "required", "list": "refusals"}),
        "actions.refuse.problem",
        "unknown list",
    ),
    "unknown placeholder": (
        "shop",
        put("actions.no_answer", comment={"auto": {"ru": "{reason}", "uk": "x", "en": "x"}}),
        "actions.no_answer.comment",
        "{reason}",
    ),
    "comment required and made": (
        "shop",
        put("actions.no_answer", comment={"rule": "required", "auto": TITLE}),
        "actions.no_answer.comment",
        "by itself",
    ),
    "refused without advice": (
        "shop",
        drop("actions.invalid.choices.feedback", "advice"),
        "actions.invalid.choices.feedback",
        "advice",
    ),
    "field of every form": (
        "shop",
        put("actions.ship", fields=[{"code": "comment", "title": TITLE, "type": "text", "required": False}]),
        "actions.ship.fields",
        "every form",
    ),
    "time asked for in vain": (
        "shop",
        put("actions.ship", call_back_at="required"),
        "actions.ship.call_back_at",
        "not used",
    ),
    "time used, not asked for": (
        "shop",
        drop("actions.call_later", "call_back_at"),
        "actions.call_later.call_back_at",
        "not asked for",
    ),
    "time left to no ladder": (
        "shop",
        put("actions.confirm", call_back_at="ladder"),
        "actions.confirm.call_back_at",
        "left to a ladder",
    ),
    "time left to a ladder that names none": (
        "school",
        put("actions.no_answer", call_back_at="ladder"),
        "actions.no_answer.call_back_at",
        "left to a ladder",
    ),
    "unknown task": ("shop", put("actions.ship.task", kind="trak"), "actions.ship.task.kind", "unknown task"),
    "no time": ("shop", put("actions.ship.task", when={}), "actions.ship.task.when", "set by nothing"),
    "two times": (
        "shop",
        put("actions.ship.task", when={"after": "1d", "days": 1}),
        "actions.ship.task.when",
        "after and days",
    ),
    "before nothing": (
        "shop",
        put("actions.ship.task", when={"days": 1, "before": "1h"}),
        "actions.ship.task.when",
        "counts back",
    ),
    "unknown ladder": (
        "envy",
        put("actions.no_answer.choices.busy.task", when={"ladder": "bussy"}),
        "actions.no_answer.choices.busy.task.when",
        "unknown ladder",
    ),
    "unknown field": (
        "school",
        put("actions.book_trial.task", when={"field": "lesson"}),
        "actions.book_trial.task.when",
        "has no field",
    ),
    "timed by a text": (
        "school",
        put("actions.book_trial.fields.lesson_at", type="text"),
        "actions.book_trial.task.when",
        "not a time",
    ),
    "timed by what may be empty": (
        "school",
        put("actions.book_trial.fields.lesson_at", required=False),
        "actions.book_trial.task.when",
        "may stay empty",
    ),
    "matrix of unknown status": (
        "shop",
        add("matrix", source="no_anser", to="new", roles=["head"]),
        "matrix.#2",
        "unknown status",
    ),
    "matrix of no roles": ("shop", add("matrix", source="claim", to="new", roles=[]), "matrix.#2.roles", "to nobody"),
    "queue of nothing": ("shop", put("queues.new.where", statuses=[]), "queues.new.where.statuses", "always empty"),
    "queue of unknown status": (
        "shop",
        put("queues.new.where", statuses=["new", "old"]),
        "queues.new.where.statuses",
        "unknown status",
    ),
    "queue of a closed status": (
        "shop",
        put("queues.new.where", statuses=["new", "done"]),
        "queues.new.where.statuses",
        "is closed",
    ),
    "empty range": (
        "shop",
        put("queues.quick_callback.where", attempts={"min": 3, "max": 1}),
        "queues.quick_callback.where.attempts",
        "holds nothing",
    ),
    "dialled without priority": ("shop", drop("queues.new", "priority"), "queues.new.priority", "needs its place"),
    "priority of no use": (
        "shop",
        put("queues.no_answer_earlier", priority=90),
        "queues.no_answer_earlier.priority",
        "not dialled",
    ),
    "priority twice": ("shop", put("queues.in_progress", priority=20), "queues.in_progress.priority", "`new` has"),
    "overlap by attempts": (
        "shop",
        put("queues.no_answer_today.where", attempts={"min": 3}),
        "queues.no_answer_today.where",
        "at once",
    ),
    "overlap by age": (
        "shop",
        put("queues.no_answer_yesterday.where", age={"min": 0, "max": 1}),
        "queues.no_answer_yesterday.where",
        "at once",
    ),
    "nobody dials a status": ("envy", remove("queues", "invoiced"), "statuses.invoiced", "no dialled queue"),
    "nobody dials the fourth call": (
        "shop",
        put("queues.no_answer_today.where", attempts={"min": 5}),
        "statuses.no_answer",
        "at 4 attempts and 0 days",
    ),
    "nobody dials yesterday": ("shop", remove("queues", "no_answer_yesterday"), "statuses.no_answer", "1 days of age"),
    "nobody is handed what is shown only": (
        "school",
        lambda document: (put("queues.new", dialled=False)(document), drop("queues.new", "priority")(document)),
        "statuses.new",
        "no dialled queue",
    ),
    "unknown ageing task": ("shop", put("ageing", task="revue"), "ageing.task", "unknown task"),
    "ageing to a call": ("shop", put("ageing", task="call"), "ageing.task", "stay on the phone"),
    "ageing of unknown status": (
        "shop",
        put("ageing", statuses=["no_answer", "x"]),
        "ageing.statuses",
        "unknown status",
    ),
    "ageing of a closed status": (
        "shop",
        put("ageing", statuses=["no_answer", "done"]),
        "ageing.statuses",
        "is closed",
    ),
    "dialled past the ageing": (
        "shop",
        put("ageing", days=1),
        "queues.no_answer_before_yesterday.where.age",
        "dialled later",
    ),
    "milestone of a lost status": (
        "shop",
        put("statuses.refused", milestone="paid"),
        "statuses.refused.milestone",
        "comes to nothing",
    ),
    "trash that is not lost": ("shop", put("statuses.done", trash=True), "statuses.done.trash", "only a lost order"),
    "sentence said twice": ("shop", add("say", when="way", text=TITLE), "say", "2 times"),
    "sentence with an unknown name": (
        "school",
        lambda document: document["say"][0].update(text={**TITLE, "uk": "{totla}"}),
        "say.#1.text",
        "nothing can be put in for {totla}",
    ),
    "case of an unknown task": (
        "shop",
        put("actions.assemble", cases=[{"tasks": ["asemble"], "to": "shipped", "task": AT_ONCE}]),
        "actions.assemble.cases.#1.tasks",
        "unknown task",
    ),
    "case of a status it is not used in": (
        "shop",
        put("actions.assemble", cases=[{"statuses": ["new"], "to": "shipped", "task": AT_ONCE}]),
        "actions.assemble.cases.#1.statuses",
        "never used in `new`",
    ),
    "case that changes nothing": (
        "shop",
        put("actions.assemble", cases=[{"statuses": ["confirmed"]}]),
        "actions.assemble.cases.#1",
        "does nothing otherwise",
    ),
    "case that never counts": (
        "shop",
        put("actions.assemble", cases=[{"to": "shipped", "task": AT_ONCE}, {"to": "done"}]),
        "actions.assemble.cases.#2",
        "never counts",
    ),
    "case to an open status without a task": (
        "shop",
        put("actions.deliver", cases=[{"statuses": ["shipped"], "to": "claim"}]),
        "actions.deliver.cases.#1",
        "no task is set",
    ),
    "case down": (
        "shop",
        put("actions.assemble", cases=[{"statuses": ["confirmed"], "to": "new", "task": AT_ONCE}]),
        "actions.assemble.sources",
        "down to `new`",
    ),
    "loss allowed, not forbidden": (
        "shop",
        add("matrix", source="new", to="refused", roles=["head"]),
        "matrix.#2.forbid",
        "only moves to a lost status are forbidden",
    ),
    "loss forbidden to all who may": (
        "shop",
        add("matrix", source="new", to="archive", forbid=True),
        "actions.archive.sources",
        "is forbidden to everybody",
    ),
}


@pytest.mark.parametrize("name", desk.PRESETS)
def test_shipped_presets_are_sound(name: str) -> None:
    assert mistakes(desk.PRESETS[name]) == []


@pytest.mark.parametrize("row", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_named_with_its_place_and_cure(
    row: tuple[str, Callable[[Document], object], str, str],
) -> None:
    name, mutate, place, message = row
    document = tomllib.loads(presets.text(name))
    if place == "statuses.deaf":
        add("statuses", code="deaf", title=TITLE, kind="open", level=2)(document)
    mutate(document)
    found = mistakes(Pipeline.model_validate(document))
    assert any(mistake.place == place and message in mistake.message for mistake in found), found
    assert all(mistake.mend for mistake in found)


def test_a_mistake_taken_over_by_every_choice_is_named_once() -> None:
    document = tomllib.loads(presets.text("shop"))
    put("actions.invalid", to="invald")(document)
    found = mistakes(Pipeline.model_validate(document))
    assert [mistake.message for mistake in found if mistake.place == "actions.invalid.to"] == [
        "unknown status `invald`"
    ]


def test_a_misspelt_status_is_not_buried_under_what_it_cuts_off() -> None:
    document = tomllib.loads(presets.text("shop"))
    put("actions.confirm", to="confrimed")(document)
    found = mistakes(Pipeline.model_validate(document))
    assert [(mistake.place, mistake.mend) for mistake in found] == [("actions.confirm.to", "did you mean confirmed?")]


def test_the_cure_of_a_misspelling_is_the_nearest_name() -> None:
    assert did_you_mean("no_anser", ["new", "no_answer"]) == "did you mean no_answer?"
    assert did_you_mean("qqqq", ["new", "no_answer"]) == "use one of: new, no_answer"
    assert did_you_mean("qqqq", []) == "there is none yet; add one"
