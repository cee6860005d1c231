"""What a product and a promotion may be, and how much of a discount they allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from dozvon.catalog.models import Product, Promotion
from dozvon.core import money
from dozvon.core.errors import FieldError

LONGEST_SKU: Final = 64
LONGEST_NAME: Final = 200
LONGEST_PROMOTION: Final = 120
LONGEST_CONDITION: Final = 300
MOST_ACCESSORIES: Final = 50
YEARS: Final = range(2000, 2102)
"""In which promotions begin and end."""
MOST_PIECES: Final = 100_000
NONE: Final = Decimal(0)
GIFT: Final = Decimal(100)
PRODUCT_FIELDS: Final = ("sku", "name", "price", "max_discount", "accessories", "promotion", "active")
"""What is known of a product; `promotion` is its name, None for none."""

_APART = frozenset(",;\r\n\t")
"""Signs that stand between article numbers wherever several are written."""


def is_running(promotion: Promotion, now: datetime) -> bool:
    """Whether the promotion holds at that moment."""
    return promotion.since <= now and (promotion.until is None or promotion.until > now)


def is_over(promotion: Promotion, now: datetime) -> bool:
    """Whether the promotion held once and will not again."""
    return promotion.until is not None and promotion.until <= now


def discount_limit(product: Product, quantity: int, now: datetime) -> Decimal:
    """The most an operator may give on a line of so many pieces: the product's own limit or its promotion's."""
    promotion = product.promotion
    if promotion is None or quantity < promotion.min_quantity or not is_running(promotion, now):
        return product.max_discount
    return max(product.max_discount, promotion.max_discount)


def product_faults(given: Mapping[str, Any]) -> Iterator[FieldError]:
    """Everything that is wrong with the fields that are given, types being right already."""
    if "sku" in given:
        yield from _text_faults("sku", given["sku"], LONGEST_SKU)
        if _APART & set(given["sku"]):
            yield FieldError("sku", "bad_sku")
    if "name" in given:
        yield from _text_faults("name", given["name"], LONGEST_NAME)
    if given.get("price") is not None:
        yield from _price_faults(given["price"])
    if "max_discount" in given:
        yield from _percent_faults(given["max_discount"])
    yield from _accessory_faults(given.get("accessories", ()))


def promotion_faults(given: Mapping[str, Any]) -> Iterator[FieldError]:
    """Everything that is wrong with the fields of a promotion, types being right already."""
    yield from _text_faults("name", given["name"], LONGEST_PROMOTION)
    percent = given["max_discount"]
    if percent <= 0:
        yield FieldError("max_discount", "no_discount")
    else:
        yield from _percent_faults(percent)
    if given["min_quantity"] < 1:
        yield FieldError("min_quantity", "too_small", {"limit": "1"})
    elif given["min_quantity"] > MOST_PIECES:
        yield FieldError("min_quantity", "too_big", {"limit": str(MOST_PIECES)})
    if given["condition"]:
        yield from _text_faults("condition", given["condition"], LONGEST_CONDITION)
    far = [name for name in ("since", "until") if given[name] is not None and given[name].year not in YEARS]
    yield from (FieldError(name, "not_moment") for name in far)
    if not far and given["until"] is not None and given["until"] <= given["since"]:
        yield FieldError("until", "ends_before_it_begins")


def _text_faults(field: str, text: str, longest: int) -> Iterator[FieldError]:
    if not text:
        yield FieldError(field, "missing")
    elif len(text) > longest:
        yield FieldError(field, "too_long", {"limit": str(longest)})
    elif "\x00" in text or not _storable(text):
        yield FieldError(field, "bad_character")


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _price_faults(price: Decimal) -> Iterator[FieldError]:
    if not price.is_finite():
        yield FieldError("price", "not_money")
    elif price < 0:
        yield FieldError("price", "too_small", {"limit": "0"})
    elif price > money.MOST:
        yield FieldError("price", "too_big", {"limit": str(money.MOST)})
    elif price != money.rounded(price):
        yield FieldError("price", "not_money")


def _percent_faults(percent: Decimal) -> Iterator[FieldError]:
    if not percent.is_finite():
        yield FieldError("max_discount", "not_number")
    elif not 0 <= percent <= GIFT:
        limit = "0" if percent < 0 else "100"
        yield FieldError("max_discount", "too_small" if percent < 0 else "too_big", {"limit": limit})
    elif percent != money.rounded(percent):
        yield FieldError("max_discount", "too_many_places")


def _accessory_faults(skus: list[str]) -> Iterator[FieldError]:
    if len(skus) > MOST_ACCESSORIES:
        yield FieldError("accessories", "too_many", {"limit": str(MOST_ACCESSORIES)})
    for sku in skus:
        wrong = next(_text_faults("accessories", sku, LONGEST_SKU), None)
        if wrong is not None:
            yield wrong
            return
