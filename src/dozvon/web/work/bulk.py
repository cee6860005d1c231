"""One action for many orders, in words: what may be done so, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from dozvon.core.errors import Refusal
from dozvon.core.pipeline.action import Action
from dozvon.orders import rules
from dozvon.orders.actions.bulk import BulkResult
from dozvon.orders.errors import Claimed, Refused
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.common.wording import client_name
from dozvon.web.work.rows import language


@dataclass(frozen=True, slots=True)
class BulkButton:
    """An action that may be carried out on many orders at once."""

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


def bulk_buttons(actions: Sequence[Action]) -> list[BulkButton]:
    """The actions with their keys."""
    return [_button(place, action) for place, action in enumerate(actions, 1)]


def _button(place: int, action: Action) -> BulkButton:
    hint = action.hint.text(language()) if action.hint else ""
    key = ("", "") if place > 9 else (f"Alt+Digit{place}", f"Alt {place}")
    return BulkButton(action.code, action.title.text(language()), hint, *key)


def outcome_of(result: BulkResult, code: str) -> Outcome:
    """What became of the order when that action was carried out on it."""
    order = result.order
    if order is None:
        return Outcome(result.order_id, "", 0, gettext("No such order."), done=False)
    if isinstance(result.error, Claimed):
        return _outcome(order, gettext("%(holder)s is working on it") % {"holder": result.error.holder}, done=False)
    if isinstance(result.error, Refused):
        return _outcome(order, _refusal(order, result.error.refusal), done=False)
    if result.error is not None:
        return _outcome(order, gettext("No such order."), done=False)
    return _outcome(order, rules.pipeline_of(order).action[code].title.text(language()), done=True)


def _outcome(order: Order, said: str, done: bool) -> Outcome:
    return Outcome(order.pk, client_name(order), order.number, said, done)


def _refusal(order: Order, refusal: Refusal) -> str:
    if refusal.reason == "forbidden":
        return gettext("Your role does not allow it")
    if refusal.reason == "transition":
        status = rules.status_of(order).title.text(language())
        return gettext("no longer possible: it is in “%(status)s”") % {"status": status}
    return sentence(refusal.errors[0])
