"""From WooCommerce's orders and products (REST API v3) to ours. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import orjson

from dozvon.core import money
from dozvon.core.errors import FieldError
from dozvon.intake.ports import PulledOrder, ShopOrder, ShopProduct, UnreadableOrder

CHANNEL: Final = "site"
NOT_FOR_CALLS: Final = frozenset({"completed", "cancelled", "refunded", "failed", "trash", "checkout-draft"})
"""Statuses of orders that nobody need call; those of plugins are taken for open."""

_UTM: Final = re.compile(r"^_?(?:wc_order_attribution_)?(utm_(?:source|medium|campaign|content|term))$")
_LONGEST_COMMENT: Final = 4000


def read_order(order: object) -> ShopOrder:
    """The order. Raises UnreadableOrder naming what is missing or of a wrong form."""
    if not isinstance(order, dict):
        raise UnreadableOrder([FieldError("body", "not_object")])
    if not isinstance(order.get("id"), int):
        raise UnreadableOrder([FieldError("id", "not_whole_number")])
    status = _text(order, "status")
    body = {
        "external_id": str(order["id"]),
        "channel": CHANNEL,
        "client": _client(order),
        "lines": list(_lines(order)),
        "comment": _comment(order),
        "utm": _utm(order),
    }
    created = _moment(order, "date_created")
    if created is not None:
        body["received_at"] = created.isoformat()
    return ShopOrder(
        external_id=str(order["id"]),
        body={name: value for name, value in body.items() if value or name == "lines"},
        updated_at=_moment(order, "date_modified") or created,
        is_open=status not in NOT_FOR_CALLS,
        status=status,
    )


def deleted_order(order_id: int) -> ShopOrder:
    """An order that was deleted; only its id is told."""
    return ShopOrder(str(order_id), {}, is_open=False, status="deleted")


def pulled_order(order: Mapping[str, Any]) -> PulledOrder | None:
    """An order of a page as it is stored; None for one without an id or a moment."""
    modified = _text(order, "date_modified_gmt")
    try:
        datetime.fromisoformat(modified)
    except ValueError:
        return None
    if not isinstance(order.get("id"), int):
        return None
    return PulledOrder(str(order["id"]), modified, orjson.dumps(order), {"topic": "order.updated"})


def moment_of(modified: str) -> datetime:
    """A moment in GMT as WooCommerce writes it."""
    return datetime.fromisoformat(modified).replace(tzinfo=UTC)


def named_variation(product: Mapping[str, Any], variation: Mapping[str, Any]) -> dict[str, Any]:
    """The variation under the product's name and its own options: «Крем, 50 мл»."""
    options = [_text(one, "option") for one in _list(variation, "attributes")]
    name = ", ".join(part for part in (_text(product, "name"), *options) if part)
    return {**variation, "name": name, "type": "variation"}


def read_product(product: Mapping[str, Any]) -> ShopProduct | None:
    """A product or a variation; None for one that cannot be named or is but the frame of its variations."""
    sku, name = _text(product, "sku") or _own_sku(product.get("id")), _text(product, "name")
    if not sku or not name or product.get("type") in ("variable", "grouped", "external"):
        return None
    counted = product.get("manage_stock") is True and isinstance(product.get("stock_quantity"), int)
    return ShopProduct(
        sku=sku[:64],
        name=name[:200],
        price=_amount(product.get("price")),
        on_offer=_text(product, "status") == "publish" and _text(product, "stock_status") != "outofstock",
        stock=int(product["stock_quantity"]) if counted else None,
    )


def _client(order: Mapping[str, Any]) -> dict[str, str]:
    billing, shipping = _object(order, "billing"), _object(order, "shipping")
    found = {
        "name": f"{_text(billing, 'first_name')} {_text(billing, 'last_name')}".strip()
        or f"{_text(shipping, 'first_name')} {_text(shipping, 'last_name')}".strip(),
        "phone": (_text(billing, "phone") or _text(shipping, "phone"))[:60],
        "email": _text(billing, "email")[:254],
        "city": (_text(shipping, "city") or _text(billing, "city"))[:200],
        "company": (_text(billing, "company") or _text(shipping, "company"))[:300],
    }
    return {name: value[:300] for name, value in found.items() if value}


def _lines(order: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for place, item in enumerate(_list(order, "line_items")):
        quantity = item.get("quantity")
        if not isinstance(quantity, int) or quantity < 1:
            raise UnreadableOrder([FieldError(f"line_items.{place}.quantity", "not_whole_number")])
        sku = _text(item, "sku") or _own_sku(item.get("variation_id") or item.get("product_id"))
        line = {"sku": (sku or "woo")[:64], "name": _text(item, "name")[:200] or None}
        yield from _priced(line, quantity, _paid(item, f"line_items.{place}"))
    for place, fee in enumerate(_list(order, "fee_lines")):
        amount = _paid(fee, f"fee_lines.{place}")
        if amount is not None and amount > 0:
            yield {"sku": "fee", "name": _text(fee, "name")[:200] or None, "price": str(amount), "role": "secondary"}


def _priced(line: dict[str, Any], quantity: int, paid: Decimal | None) -> Iterator[dict[str, Any]]:
    """The line at the price of one piece; where the sum cannot be divided, the last piece bears the rest."""
    if paid is None:
        yield line | {"quantity": quantity}
        return
    each = (paid / quantity).quantize(money.CENT)
    rest = paid - each * quantity
    if not rest:
        yield line | {"quantity": quantity, "price": str(each)}
        return
    yield line | {"quantity": quantity - 1, "price": str(each)}
    yield line | {"quantity": 1, "price": str(each + rest)}


def _paid(item: Mapping[str, Any], place: str) -> Decimal | None:
    """What the client pays for the line, tax and discounts in it: WooCommerce tells the tax apart."""
    if item.get("total") in (None, ""):
        return None
    total, tax = _amount(item["total"]), _amount(item.get("total_tax") or "0")
    if total is None or tax is None:
        raise UnreadableOrder([FieldError(f"{place}.total", "not_money")])
    return total + tax


def _comment(order: Mapping[str, Any]) -> str:
    """What the operator should know: the client's note, then delivery, address and payment as the shop has them."""
    address = _object(order, "shipping")
    if not _text(address, "address_1"):
        address = _object(order, "billing")
    parts = [_text(address, name) for name in ("postcode", "city", "address_1", "address_2")]
    where = ", ".join(part for part in parts if part) if parts[2] else ""
    shipping = [f"{_text(one, 'method_title')}: {_text(one, 'total')}" for one in _list(order, "shipping_lines")]
    told = [_text(order, "customer_note"), *shipping, where, _text(order, "payment_method_title")]
    return "\n".join(one for one in told if one)[:_LONGEST_COMMENT]


def _utm(order: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for entry in _list(order, "meta_data"):
        match = _UTM.match(str(entry.get("key", "")))
        value = entry.get("value")
        if match and isinstance(value, str | int | float) and str(value):
            found[match[1]] = str(value)[:500]
    return found


def _moment(order: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(order, f"{name}_gmt")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        raise UnreadableOrder([FieldError(f"{name}_gmt", "not_moment")]) from None


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return money.rounded(amount) if amount.is_finite() and abs(amount) <= money.MOST else None


def _own_sku(number: object) -> str:
    return f"woo-{number}" if isinstance(number, int) and number else ""


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value.strip() if isinstance(value, str) else ""


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, dict) else {}


def _list(of: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = of.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
