"""The action bar: drawn once for all orders that are offered the same actions, and filled in for each (ADR 25).

Its forms are half of what a card takes to draw, and from one order to the next only a few values in them differ.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup, escape

from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.document import Pipeline
from dozvon.orders.models import Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.web.card.panels import OrderPosition, Panel, ReturnedForm, panels_of

KEPT_IN_MEMORY: Final = 64
"""Bars of 40 kB at most: a shop's team sees about ten different ones."""
_SALT: Final = secrets.token_hex(8)
"""Nobody can write a stand-in into a name or a comment."""
_ORDER: Final = 10**17 + secrets.randbelow(9 * 10**17)
"""Stands in for the order's id, which addresses take as a number only."""


@dataclass(frozen=True, slots=True)
class BarValues:
    """What differs from order to order; `kept` goes along with each form."""

    order_id: int | str
    version: int | str
    once: str
    csrf_input: object
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """What orders must have in common for their bars to be the same: the actions by their codes, the calls so far.

    `standing` is None where no action has cases.
    """

    pipeline_id: int
    actions: tuple[str, ...]
    attempts: int
    is_mine: bool
    offset: str
    standing: OrderPosition | None


@dataclass(frozen=True, slots=True)
class ActionBar:
    """The bar of an order. `answered` is a form that came back."""

    alike: Alike
    order_id: int
    version: int
    kept: Mapping[str, str]
    answered: ReturnedForm | None = None
    once: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    """The key of this drawing's forms: whichever is sent twice is done once."""

    def drawn(self, csrf_input: object) -> Markup:
        """The markup with the visitor's own token."""
        filled = BarValues(self.order_id, self.version, self.once, csrf_input, self.kept)
        if self.answered is not None:
            return Markup(_render(self.alike, self.answered, filled))  # noqa: S704 (a template's)
        values = _values(filled)
        parts = _blank(self.alike, get_language() or "ru", tuple(self.kept))
        return Markup("".join(values.get(part, part) for part in parts))  # noqa: S704 (a template's, escaped values)


def bar_of(
    order: Order,
    buttons: Sequence[Action],
    kept: Mapping[str, str],
    offset: str,
    answered: ReturnedForm | None,
    *,
    is_mine: bool,
) -> ActionBar | None:
    """The bar with these buttons; None where there is nothing to be done. `offset` is of the shop's clock from UTC."""
    if not buttons:
        return None
    pipeline_id: int = order.shop.pipeline_id
    attempts = min(order.attempts, _most_attempts_told(read_pipeline(pipeline_id)))
    standing = OrderPosition(order.status, order.task_kind) if any(button.cases for button in buttons) else None
    alike = Alike(pipeline_id, tuple(button.code for button in buttons), attempts, is_mine, offset, standing)
    return ActionBar(alike, order.pk, order.version, kept, answered)


def _most_attempts_told(pipeline: Pipeline) -> int:
    """From so many calls on, one more makes no difference to what a form asks for."""
    return max((ladder.operator_names_time_from or 0 for ladder in pipeline.ladders), default=0)


def _panels(alike: Alike, answered: ReturnedForm | None = None) -> list[Panel]:
    pipeline = read_pipeline(alike.pipeline_id)
    buttons = [pipeline.action[code] for code in alike.actions]
    return panels_of(pipeline, alike.attempts, buttons, answered, alike.standing)


def _render(alike: Alike, answered: ReturnedForm | None, filled: BarValues) -> str:
    shown = {"panels": _panels(alike, answered), "is_mine": alike.is_mine, "offset": alike.offset, "filled": filled}
    return render_to_string("card/actions.html", shown)


def _mark(name: str) -> str:
    return f"{_SALT}-{name}-"


def _values(filled: BarValues) -> dict[str, str]:
    """Stand-in → the order's own value, escaped."""
    own = {"version": filled.version, "once": filled.once, "csrf": filled.csrf_input, **filled.kept}
    return {str(_ORDER): str(filled.order_id)} | {_mark(name): str(escape(value)) for name, value in own.items()}


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _blank(alike: Alike, _language: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    """The bar in the active language, in pieces, with stand-ins between them."""
    stand_ins = BarValues(_ORDER, _mark("version"), _mark("once"), _mark("csrf"), {name: _mark(name) for name in kept})
    drawn = _render(alike, None, stand_ins)
    return tuple(re.split(rf"({_ORDER}|{_SALT}-\w+-)", drawn))
