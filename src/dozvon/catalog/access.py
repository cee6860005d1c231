"""Who may see and keep which products."""

from __future__ import annotations

from django.db.models import QuerySet

from dozvon.catalog.errors import ProductNotFound, PromotionNotFound
from dozvon.catalog.models import Product, Promotion
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import SEE_ORDERS
from dozvon.shops.models import Shop


def visible(actor: Actor) -> QuerySet[Product]:
    """The products of the actor's shops, with shop and promotion. Raises NotPermitted."""
    if not (actor.may(SEE_ORDERS) or actor.may(MANAGE_CATALOG)):
        raise NotPermitted
    found = Product.objects.defer("words").select_related("shop", "promotion")
    return found if actor.shops is None else found.filter(shop_id__in=sorted(actor.shops))


def get(actor: Actor, product_id: int) -> Product:
    """One of the products the actor sees. Raises NotPermitted and ProductNotFound."""
    found = visible(actor).filter(pk=product_id).first()
    if found is None:
        raise ProductNotFound
    return found


def check_keeper(actor: Actor) -> None:
    """Raises NotPermitted for who may not change the catalogue."""
    if not actor.may(MANAGE_CATALOG):
        raise NotPermitted


def kept(actor: Actor, product_id: int) -> Product:
    """The row of a product the actor may change, locked. Raises NotPermitted and ProductNotFound."""
    check_keeper(actor)
    found = visible(actor).select_for_update(of=("self",)).filter(pk=product_id).first()
    if found is None:
        raise ProductNotFound
    return found


def promotions(actor: Actor, shop: Shop | None = None) -> QuerySet[Promotion]:
    """The promotions of the actor's shops, or of one of them. Raises NotPermitted."""
    check_keeper(actor)
    found = Promotion.objects.select_related("shop")
    if shop is not None:
        found = found.filter(shop=shop)
    return found if actor.shops is None else found.filter(shop_id__in=sorted(actor.shops))


def promotion(actor: Actor, promotion_id: int) -> Promotion:
    """One of the actor's promotions. Raises NotPermitted and PromotionNotFound."""
    found = promotions(actor).filter(pk=promotion_id).first()
    if found is None:
        raise PromotionNotFound
    return found


def kept_promotion(actor: Actor, promotion_id: int) -> Promotion:
    """The row of a promotion the actor may change, locked. Raises NotPermitted and PromotionNotFound."""
    found = promotions(actor).select_for_update(of=("self",)).filter(pk=promotion_id).first()
    if found is None:
        raise PromotionNotFound
    return found
