"""What of the card's head follows from the order: its status, its task, the first-call clock, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from dozvon.core.pipeline.document import Pipeline
from dozvon.orders import rules
from dozvon.orders.models import Order
from dozvon.web.card.context import CardContext
from dozvon.web.common.channels import channel_title
from dozvon.web.common.due import attempt_line, tone_of
from dozvon.web.common.wording import attempt_mark
from dozvon.web.formats import due, local_time
from dozvon.web.list.listing import timing


@dataclass(frozen=True, slots=True)
class TaskView:
    """What is to be done next and when, by the shop's clock."""

    title: str
    at: str
    relative: str
    tone: str


@dataclass(frozen=True, slots=True)
class OrderHead:
    """Where the order stands."""

    order_name: str
    company: str
    own_client: str
    status: str
    task: TaskView | None
    response: tuple[str, str, str, int] | None
    attempts: str
    attempt_line: str
    attempts_title: str
    responsible: str
    channel: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds the order: `holder` is somebody else; `seconds` are left of the actor's own claim, 0 without one."""

    holder: str
    until: str
    is_mine: bool
    seconds: int


def order_head_of(context: CardContext, others: Sequence[Order], is_own_client: bool) -> OrderHead:
    """No statement. `others` are the client's orders that the actor sees."""
    order, now, language = context.order, context.now, context.language
    return OrderHead(
        order_name=context.pipeline.order_name.text(language),
        company=order.client.company if order.client.name else "",
        own_client=_own_client(order, others, is_own_client),
        status=rules.status_of(order).title.text(language),
        task=_task(context.pipeline, order, language, now),
        response=_response(order, now),
        attempts=attempt_mark(order.attempts) if order.attempts else "",
        attempt_line=attempt_line(order.attempts, order.task_due_at, order.shop.zone, now),
        attempts_title=_attempts_title(order),
        responsible=order.responsible.name if order.responsible else "",
        channel=channel_title(order.channel),
    )


def hold_of(context: CardContext) -> Hold:
    """No statement."""
    order, now, is_mine = context.order, context.now, context.is_mine
    is_others = context.holder is not None and not is_mine
    return Hold(
        holder=order.claimed_by.name if is_others and order.claimed_by else "",
        until=local_time(order.claimed_until, order.shop.zone, now) if order.claimed_until else "",
        is_mine=is_mine,
        seconds=max(1, int((order.claimed_until - now).total_seconds())) if is_mine and order.claimed_until else 0,
    )


def _own_client(order: Order, others: Sequence[Order], is_own_client: bool) -> str:
    """Whether the client is ours (domain, section 3): shown, not searched for."""
    count = sum(1 for other in others if other.pk != order.pk and not rules.status_of(other).trash)
    if not count:
        # Orders of shops this actor does not see count as well, only their number is not told.
        return gettext("our client") if is_own_client else ""
    return ngettext("our client · %(count)s more order", "our client · %(count)s more orders", count) % {"count": count}


def _task(pipeline: Pipeline, order: Order, language: str, now: datetime) -> TaskView | None:
    if order.task_kind is None or order.task_due_at is None:
        return None
    kind = pipeline.task.get(order.task_kind)
    return TaskView(
        kind.title.text(language) if kind else order.task_kind,
        local_time(order.task_due_at, order.shop.zone, now),
        due(order.task_due_at, now),
        tone_of(order.task_due_at, now),
    )


def _response(order: Order, now: datetime) -> tuple[str, str, str, int] | None:
    """The first-call clock: what it shows, its tone, since when it runs, its limit in seconds."""
    shown, tone, limit = timing(order, now)
    if not limit or order.task_due_at is None:
        return None
    return shown, tone, order.task_due_at.isoformat(), limit


def _attempts_title(order: Order) -> str:
    return gettext("Unanswered calls: %(now)s since the client was last reached, %(all)s in total") % {
        "now": order.attempts,
        "all": order.attempts_total,
    }
