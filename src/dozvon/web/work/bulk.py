"""One action done to many orders, each by itself: what may be done so, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext

from dozvon.core.actor import Actor
from dozvon.core.errors import Refusal
from dozvon.core.pipeline.decide import offered
from dozvon.core.pipeline.document import Action, Variant
from dozvon.core.pipeline.facts import Form
from dozvon.dispatch.worklists import WorkList
from dozvon.orders import access, rules
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Claimed, OrderNotFound, Refused
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.common.wording import client_name
from dozvon.web.work.rows import language

MOST: Final = 200
"""Orders in one go: a page of the list."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that may be done to many orders at once."""

    code: str
    title: str
    hint: str
    key_code: str
    key_label: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one order, in a sentence."""

    order_id: int
    name: str
    number: int
    said: str
    done: bool


def deeds_of(actor: Actor, one: WorkList, orders: Sequence[Order]) -> list[Deed]:
    """The actions that need no fields and may be used on some of these orders; none where the task is a call."""
    found: dict[str, Action] = {}
    for order in orders if not one.kind.call else ():
        for action in offered(rules.pipeline_of(order), order.status, actor):
            if all(_asks_nothing(variant) for variant in action.variants.values()) and not action.choices:
                found.setdefault(action.code, action)
    return [_deed(place, action) for place, action in enumerate(found.values(), 1)]


def _asks_nothing(variant: Variant) -> bool:
    """Whether pressing the button is all there is to do; what says that somebody was called is said one by one."""
    return (
        variant.call == "any"
        and variant.problem.rule != "required"
        and variant.comment.rule == "optional"
        and variant.call_back_at == "forbidden"
        and not any(item.required for item in variant.fields)
    )


def _deed(place: int, action: Action) -> Deed:
    hint = action.hint.text(language()) if action.hint else ""
    key = ("", "") if place > 9 else (f"Alt+Digit{place}", f"Alt {place}")
    return Deed(action.code, action.title.text(language()), hint, *key)


def carry_out(actor: Actor, ids: Iterable[int], code: str, once: str | None, now: datetime) -> list[Outcome]:
    """Each order by the action itself, one after another; what one of them refuses does not hold up the others."""
    return [_one(actor, order_id, code, once, now) for order_id in list(dict.fromkeys(ids))[:MOST]]


def _one(actor: Actor, order_id: int, code: str, once: str | None, now: datetime) -> Outcome:
    try:
        order = access.get(actor, order_id)
    except OrderNotFound:
        return Outcome(order_id, "", 0, gettext("There is no such order."), done=False)
    try:
        perform(actor, order_id, code, Form(), now, None, once)
    except Claimed as claimed:
        said = gettext("%(holder)s is working on it") % {"holder": claimed.holder}
        return _outcome(order, said, done=False)
    except Refused as refused:
        return _outcome(order, _refusal(order, code, refused.refusal), done=False)
    status = rules.pipeline_of(order).action[code].title.text(language())
    return _outcome(order, status, done=True)


def _outcome(order: Order, said: str, done: bool) -> Outcome:
    return Outcome(order.pk, client_name(order), order.number, said, done)


def _refusal(order: Order, code: str, refusal: Refusal) -> str:
    if refusal.reason == "forbidden":
        return gettext("Your role does not allow it")
    if refusal.reason == "transition":
        status = rules.status_of(order).title.text(language())
        return gettext("not possible any more: it is in “%(status)s”") % {"status": status}
    return sentence(refusal.errors[0])
