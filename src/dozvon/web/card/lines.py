"""The goods of an order as the card shows them and as an operator changes them: quantity, discount, price, one more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dozvon.catalog import queries as catalog
from dozvon.core import money, prices
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.intake.schema import MOST_LINES
from dozvon.orders.actions.place import NewLine
from dozvon.orders.models import Order
from dozvon.orders.queries import OfferedLine
from dozvon.platform.wording import sentence
from dozvon.web.common.numbers import decimal_of, plain

MOST_PIECES = 100_000
GIFT = Decimal(100)


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """A line as it is drawn.

    `most` is the promotion's limit in per cent, empty where there is none; `most_from` the pieces it asks for.
    """

    place: int
    name: str
    sku: str
    is_main: bool
    quantity: str
    price: Decimal | None
    typed_price: str
    is_price_open: bool
    discount: str
    most: str
    most_from: int
    is_gift: bool
    total: Decimal
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Goods:
    """The lines with the form around them. `fresh` is the place of a line just added, 0 where there is none."""

    order: Order
    rows: list[GoodsRow]
    may_edit: bool
    alert: str = ""
    searched: str = ""
    search_error: str = ""
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class TypedGoods:
    """The form as it came: what stands in each field, a SKU to be added, the place of a line to be removed."""

    fields: Mapping[str, str] = field(default_factory=dict)
    add: str = ""
    remove: str = ""

    def get(self, name: str, place: int, stored: str) -> str:
        """A field of a line; as stored where the form has none."""
        return self.fields.get(f"{name}.{place}", stored).strip()


@dataclass(frozen=True, slots=True)
class LineChanges:
    """The lines to be written, the place each had, and what could not be read, by field."""

    lines: list[NewLine]
    places: list[int]
    errors: dict[str, str]
    fresh: int = 0


def read_goods(sent: Mapping[str, str]) -> TypedGoods:
    """What was sent. Text in the search box counts only where somebody saves by its button."""
    add = sent.get("add", "") or (sent.get("q", "").strip() if "save" in sent else "")
    fields = {
        name: text[:40] for name, text in sent.items() if name.partition(".")[0] in ("quantity", "price", "discount")
    }
    return TypedGoods(fields, add[:64], sent.get("remove", ""))


def goods_of(
    order: Order,
    offered: Sequence[OfferedLine],
    actor: Actor,
    *,
    may_edit: bool,
    typed: TypedGoods | None = None,
    errors: Mapping[str, str] | None = None,
    alert: str = "",
    fresh: int = 0,
) -> Goods:
    """The lines ready to be drawn; `typed` stands in the fields where it was refused."""
    typed, errors = typed or TypedGoods(), errors or {}
    rows = [_row(item, actor, typed, errors) for item in offered]
    wrong = errors.get("q", "")
    return Goods(order, rows, may_edit, alert, typed.add if wrong else "", wrong, fresh)


def _row(item: OfferedLine, actor: Actor, typed: TypedGoods, errors: Mapping[str, str]) -> GoodsRow:
    line = item.line
    place = line.position
    return GoodsRow(
        place=place,
        name=line.name,
        sku=line.sku if line.sku != line.name else "",
        is_main=line.role == "main",
        quantity=typed.get("quantity", place, str(line.quantity)),
        price=line.price,
        typed_price=typed.get("price", place, "" if line.price is None else plain(line.price)),
        is_price_open=is_price_open(item, actor),
        discount=typed.get("discount", place, plain(line.discount_percent)),
        most=plain(item.most_discount) if item.most_discount else "",
        most_from=item.discount_from or 1,
        is_gift=line.discount_percent == GIFT,
        total=line.total,
        errors={
            name: errors[f"{name}.{place}"] for name in ("quantity", "price", "discount") if f"{name}.{place}" in errors
        },
    )


def is_price_open(item: OfferedLine, actor: Actor) -> bool:
    """Whether the actor names the price."""
    line, known = item.line, item.most_discount
    is_own = actor.user_id is not None and line.added_by_id == actor.user_id
    terms = None if known is None else prices.PriceTerms(item.list_price, known)
    return prices.is_price_open(actor, terms, [prices.PriorLine(line.price, line.discount_percent, is_own)])


def lines_wanted(order: Order, offered: Sequence[OfferedLine], actor: Actor, typed: TypedGoods) -> LineChanges:
    """The lines as typed: a quantity of 0 takes a line out, `add` puts the catalogue's product behind the others."""
    wanted = LineChanges([], [], {})
    for item in offered:
        place = item.line.position
        quantity = _whole(typed.get("quantity", place, str(item.line.quantity)), f"quantity.{place}", wanted.errors)
        if str(place) == typed.remove or quantity == 0:
            wanted.errors.pop(f"quantity.{place}", None)
            continue
        wanted.lines.append(_line(item, actor, typed, quantity, wanted.errors))
        wanted.places.append(place)
    return _with_added(order, wanted, typed.add) if typed.add else wanted


def _line(item: OfferedLine, actor: Actor, typed: TypedGoods, quantity: int, errors: dict[str, str]) -> NewLine:
    line, place, price = item.line, item.line.position, item.line.price
    if is_price_open(item, actor):
        price = _price(typed.get("price", place, "" if price is None else plain(price)), f"price.{place}", errors)
    discount = _percent(typed.get("discount", place, plain(line.discount_percent)), f"discount.{place}", errors)
    return NewLine(line.sku, line.name, quantity, price, discount, line.role)


def _with_added(order: Order, wanted: LineChanges, sku: str) -> LineChanges:
    """One more of a line that is there already, else a new line: the main product where there is none."""
    for index, line in enumerate(wanted.lines):
        if line.sku == sku:
            more = NewLine(line.sku, line.name, line.quantity + 1, line.price, line.discount_percent, line.role)
            wanted.lines[index] = more
            return LineChanges(wanted.lines, wanted.places, wanted.errors, index + 1)
    product = catalog.by_sku(order.shop_id, [sku]).get(sku)
    if product is None or not product.active:
        wanted.errors["q"] = sentence(FieldError("q", "unknown_product", {"value": sku}))
    elif len(wanted.lines) >= MOST_LINES:
        wanted.errors["q"] = sentence(FieldError("q", "too_many", {"limit": str(MOST_LINES)}))
    else:
        role = "secondary" if any(line.role == "main" for line in wanted.lines) else "main"
        wanted.lines.append(NewLine(product.sku, product.name, 1, product.price, Decimal(0), role))
    return LineChanges(wanted.lines, wanted.places, wanted.errors, len(wanted.lines))


def is_changed(offered: Sequence[OfferedLine], lines: Sequence[NewLine]) -> bool:
    """Whether anything differs: leaving a field as it was is no change."""
    stored = [
        NewLine(line.sku, line.name, line.quantity, line.price, line.discount_percent, line.role)
        for line in (item.line for item in offered)
    ]
    return stored != list(lines)


def placed_errors(found: Sequence[FieldError], places: Sequence[int]) -> dict[str, str]:
    """The refusals of the rules by the fields of the form; what belongs to no line stands at the search box."""
    errors = {}
    for error in found:
        match = re.fullmatch(r"lines\.(\d+)\.(price|discount)(_percent)?", error.field)
        known = match is not None and int(match[1]) < len(places)
        name = f"{match[2]}.{places[int(match[1])]}" if match is not None and known else "q"
        errors[name] = sentence(error)
    return errors


def _whole(text: str, name: str, errors: dict[str, str]) -> int:
    number = decimal_of(text)
    if number is None or number != number.to_integral_value():
        errors[name] = sentence(FieldError(name, "not_whole_number"))
        return 1
    if number < 0:
        errors[name] = sentence(FieldError(name, "too_small", {"limit": "0"}))
    elif number > MOST_PIECES:
        errors[name] = sentence(FieldError(name, "too_big", {"limit": str(MOST_PIECES)}))
    return max(0, int(number)) if name not in errors else 1


def _price(text: str, name: str, errors: dict[str, str]) -> Decimal | None:
    if not text:
        return None
    amount = decimal_of(text)
    if amount is None or amount < 0 or amount != money.rounded(amount):
        errors[name] = sentence(FieldError(name, "not_money"))
        return None
    if amount > money.MOST:
        errors[name] = sentence(FieldError(name, "too_big", {"limit": plain(money.MOST)}))
        return None
    return amount


def _percent(text: str, name: str, errors: dict[str, str]) -> Decimal:
    number = decimal_of(text.lstrip("-\u2212")) if text else Decimal(0)
    if number is None or number != money.rounded(number):
        errors[name] = sentence(FieldError(name, "not_number"))
        return Decimal(0)
    if number > GIFT:
        errors[name] = sentence(FieldError(name, "too_big", {"limit": "100"}))
        return Decimal(0)
    return number
