"""The columns of a report: what each counts, by which definition, and how it reads on a page and in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dozvon.core.figures import Share
from dozvon.core.tally import Tally
from dozvon.web.control.wording import DASH, decimal, percent, seconds
from dozvon.web.formats import money

Value = Share | int | float | dict[str, Decimal] | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` says how the value reads: count, share, number, time or money. `measure` names the orders behind it.

    `under` is the head it shares with its neighbours, `short` what stands below that one.
    """

    code: str
    title: str | Promise
    means: str | Promise
    kind: str
    value: Callable[[Tally], Value]
    measure: str = ""
    under: str | Promise = ""
    short: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the table's first row: over one column through both rows, or over the `columns` that share it."""

    title: str
    columns: tuple[Column, ...]

    @property
    def is_shared(self) -> bool:
        """Whether the columns have heads of their own below."""
        return bool(self.columns[0].under)


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A value as it is shown: the text, what it is of, whether it rests on too few."""

    text: str
    of: str = ""
    is_small: bool = False


_IN_HOURS = gettext_lazy("First call, in calling hours")
_BY_CALENDAR = gettext_lazy("First call, by the calendar")
_UPSELL = gettext_lazy("Upsell")
_MEDIAN, _NINETIETH = gettext_lazy("median"), gettext_lazy("nine of ten")
_IN_TIME = gettext_lazy("within 5 min")

COLUMNS: Final = (
    Column(
        "orders",
        gettext_lazy("Orders"),
        gettext_lazy("Orders that arrived in the period, by the day of the shop."),
        "count",
        lambda tally: tally.orders,
        "orders",
    ),
    Column(
        "contact",
        gettext_lazy("Contacted"),
        gettext_lazy("Orders whose client was talked to, of those somebody tried to call."),
        "share",
        lambda tally: tally.contact_rate,
        "reached",
    ),
    Column(
        "approval",
        gettext_lazy("Confirmed"),
        gettext_lazy("Orders the client once agreed to, of all orders. Later cancellations change nothing here."),
        "share",
        lambda tally: tally.approval,
        "agreed",
    ),
    Column(
        "clean",
        gettext_lazy("Confirmed, clean"),
        gettext_lazy("The same, of all orders but trash."),
        "share",
        lambda tally: tally.clean_approval,
        "agreed",
    ),
    Column(
        "trash",
        gettext_lazy("Trash"),
        gettext_lazy("Wrong numbers, doubles and spam, of all orders."),
        "share",
        lambda tally: tally.trash_share,
        "trash",
    ),
    Column(
        "refusal",
        gettext_lazy("Refused"),
        gettext_lazy("Closed without a sale before the client agreed, by the head too, of all orders but trash."),
        "share",
        lambda tally: tally.refusal,
        "refused",
    ),
    Column(
        "fallen",
        gettext_lazy("Cancelled after confirmation"),
        gettext_lazy("Agreed orders that were cancelled or returned afterwards."),
        "count",
        lambda tally: tally.fallen,
        "fallen",
    ),
    Column(
        "buyout",
        gettext_lazy("Bought out"),
        gettext_lazy(
            "Parcels delivered, of those shipped in the period and delivered or returned since; by the day of shipping."
            " The last 45 days are not final."
        ),
        "share",
        lambda tally: tally.buyout,
        "bought",
    ),
    Column(
        "attempts",
        gettext_lazy("Unanswered per order"),
        gettext_lazy("Unanswered calls divided by orders."),
        "number",
        lambda tally: tally.attempts_per_order,
    ),
    Column(
        "uncalled",
        gettext_lazy("Not called"),
        gettext_lazy("Open orders that arrived more than 5 minutes ago and nobody called yet."),
        "count",
        lambda tally: tally.neglected,
        "uncalled",
    ),
    Column(
        "median",
        gettext_lazy("First call, median"),
        gettext_lazy("From arrival to the first call, in calling hours only: half of the calls were not later."),
        "time",
        lambda tally: tally.reaction_open.median,
        under=_IN_HOURS,
        short=_MEDIAN,
    ),
    Column(
        "ninetieth",
        gettext_lazy("First call, nine of ten"),
        gettext_lazy("The same: nine calls of ten were not later."),
        "time",
        lambda tally: tally.reaction_open.ninetieth,
        under=_IN_HOURS,
        short=_NINETIETH,
    ),
    Column(
        "in_time",
        gettext_lazy("Within 5 min"),
        gettext_lazy("First calls within 5 minutes in calling hours, of those made and those that are late already."),
        "share",
        lambda tally: tally.reaction_open.in_time,
        under=_IN_HOURS,
        short=_IN_TIME,
    ),
    Column(
        "median_calendar",
        gettext_lazy("Median by the calendar"),
        gettext_lazy("From arrival to the first call, nights and days off included."),
        "time",
        lambda tally: tally.reaction.median,
        under=_BY_CALENDAR,
        short=_MEDIAN,
    ),
    Column(
        "ninetieth_calendar",
        gettext_lazy("Nine of ten by the calendar"),
        gettext_lazy("The same: nine calls of ten were not later."),
        "time",
        lambda tally: tally.reaction.ninetieth,
        under=_BY_CALENDAR,
        short=_NINETIETH,
    ),
    Column(
        "in_time_calendar",
        gettext_lazy("Within 5 min by the calendar"),
        gettext_lazy(
            "First calls within 5 minutes, nights and days off included, of those made and those late already."
        ),
        "share",
        lambda tally: tally.reaction.in_time,
        under=_BY_CALENDAR,
        short=_IN_TIME,
    ),
    Column(
        "check",
        gettext_lazy("Average order value"),
        gettext_lazy("The sum of agreed orders, delivery included, divided by their number; each currency apart."),
        "money",
        lambda tally: tally.average_check(),
    ),
    Column(
        "upsell",
        gettext_lazy("Upsell"),
        gettext_lazy("Agreed orders with a line added after arrival by somebody of the desk, of all agreed."),
        "share",
        lambda tally: tally.upsell,
        "upsold",
        under=_UPSELL,
        short=gettext_lazy("share"),
    ),
    Column(
        "upsell_sum",
        gettext_lazy("Upsell, sum"),
        gettext_lazy("What those added lines come to."),
        "money",
        lambda tally: dict(tally.upsold_revenue),
        under=_UPSELL,
        short=gettext_lazy("sum"),
    ),
)


def heads() -> list[Head]:
    """The first row of the table's head, in the active language."""
    shared = groupby(COLUMNS, key=lambda column: (str(column.under), "" if column.under else column.code))
    return [_head(under, tuple(columns)) for (under, _), columns in shared]


def _head(under: str, columns: tuple[Column, ...]) -> Head:
    return Head(under or str(columns[0].title), columns)


def cell(column: Column, tally: Tally) -> FigureCell:
    """The value of the column, in the active language."""
    value = column.value(tally)
    if isinstance(value, Share):
        return FigureCell(percent(value), f"{value.part} / {value.whole}", value.is_small)
    if isinstance(value, dict):
        return FigureCell(", ".join(money(amount, currency) for currency, amount in value.items()) or DASH)
    if column.kind == "time":
        return FigureCell(seconds(value))
    if column.kind == "number":
        return FigureCell(decimal(value, 2))
    return FigureCell(str(value))
