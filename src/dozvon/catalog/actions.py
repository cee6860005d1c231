"""Keeping the catalogue: products, promotions, price lists. Each change has its line in the log of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dozvon.catalog import access
from dozvon.catalog.errors import BadProduct
from dozvon.catalog.models import PriceList, Product, Promotion
from dozvon.catalog.rules import product_faults, promotion_faults
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts.access import person_id
from dozvon.platform.accounts.changes import note
from dozvon.shops.models import Shop

TERMS = ("name", "max_discount", "min_quantity", "condition", "since", "until")
"""What a promotion is made of."""
WAITS = timedelta(days=1)
"""How long a price list waits to be applied."""


def offer(products: Sequence[Product]) -> None:
    """Adds the products, or brings those of the same shop and SKU up to date: one statement."""
    Product.objects.bulk_create(
        products,
        update_conflicts=True,
        unique_fields=["shop", "sku"],
        update_fields=["name", "price", "max_discount", "promotion", "active", "accessories"],
    )


def create(actor: Actor, shop: Shop, given: Mapping[str, Any]) -> Product:
    """A new product of rules.PRODUCT_FIELDS. Raises NotPermitted and BadProduct."""
    access.check_keeper(actor)
    if not actor.sees_shop(shop.pk):
        raise NotPermitted
    given = {"sku": "", "name": "", **given}
    fields = _checked(shop.pk, given["sku"], given)
    try:
        with transaction.atomic():
            product = Product.objects.create(shop=shop, **fields)
            note(actor, "product.added", shop=shop.code, sku=product.sku, text=product.name)
    except IntegrityError as error:
        raise BadProduct([FieldError("sku", "taken")]) from error
    return product


def change(actor: Actor, product_id: int, given: Mapping[str, Any]) -> Product:
    """The product with those of rules.PRODUCT_FIELDS that are given; the SKU stays, for orders know it by that.

    Raises NotPermitted, ProductNotFound and BadProduct.
    """
    with transaction.atomic():
        product = access.kept(actor, product_id)
        if given.get("sku", product.sku) != product.sku:
            raise BadProduct([FieldError("sku", "sku_stays")])
        before = product_fields(product)
        for name, value in _checked(product.shop_id, product.sku, given, product.promotion).items():
            setattr(product, name, value)
        after = product_fields(product)
        turned = {name: [before[name], now] for name, now in after.items() if before[name] != now}
        if turned:
            product.save(update_fields=["name", "price", "max_discount", "promotion", "active", "accessories"])
            note(actor, _kind(turned), shop=product.shop.code, sku=product.sku, changes=turned)
    return product


def _kind(turned: Mapping[str, Any]) -> str:
    if list(turned) == ["active"]:
        return "product.restored" if turned["active"][1] else "product.archived"
    return "product.changed"


def product_fields(product: Product) -> dict[str, Any]:
    """What the log tells of a product: its fields as texts, flags and lists of texts."""
    return {
        "name": product.name,
        "price": None if product.price is None else f"{product.price:.2f}",
        "max_discount": f"{product.max_discount:.2f}",
        "promotion": None if product.promotion is None else product.promotion.name,
        "active": product.active,
        "accessories": list(product.accessories),
    }


def _checked(shop_id: int, sku: str, given: Mapping[str, Any], kept: Promotion | None = None) -> dict[str, Any]:
    """The fields as the row holds them. Raises BadProduct; `kept` is the promotion that may stay though it is over."""
    fields = dict(given)
    wrong = list(product_faults(fields))
    if "accessories" in fields:
        fields["accessories"] = [other for other in dict.fromkeys(fields["accessories"]) if other != sku]
        wrong += [] if wrong else _unknown_accessories(shop_id, fields["accessories"])
    if fields.get("promotion") is not None:
        fields["promotion"] = kept if kept and kept.name == fields["promotion"] else _named(shop_id, given["promotion"])
        if fields["promotion"] is None:
            wrong.append(FieldError("promotion", "unknown_promotion", {"value": str(given["promotion"])[:80]}))
    if wrong:
        raise BadProduct(wrong)
    return fields


def _unknown_accessories(shop_id: int, skus: list[str]) -> list[FieldError]:
    known = set(Product.objects.filter(shop_id=shop_id, sku__in=skus).values_list("sku", flat=True))
    missing = [sku for sku in skus if sku not in known]
    return [FieldError("accessories", "unknown_skus", {"value": ", ".join(missing[:5])})] if missing else []


def _named(shop_id: int, name: str) -> Promotion | None:
    if "\x00" in name:
        return None
    return Promotion.objects.filter(shop_id=shop_id, name__iexact=name).first()


def promote(actor: Actor, shop: Shop, given: Mapping[str, Any]) -> Promotion:
    """A new promotion: name, max_discount, min_quantity, condition, since, until. Raises NotPermitted, BadProduct."""
    access.check_keeper(actor)
    if not actor.sees_shop(shop.pk):
        raise NotPermitted
    promotion = Promotion(shop=shop)
    with transaction.atomic():
        _save(promotion, given)
        note(actor, "promotion.added", shop=shop.code, text=promotion.name, changes=_terms(promotion, {}))
    return promotion


def change_promotion(actor: Actor, promotion_id: int, given: Mapping[str, Any]) -> Promotion:
    """The promotion with those of its TERMS that are given. Raises NotPermitted, PromotionNotFound and BadProduct."""
    with transaction.atomic():
        promotion = access.kept_promotion(actor, promotion_id)
        before = {name: getattr(promotion, name) for name in TERMS}
        _save(promotion, {**before, **given})
        turned = _terms(promotion, before)
        if turned:
            note(actor, "promotion.changed", shop=promotion.shop.code, text=promotion.name, changes=turned)
    return promotion


def end_promotion(actor: Actor, promotion_id: int, now: datetime) -> None:
    """From now on the promotion does not hold. Raises NotPermitted and PromotionNotFound."""
    with transaction.atomic():
        promotion = access.promotion(actor, promotion_id)
        ended = Promotion.objects.filter(pk=promotion.pk).exclude(until__lte=now).update(until=now)
        if ended:
            note(actor, "promotion.ended", shop=promotion.shop.code, text=promotion.name)


def _save(promotion: Promotion, given: Mapping[str, Any]) -> None:
    wrong = list(promotion_faults(given))
    if wrong:
        raise BadProduct(wrong)
    for name, value in given.items():
        setattr(promotion, name, value)
    try:
        with transaction.atomic():
            promotion.save()
    except IntegrityError as error:
        raise BadProduct([FieldError("name", "taken")]) from error


def _terms(promotion: Promotion, before: Mapping[str, Any]) -> dict[str, list[str | None]]:
    found = {name: (before.get(name), getattr(promotion, name)) for name in TERMS}
    return {name: [_text(was), _text(now)] for name, (was, now) in found.items() if was != now}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)


def put_under(actor: Actor, promotion_id: int, skus: Iterable[str]) -> int:
    """The products of these SKUs go under the promotion, from another too; returns how many that are.

    Raises NotPermitted, PromotionNotFound, and BadProduct naming SKUs that are not in the catalogue: then none goes.
    """
    with transaction.atomic():
        promotion = access.promotion(actor, promotion_id)
        wanted = list(dict.fromkeys(skus))
        if not wanted or any("\x00" in sku for sku in wanted):
            raise BadProduct([FieldError("skus", "bad_character" if wanted else "missing")])
        rows = Product.objects.filter(shop_id=promotion.shop_id, sku__in=wanted)
        known = set(rows.values_list("sku", flat=True))
        missing = [sku for sku in wanted if sku not in known]
        if missing:
            raise BadProduct([FieldError("skus", "unknown_skus", {"value": ", ".join(missing[:5])})])
        count = rows.exclude(promotion=promotion).update(promotion=promotion)
        note(actor, "promotion.products", shop=promotion.shop.code, text=promotion.name, skus=wanted[:50])
    return count


def take_from(actor: Actor, promotion_id: int, sku: str) -> None:
    """The product leaves the promotion. Raises NotPermitted and PromotionNotFound."""
    with transaction.atomic():
        promotion = access.promotion(actor, promotion_id)
        left = Product.objects.filter(promotion=promotion, sku=sku.replace("\x00", "")).update(promotion=None)
        if left:
            note(actor, "promotion.left", shop=promotion.shop.code, text=promotion.name, skus=[sku])


def keep_list(actor: Actor, shop: Shop, name: str, body: bytes, now: datetime) -> PriceList:
    """Keeps a file until its sender applies it; their earlier one and forgotten ones go. Raises NotPermitted."""
    access.check_keeper(actor)
    if not actor.sees_shop(shop.pk):
        raise NotPermitted
    with transaction.atomic():
        PriceList.objects.filter(sent_at__lt=now - WAITS).delete()
        kept, _ = PriceList.objects.update_or_create(
            user_id=person_id(actor), defaults={"shop": shop, "name": name[:120], "body": body, "sent_at": now}
        )
    return kept


def drop_list(actor: Actor) -> None:
    """The file the actor sent is not needed any more."""
    PriceList.objects.filter(user_id=person_id(actor)).delete()
