"""Products by code, listed, and found while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest, Now

from dozvon.catalog import access
from dozvon.catalog.models import PriceList, Product, Promotion
from dozvon.core.actor import Actor
from dozvon.core.roles import Role
from dozvon.platform.accounts.access import person_id
from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
LARGEST = 200
_CALLING = [Role.OPERATOR.value, Role.SECRETARY.value, Role.MANAGER.value]

_RUNNING = Q(promotion__since__lte=Now()) & (Q(promotion__until__isnull=True) | Q(promotion__until__gt=Now()))
_LIMIT = Greatest("max_discount", Case(When(_RUNNING, then=F("promotion__max_discount"))))


def by_sku(shop_id: int, skus: Iterable[str]) -> dict[str, Product]:
    """The shop's products of these codes with their promotions: one statement."""
    found = Product.objects.defer("words").select_related("promotion").filter(shop_id=shop_id, sku__in=list(skus))
    return {product.sku: product for product in found}


def names_by_sku(of: Sequence[Shop], skus: Iterable[str]) -> dict[str, str]:
    """What the products of these codes are called; where shops call one differently, as in the first of them."""
    rows = Product.objects.filter(shop__in=of, sku__in=list(skus)).order_by("-shop_id").values_list("sku", "name")
    return {sku: name for sku, name in rows if name}


def annotate_terms(shop: str) -> dict[str, Subquery]:
    """What to annotate rows that have an `sku` with, null for unknown products.

    `most_discount` is what may be given if the promotion's conditions are met, `discount_from` the pieces it needs
    (null without a promotion), `list_price` the catalogue's price. `shop` is the name by which a row knows its shop's
    id.
    """
    product = Product.objects.filter(shop_id=OuterRef(shop), sku=OuterRef("sku"))
    return {
        "most_discount": Subquery(product.values(limit=_LIMIT)[:1]),
        "discount_from": Subquery(product.filter(_RUNNING).values("promotion__min_quantity")[:1]),
        "list_price": Subquery(product.values("price")[:1]),
    }


def search_condition(text: str) -> Q | None:
    """Products whose name has words that begin so, or whose SKU does; None where nothing is searched for."""
    text = text.replace("\x00", "").strip()[:100]
    if not text:
        return None
    words = " & ".join(f"{word}:*" for word in _WORDS.findall(text)[:6])
    begins = Q(sku__istartswith=text)
    return begins | Q(words=SearchQuery(words, search_type="raw", config="simple")) if words else begins


def suggest_products(shop_id: int, text: str, beside: Sequence[str], limit: int) -> Sequence[Product]:
    """Products on offer whose name has words that begin so, or whose SKU does; accessories of `beside` first.

    No text finds the accessories, then the others by name. `most` of each is what may be given with its promotion.
    Two statements.
    """
    offered = Product.objects.defer("words").select_related("promotion").annotate(most=_LIMIT)
    offered = offered.filter(shop_id=shop_id, active=True)
    promoted = _accessories(shop_id, beside)
    wanted = search_condition(text)
    if wanted is not None:
        offered = offered.filter(wanted)
    first = list(offered.filter(sku__in=promoted)) if promoted else []
    first.sort(key=lambda product: promoted.index(product.sku))
    rest = offered.exclude(sku__in=promoted).order_by("name", "id")[: max(0, limit - len(first))]
    return [*first, *rest][:limit]


def _accessories(shop_id: int, skus: Sequence[str]) -> list[str]:
    """What is offered along with these products, each once; not what is among them already."""
    lists = (
        Product.objects.filter(shop_id=shop_id, sku__in=list(skus)).order_by("id").values_list("accessories", flat=True)
    )
    return [sku for sku in dict.fromkeys(sku for each in lists for sku in each) if sku not in skus]


def accessories_of(product: Product) -> list[tuple[str, Product | None]]:
    """The product's accessories in their order; None for those the catalogue does not have. One statement."""
    known = by_sku(product.shop_id, product.accessories) if product.accessories else {}
    return [(sku, known.get(sku)) for sku in product.accessories]


@dataclass(frozen=True, slots=True)
class PageOfProducts:
    """Products of a shop by SKU; `after` is the SKU to go on behind, None at the end."""

    products: list[Product]
    after: str | None


def page(
    actor: Actor, shop: Shop, text: str = "", after: str = "", limit: int = 50, *, active: bool | None = True
) -> PageOfProducts:
    """The shop's products on offer (or in the archive, or both), by SKU: one statement. Raises NotPermitted."""
    seen = access.visible(actor).filter(shop=shop)
    if active is not None:
        seen = seen.filter(active=active)
    wanted = search_condition(text)
    return _paged(seen if wanted is None else seen.filter(wanted), after, limit)


def page_of_promotion(actor: Actor, promotion: Promotion, after: str = "", limit: int = 50) -> PageOfProducts:
    """The products of a promotion, by SKU: one statement. Raises NotPermitted."""
    return _paged(access.visible(actor).filter(promotion=promotion), after, limit)


def _paged(seen: QuerySet[Product], after: str, limit: int) -> PageOfProducts:
    limit = max(1, min(limit, LARGEST))
    if after:
        seen = seen.filter(sku__gt=after.replace("\x00", "")[:64])
    rows = list(seen.order_by("sku")[: limit + 1])
    return PageOfProducts(rows[:limit], rows[limit - 1].sku if len(rows) > limit else None)


def batches_of_products(shop: Shop, at_once: int) -> Iterable[list[Product]]:
    """All products of the shop by SKU, in lists of so many, each one statement: nothing is held open between."""
    after = ""
    while True:
        rows = _paged(Product.objects.defer("words").select_related("promotion").filter(shop=shop), after, at_once)
        if rows.products:
            yield rows.products
        if rows.after is None:
            return
        after = rows.after


def promotions_of(actor: Actor, shop: Shop, now: datetime, *, over: bool = False) -> list[Promotion]:
    """The shop's promotions that hold or will, by name; those that are over, the last ended first."""
    seen = access.promotions(actor, shop)
    if over:
        return list(seen.filter(until__lte=now).order_by("-until", "id")[:LARGEST])
    return list(seen.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("name", "id")[:LARGEST])


def operators_knowing(product: Product) -> list[User]:
    """Who calls the shop's clients and may be handed orders of this product, by name: one statement."""
    knows = Q(knows__isnull=True) | Q(knows__contains=[product.sku])
    there = Q(shop_ids__isnull=True) | Q(shop_ids__contains=[product.shop_id])
    return list(User.objects.filter(knows, there, active=True, role__in=_CALLING).order_by("name", "pk"))


def waiting_list(actor: Actor) -> PriceList | None:
    """The file the actor sent last, with its shop, while it waits to be applied."""
    waiting = PriceList.objects.select_related("shop").filter(user_id=person_id(actor)).first()
    return waiting if waiting is not None and actor.sees_shop(waiting.shop_id) else None
