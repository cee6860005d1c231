"""Rows of a work list: each shows what that work needs, whatever the kind of task is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from django.utils.translation import get_language, gettext_lazy

from dozvon.clients.models import Contact
from dozvon.clients.queries import contacts_of
from dozvon.core import phones
from dozvon.core.actor import Actor
from dozvon.core.roles import Role
from dozvon.dispatch.worklists import WorkList
from dozvon.orders import last_comments, queries, rules
from dozvon.orders.last_comments import LastComment
from dozvon.orders.models import Order, OrderLine
from dozvon.web.common.origin import Origin
from dozvon.web.common.wording import attempt_mark, client_name
from dozvon.web.formats import local_time, money
from dozvon.web.list.listing import timing

TITLES: Final[Mapping[str, Any]] = {
    "goods": gettext_lazy("Goods"),
    "place": gettext_lazy("Where to"),
    "phone": gettext_lazy("Phone"),
    "sum": gettext_lazy("Amount"),
    "take": gettext_lazy("To pick"),
    "said": gettext_lazy("Last comment"),
    "since": gettext_lazy("Delivered"),
    "operator": gettext_lazy("Operator"),
    "attempts": gettext_lazy("Unanswered"),
}
_NEEDS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.WAREHOUSE: ("goods", "place"),
    Role.COURIER: ("place", "phone", "take"),
    Role.QUALITY: ("since", "goods", "operator"),
    Role.HEAD: ("attempts", "said", "operator"),
}
_OTHERS_NEED: Final = ("goods", "phone", "sum", "said")
_ADDRESS: Final = (
    *("postcode", "region", "district", "city", "street", "house", "building", "block", "flat"),
    *("entrance", "door_code", "floor", "metro"),
)


@dataclass(frozen=True, slots=True)
class WorkCell:
    """What stands in one column; `lines` has one entry a line of goods."""

    code: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An order in a work list. `call` is the address of a call by one touch, empty where that is not needed."""

    order_id: int
    number: int
    address: str
    name: str
    shop: str
    when: str
    tone: str
    holder: str
    mine: bool
    flagged: bool
    call: str
    cells: tuple[WorkCell, ...]

    @property
    def mark(self) -> str:
        """Alike as long as the row would be drawn alike."""
        return f"{crc32(repr(self).encode()):x}"


def columns_of(actor: Actor, one: WorkList) -> tuple[str, ...]:
    """What the list shows: by the role of whoever looks where it is theirs, else by the role it is left to."""
    role = actor.role if actor.role in one.kind.also else one.kind.role
    return _NEEDS.get(role, _OTHERS_NEED) if role is not None else _OTHERS_NEED


def rows_of(actor: Actor, one: WorkList, orders: Sequence[Order], now: datetime) -> list[WorkRow]:
    """The rows: at most three statements."""
    if not orders:
        return []
    columns, ids = columns_of(actor, one), [order.pk for order in orders]
    lines = queries.lines_of(ids) if "goods" in columns else {}
    contacts = contacts_of([order.client_id for order in orders]) if "phone" in columns else {}
    said = last_comments.last_comments_of(orders) if {"said", "since"} & set(columns) else {}
    address, many = Origin(task=one.code).cards(), len(one.shops) > 1
    found = []
    for order in orders:
        facts = _Facts(order, lines.get(order.pk, ()), contacts.get(order.client_id, ()), said.get(order.pk), now)
        found.append(_row(actor, facts, columns, address(order.pk), order.shop.name if many else ""))
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read of one order."""

    order: Order
    lines: Sequence[OrderLine]
    contacts: Sequence[Contact]
    lately: LastComment | None
    now: datetime

    @property
    def phone(self) -> str:
        """The client's main number, as it is kept; empty where there is none."""
        return next((contact.value for contact in self.contacts if contact.kind == "phone"), "")

    def cell(self, code: str) -> tuple[str, ...]:
        """The lines of a column."""
        order = self.order
        match code:
            case "goods":
                return goods_of(self.lines)
            case "place":
                return tuple(filter(None, (place_of(order), order.delivery_title)))
            case "phone":
                return (phones.pretty(self.phone) if self.phone.startswith("+") else self.phone,)
            case "sum" | "take":
                return (money(order.total, order.currency),)
            case "said":
                return tuple(
                    filter(None, (self.lately.comment if self.lately else "", *map(str, order.fields.values())))
                )
            case "since":
                since = self.lately.since if self.lately else None
                return (local_time(since, order.shop.zone, self.now),) if since else ()
            case "operator":
                return (order.responsible.name,) if order.responsible else ()
            case _:
                return (attempt_mark(order.attempts_total),) if order.attempts_total else ()


def goods_of(lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """The lines of an order as they are picked: how many of what."""
    return tuple(f"{line.quantity} × {line.name}" for line in lines)


def place_of(order: Order) -> str:
    """The address on one line; the client's city where the order has none."""
    known = [str(order.address[name]) for name in _ADDRESS if order.address.get(name)]
    return ", ".join(known) or order.client.city


def _row(actor: Actor, facts: _Facts, columns: Sequence[str], address: str, shop: str) -> WorkRow:
    order, held_by = facts.order, rules.holder_of(facts.order, facts.now)
    when, tone, _ = timing(order, facts.now)
    return WorkRow(
        order_id=order.pk,
        number=order.number,
        address=address,
        name=client_name(order),
        shop=shop,
        when=when,
        tone=tone,
        holder=order.claimed_by.name if held_by and order.claimed_by else "",
        mine=held_by is not None and held_by == actor.user_id,
        flagged=bool(order.flags),
        call=f"tel:{facts.phone}" if facts.phone.startswith("+") else "",
        cells=tuple(WorkCell(code, str(TITLES[code]), facts.cell(code)) for code in columns),
    )


def language() -> str:
    """The language in which pipelines are read."""
    return get_language() or "ru"
