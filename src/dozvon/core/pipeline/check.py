"""Proves a pipeline document sound, or names each mistake in it with its place and its cure.

What holds here makes the laws of `decide` hold: an open order always has a task, a closed one never, every ladder
ends, every call is handed out by some queue, and no order stands in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from dozvon.core.pipeline.check_actions import action_mistakes, arrival_mistakes, placeholder_mistakes, uses
from dozvon.core.pipeline.check_queues import ageing_mistakes, queue_mistakes
from dozvon.core.pipeline.check_shortcuts import shortcut_mistakes
from dozvon.core.pipeline.document import Ladder, Pipeline
from dozvon.core.pipeline.mistake import Code, Mistake, mistake_sentence, unknown

SAID = ("goods", "delivery", "total", "way")
"""What can be put in for in sentences that the client is told."""


def mistakes(pipeline: Pipeline) -> list[Mistake]:
    """Everything that is wrong, in the order of the document; empty when the pipeline may be used."""
    found = [
        *_repeated_codes(pipeline),
        *arrival_mistakes(pipeline),
        *_status_mistakes(pipeline),
        *_meaning_mistakes(pipeline),
        *_list_mistakes(pipeline),
        *_ladder_mistakes(pipeline),
        *action_mistakes(pipeline),
        *shortcut_mistakes(pipeline),
        *_matrix_mistakes(pipeline),
        *queue_mistakes(pipeline),
        *ageing_mistakes(pipeline),
    ]
    return list(dict.fromkeys(found))


def _repeated_codes(pipeline: Pipeline) -> Iterator[Mistake]:
    for section in ("statuses", "tasks", "problems", "lists", "ladders", "actions", "queues"):
        yield from _repeated(section, (part.code for part in getattr(pipeline, section)))
    for reasons in pipeline.lists:
        yield from _repeated(f"lists.{reasons.code}.problems", reasons.problems)
    for action in pipeline.actions:
        yield from _repeated(f"actions.{action.code}.sources", action.sources)
        yield from _repeated(f"actions.{action.code}.choices", (choice.code for choice in action.choices))
    for use in uses(pipeline):
        yield from _repeated(use.place("fields"), (item.code for item in use.variant.fields))


def _repeated(place: str, codes: Iterable[str]) -> Iterator[Mistake]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Mistake(
                place,
                mistake_sentence("`{code}` stands here {times} times", code=code, times=times),
                mistake_sentence("keep one of them or give the others new codes"),
            )


def _status_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    for status in pipeline.statuses:
        place = f"statuses.{status.code}.level"
        if status.kind == "lost" and status.level is not None:
            yield Mistake(
                place,
                mistake_sentence("a lost status has no level"),
                mistake_sentence("remove the level: it is reached from everywhere"),
            )
        elif status.kind != "lost" and status.level is None:
            yield Mistake(
                place,
                mistake_sentence("an open or won status needs its level"),
                mistake_sentence("add `level`, from 0 for a new order upwards"),
            )
    moves = _moves(pipeline)
    if not {code for move in moves for code in move} <= set(pipeline.status):
        # A misspelt status is named where it stands; what it cuts off would only bury that line.
        return
    reached, finishing = _spread({pipeline.arrival.status}, moves), _finishing(pipeline, moves)
    for status in pipeline.statuses:
        place = f"statuses.{status.code}"
        if status.code not in reached:
            yield Mistake(
                place,
                mistake_sentence("nothing leads to this status"),
                mistake_sentence("let an action lead to it, or remove it"),
            )
        if status.kind == "open" and not any(status.code in action.sources for action in pipeline.actions):
            yield Mistake(
                place,
                mistake_sentence("no action leads on from this open status"),
                mistake_sentence("add it to the `sources` of an action"),
            )
        elif status.code not in finishing:
            yield Mistake(
                place,
                mistake_sentence("an order here can never be finished"),
                mistake_sentence("add an action that leads to a closed status"),
            )


def _moves(pipeline: Pipeline) -> set[tuple[str, str]]:
    """Every step from a status to another that an action or the end of its ladder can make."""
    moves = set()
    for use in uses(pipeline):
        for source in use.sources:
            moves.add((source, use.variant.to))
            ladder = use.ladder()
            if ladder is not None and ladder.end is not None:
                moves.add((source, ladder.end.status))
    return moves


def _finishing(pipeline: Pipeline, moves: set[tuple[str, str]]) -> set[str]:
    """Statuses from which an order can come to a closed one, the closed ones among them."""
    closed = {status.code for status in pipeline.statuses if status.kind != "open"}
    return _spread(closed, {(to, source) for source, to in moves})


def _spread(start: set[str], moves: set[tuple[str, str]]) -> set[str]:
    known, edge = set(start), set(start)
    while edge:
        edge = {to for source, to in moves if source in edge} - known
        known |= edge
    return known


def _meaning_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    for status in pipeline.statuses:
        if status.milestone is not None and status.kind == "lost":
            yield Mistake(
                f"statuses.{status.code}.milestone",
                mistake_sentence("a lost status comes to nothing"),
                mistake_sentence("remove the milestone"),
            )
        if status.trash and status.kind != "lost":
            yield Mistake(
                f"statuses.{status.code}.trash",
                mistake_sentence("only a lost order can have been none at all"),
                mistake_sentence("remove it, or make the status a lost one"),
            )
    yield from _repeated("say", (sentence.when for sentence in pipeline.say))
    for number, sentence in enumerate(pipeline.say, 1):
        yield from placeholder_mistakes(f"say.#{number}.text", sentence.text, SAID)


def _list_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    for reasons in pipeline.lists:
        place = f"lists.{reasons.code}.problems"
        if not reasons.problems:
            yield Mistake(place, mistake_sentence("the list is empty"), mistake_sentence("name at least one problem"))
        for code in reasons.problems:
            if code not in pipeline.problem:
                yield unknown(place, Code(code, "problems"), pipeline.problem)


def _ladder_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    for ladder in pipeline.ladders:
        place = f"ladders.{ladder.code}"
        if ladder.end is None and ladder.repeat is None:
            yield Mistake(
                place,
                mistake_sentence("the ladder has no end"),
                mistake_sentence("add `end = { status = … }` or `repeat`"),
            )
        if ladder.end is not None and ladder.repeat is not None:
            yield Mistake(
                place,
                mistake_sentence("the ladder both ends and repeats"),
                mistake_sentence("keep either `end` or `repeat`"),
            )
        if timedelta() in (*ladder.steps, ladder.repeat):
            yield Mistake(
                place,
                mistake_sentence("a step without any delay would redial at once"),
                mistake_sentence("give each step a minute at least"),
            )
        yield from _end_mistakes(pipeline, ladder)
        if ladder.repeat is not None:
            yield from _endless(pipeline, ladder)


def _end_mistakes(pipeline: Pipeline, ladder: Ladder) -> Iterator[Mistake]:
    if ladder.end is None:
        return
    place, status = f"ladders.{ladder.code}.end", pipeline.status.get(ladder.end.status)
    if status is None:
        yield unknown(place, Code(ladder.end.status, "statuses"), pipeline.status)
    elif status.kind == "open":
        yield Mistake(
            place,
            mistake_sentence(
                "`{code}` is open, so the ladder would not end the order", code=Code(status.code, "statuses")
            ),
            mistake_sentence("use a closed status"),
        )
    if ladder.end.problem is not None and ladder.end.problem not in pipeline.problem:
        yield unknown(place, Code(ladder.end.problem, "problems"), pipeline.problem)


def _endless(pipeline: Pipeline, ladder: Ladder) -> Iterator[Mistake]:
    """A repeating ladder ends only when the order ages out of the status it is kept in."""
    ageing = pipeline.ageing.statuses if pipeline.ageing else ()
    for use in uses(pipeline):
        if use.ladder() is ladder and use.variant.to not in ageing:
            yield Mistake(
                f"ladders.{ladder.code}.repeat",
                mistake_sentence("orders in `{to}` would be dialled for ever", to=Code(use.variant.to, "statuses")),
                mistake_sentence(
                    "add `{to}` to `ageing.statuses`, or give the ladder an `end`", to=Code(use.variant.to, "statuses")
                ),
            )


def _matrix_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    for number, move in enumerate(pipeline.matrix, 1):
        place = f"matrix.#{number}"
        for code in (move.source, move.to):
            if code not in pipeline.status:
                yield unknown(place, Code(code, "statuses"), pipeline.status)
        target = pipeline.status.get(move.to)
        if target is not None and move.forbid != (target.kind == "lost"):
            yield Mistake(
                f"{place}.forbid",
                mistake_sentence("only moves to a lost status are forbidden, only moves down are allowed"),
                mistake_sentence("set `forbid = true` for a lost status, and leave it out for any other"),
            )
        if not move.roles and not move.forbid:
            yield Mistake(
                f"{place}.roles",
                mistake_sentence("the move is allowed to nobody"),
                mistake_sentence("name the roles or remove the exception"),
            )
