"""What can be wrong with the shortcuts of an action: each must be a whole answer that its action takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from dozvon.core.moments import NotUnderstood, read
from dozvon.core.pipeline.action import Action, Shortcut
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.mistake import Mistake, did_you_mean, mistake_sentence

MOST = 9
"""One digit each."""
_ANY_MORNING = datetime(2026, 1, 1, 6, tzinfo=UTC)


def shortcut_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    """Everything wrong with the shortcuts."""
    for action in pipeline.actions:
        if not action.shortcuts:
            continue
        place = f"actions.{action.code}.shortcuts"
        if action.choices or action.call_back_at != "required" or any(item.required for item in action.fields):
            mend = mistake_sentence("keep them where `call_back_at` alone is asked for, without a menu")
            yield Mistake(place, mistake_sentence("a shortcut cannot fill in what this action asks for"), mend)
        if len(action.shortcuts) > MOST:
            yield Mistake(
                place,
                mistake_sentence("more than {limit} shortcuts", limit=MOST),
                mistake_sentence("each needs a digit of its own"),
            )
        for number, shortcut in enumerate(action.shortcuts, 1):
            yield from _of_one(pipeline, action, shortcut, f"{place}.#{number}")


def _of_one(pipeline: Pipeline, action: Action, shortcut: Shortcut, place: str) -> Iterator[Mistake]:
    try:
        meant = read(shortcut.when, _ANY_MORNING, "UTC", "UTC")
    except NotUnderstood:
        mend = mistake_sentence("write such as `in 1 hour`, `tomorrow 10:00`")
        yield Mistake(f"{place}.when", mistake_sentence("`{when}` names no moment", when=shortcut.when[:60]), mend)
    else:
        if meant.moment <= _ANY_MORNING:
            yield Mistake(
                f"{place}.when",
                mistake_sentence("`{when}` may be past already", when=shortcut.when[:60]),
                mistake_sentence("name a moment to come"),
            )
    rule = action.problem
    allowed = pipeline.problem_list.get(rule.list or "", ()) if rule.rule == "required" else ()
    if rule.rule == "required" and shortcut.problem is None:
        yield Mistake(place, mistake_sentence("the action needs a problem"), mistake_sentence("add `problem`"))
    elif shortcut.problem is not None and shortcut.problem not in allowed:
        yield Mistake(
            f"{place}.problem",
            mistake_sentence("`{problem}` is not to be chosen here", problem=shortcut.problem),
            did_you_mean(shortcut.problem, allowed),
        )
