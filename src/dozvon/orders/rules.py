"""From rows to the facts that the core decides by, and back to labels for history."""

from __future__ import annotations

import re
from datetime import datetime

from dozvon.core.pipeline.document import Pipeline, Status
from dozvon.core.pipeline.facts import OrderFacts, Task
from dozvon.core.pipeline.parts import Wording
from dozvon.core.pipeline.queues import queue_of
from dozvon.orders.events import Label
from dozvon.orders.models import Order
from dozvon.pipelines.queries import read_pipeline


def facts_of(order: Order, own_client: bool = False) -> OrderFacts:
    """The order as the rules see it; no statement."""
    task = None
    if order.task_kind is not None and order.task_due_at is not None:
        task = Task(order.task_kind, order.task_due_at)
    return OrderFacts(
        status=order.status,
        received_at=order.received_at,
        pursued_since=order.pursued_since,
        client_zone=order.zone,
        attempts=order.attempts,
        attempts_total=order.attempts_total,
        last_call_at=order.last_call_at,
        task=task,
        responsible_id=order.responsible_id,
        own_client=own_client,
    )


def pipeline_of(order: Order) -> Pipeline:
    """What the order's shop works by now."""
    return read_pipeline(order.shop.pipeline_id)


def status_of(order: Order) -> Status:
    """Where the order stands; a closed one may stand in a status that its shop's pipeline has no more."""
    known = pipeline_of(order).status.get(order.status)
    return known or read_pipeline(order.pipeline_id).status[order.status]


def current_queue(order: Order, now: datetime) -> str | None:
    """The tab the order stands in; needs `order.shop`."""
    return queue_of(pipeline_of(order), facts_of(order), now, order.shop.zone)


_ONCE = re.compile(r"[\x21-\x7e]{8,100}")


def once_of(sent: str | None) -> str | None:
    """The key by which what is sent again is known; None for what can be none: 8 to 100 visible ASCII characters."""
    return sent if sent is not None and _ONCE.fullmatch(sent) else None


def holder_of(order: Order, now: datetime) -> int | None:
    """Who holds the order now: an expired claim holds nothing."""
    if order.claimed_until is None or order.claimed_until <= now:
        return None
    return order.claimed_by_id


def label(code: str, title: Wording | None) -> Label:
    """A code with its wording as it is now, for the history."""
    return {"code": code, "label": title.model_dump() if title else {}}


def label_or_none(code: str | None, title: Wording | None) -> Label | None:
    """The same of a code that there may be none of."""
    return None if code is None else label(code, title)
