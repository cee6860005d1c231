"""What can be wrong with queues and the ageing rule: an order in two tabs, or a call nobody is ever handed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from dozvon.core.pipeline.check_actions import uses
from dozvon.core.pipeline.document import Bounds, Pipeline, Queue
from dozvon.core.pipeline.mistake import Code, Mistake, mistake_sentence, unknown


def queue_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    """Everything wrong with the queues."""
    for queue in pipeline.queues:
        yield from _own_mistakes(pipeline, queue)
    yield from _priority_mistakes(pipeline)
    for first, second in combinations(pipeline.queues, 2):
        shared = sorted(set(first.where.statuses) & set(second.where.statuses))
        if shared and _meet(first.where.attempts, second.where.attempts) and _meet(first.where.age, second.where.age):
            message = mistake_sentence(
                "an order in `{shared}` can stand in `{code}` and here at once",
                shared=Code(shared[0], "statuses"),
                code=Code(first.code, "queues"),
            )
            yield Mistake(
                f"queues.{second.code}.where",
                message,
                mistake_sentence("set attempts or age so that the two do not meet"),
            )
    yield from _gaps(pipeline)


def ageing_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    """Everything wrong with the rule that takes old orders off the phone."""
    rule = pipeline.ageing
    if rule is None:
        return
    task = pipeline.task.get(rule.task)
    if task is None:
        yield unknown("ageing.task", Code(rule.task, "tasks"), pipeline.task)
    elif task.call:
        yield Mistake(
            "ageing.task",
            mistake_sentence("`{code}` is a call: the order would stay on the phone", code=Code(task.code, "tasks")),
            mistake_sentence("use another task"),
        )
    for code in rule.statuses:
        status = pipeline.status.get(code)
        if status is None:
            yield unknown("ageing.statuses", Code(code, "statuses"), pipeline.status)
        elif status.kind != "open":
            yield Mistake(
                "ageing.statuses",
                mistake_sentence("`{code}` is closed and has no task", code=Code(code, "statuses")),
                mistake_sentence("remove it"),
            )
    for queue in pipeline.queues:
        late = queue.where.age.max is None or queue.where.age.max > rule.days
        if queue.dialled and late and set(queue.where.statuses) & set(rule.statuses):
            mend = mistake_sentence("set `age.max` to {days} or less, or `dialled = false`", days=rule.days)
            yield Mistake(
                f"queues.{queue.code}.where.age",
                mistake_sentence("dialled later than the {days} days of ageing", days=rule.days),
                mend,
            )


def _own_mistakes(pipeline: Pipeline, queue: Queue) -> Iterator[Mistake]:
    place = f"queues.{queue.code}.where"
    if not queue.where.statuses:
        yield Mistake(
            f"{place}.statuses",
            mistake_sentence("the queue is always empty"),
            mistake_sentence("name the statuses it shows"),
        )
    for code in queue.where.statuses:
        status = pipeline.status.get(code)
        if status is None:
            yield unknown(f"{place}.statuses", Code(code, "statuses"), pipeline.status)
        elif status.kind != "open" and queue.dialled:
            yield Mistake(
                f"{place}.statuses",
                mistake_sentence("`{code}` is closed and cannot be dialled", code=Code(code, "statuses")),
                mistake_sentence("remove it"),
            )
    for name, bounds in (("attempts", queue.where.attempts), ("age", queue.where.age)):
        if bounds.min is not None and bounds.max is not None and bounds.min > bounds.max:
            yield Mistake(
                f"{place}.{name}",
                mistake_sentence("from {min} to {max} holds nothing", min=bounds.min, max=bounds.max),
                mistake_sentence("swap min and max"),
            )


def _priority_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    taken: dict[int, str] = {}
    for queue in pipeline.queues:
        place = f"queues.{queue.code}.priority"
        if queue.dialled and queue.priority is None:
            yield Mistake(
                place,
                mistake_sentence("a dialled queue needs its place in the automatic mode"),
                mistake_sentence("add `priority`, 0 for first"),
            )
        if not queue.dialled and queue.priority is not None:
            yield Mistake(
                place,
                mistake_sentence("the queue is not dialled"),
                mistake_sentence("remove the priority or set `dialled = true`"),
            )
        if queue.priority is not None and (first := taken.setdefault(queue.priority, queue.code)) != queue.code:
            yield Mistake(
                place,
                mistake_sentence(
                    "`{first}` has the priority {priority} too", first=Code(first, "queues"), priority=queue.priority
                ),
                mistake_sentence("give each queue its own"),
            )


def _meet(one: Bounds, other: Bounds) -> bool:
    low = max(one.min or 0, other.min or 0)
    highs = [bound for bound in (one.max, other.max) if bound is not None]
    return all(low <= high for high in highs)


def _gaps(pipeline: Pipeline) -> Iterator[Mistake]:
    """Calls of no particular role that no dialled queue would hand out, at one example of attempts and age each."""
    ageing = pipeline.ageing
    for code in _dialled_statuses(pipeline):
        queues = [queue for queue in pipeline.queues if queue.dialled and code in queue.where.statuses]
        last_day = ageing.days if ageing is not None and code in ageing.statuses else None
        for attempts, age in product(
            _corners(queue.where.attempts for queue in queues), _corners(queue.where.age for queue in queues)
        ):
            if last_day is not None and age > last_day:
                continue
            if not any(queue.where.attempts.holds(attempts) and queue.where.age.holds(age) for queue in queues):
                message = mistake_sentence(
                    "no dialled queue holds its call tasks at {attempts} attempts and {age} days of age",
                    attempts=attempts,
                    age=age,
                )
                yield Mistake(
                    f"statuses.{code}",
                    message,
                    mistake_sentence("widen a queue, or add one, so that nobody is forgotten"),
                )
                break


def _dialled_statuses(pipeline: Pipeline) -> list[str]:
    """Open statuses whose orders wait for a call by any operator; a call of a named role is on that role's list."""
    rules = [(pipeline.arrival.status, pipeline.arrival.task)]
    rules += [(use.variant.to, use.variant.task) for use in uses(pipeline) if use.variant.task is not None]
    codes = {code for code, rule in rules if (kind := pipeline.task.get(rule.kind)) and kind.call and kind.role is None}
    return [status.code for status in pipeline.statuses if status.kind == "open" and status.code in codes]


def _corners(ranges: Iterator[Bounds]) -> list[int]:
    """The numbers where being in a range can change: enough to look at to know about all."""
    corners = {0}
    for bounds in ranges:
        corners |= {bounds.min} if bounds.min is not None else set()
        corners |= {bounds.max + 1} if bounds.max is not None else set()
    return sorted(corners)
