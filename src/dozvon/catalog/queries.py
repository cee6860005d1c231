"""Products by code, and found while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchQuery
from django.db.models import OuterRef, Q, Subquery

from dozvon.catalog.models import Product

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


def by_sku(shop_id: int, skus: Iterable[str]) -> dict[str, Product]:
    """The shop's products of these codes: one statement."""
    found = Product.objects.defer("words").filter(shop_id=shop_id, sku__in=list(skus))
    return {product.sku: product for product in found}


def terms(shop: str) -> dict[str, Subquery]:
    """What to annotate rows that have an `sku` with: `most_discount` and `list_price`, null for unknown products.

    `shop` is the name by which a row knows its shop's id.
    """
    product = Product.objects.filter(shop_id=OuterRef(shop), sku=OuterRef("sku"))
    return {
        "most_discount": Subquery(product.values("max_discount")[:1]),
        "list_price": Subquery(product.values("price")[:1]),
    }


def found(shop_id: int, text: str, beside: Sequence[str], limit: int) -> list[Product]:
    """Products on offer whose name has words that begin so, or whose SKU does; accessories of `beside` first.

    No text finds the accessories, then the others by name. Two statements.
    """
    offered = Product.objects.defer("words").filter(shop_id=shop_id, active=True)
    promoted = _accessories(shop_id, beside)
    text = text.replace("\x00", "").strip()[:100]
    words = " & ".join(f"{word}:*" for word in _WORDS.findall(text)[:6])
    if words:
        named = Q(words=SearchQuery(words, search_type="raw", config="simple"))
        offered = offered.filter(named | Q(sku__istartswith=text))
    elif text:
        offered = offered.filter(sku__istartswith=text)
    first = list(offered.filter(sku__in=promoted)) if promoted else []
    first.sort(key=lambda product: promoted.index(product.sku))
    rest = offered.exclude(sku__in=promoted).order_by("name", "id")[: max(0, limit - len(first))]
    return [*first, *rest][:limit]


def _accessories(shop_id: int, skus: Sequence[str]) -> list[str]:
    """What the promotions of these products offer along, each once; not what is among them already."""
    lists = (
        Product.objects.filter(shop_id=shop_id, sku__in=list(skus)).order_by("id").values_list("accessories", flat=True)
    )
    return [sku for sku in dict.fromkeys(sku for each in lists for sku in each) if sku not in skus]
