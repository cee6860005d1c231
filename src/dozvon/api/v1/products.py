"""Products of the shops: finding, one, adding and changing. Whole price lists go through imports."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.promotions import PromotionOut
from dozvon.api.v1.promotions import promotion as promotion_of
from dozvon.api.v1.reading import shop_of
from dozvon.api.v1.refusals import STANDARD
from dozvon.catalog import access, actions, queries, rules
from dozvon.catalog.models import Product
from dozvon.core import cursors
from dozvon.core.errors import FieldError
from dozvon.intake.schema import Amount, Percent, Text

router = Router(tags=["products"])

Sku = Text(rules.LONGEST_SKU, 1)
Skus = Annotated[list[Sku], Field(max_length=rules.MOST_ACCESSORIES)]  # type: ignore[valid-type]


class ProductQuery(BaseModel):
    """Of which shop, where one sees several; `archived` shows what is not on offer."""

    shop: Annotated[str | None, Query(max_length=40)] = None
    q: Annotated[str | None, Query(max_length=100)] = None
    archived: bool = False
    cursor: Annotated[str | None, Query(max_length=400)] = None
    limit: Annotated[int, Query(ge=1, le=queries.LARGEST)] = 50


class ProductEdit(BaseModel):
    """What to change; what is left out stays. `promotion` is its name, null for none; null for no price."""

    model_config = ConfigDict(extra="forbid")

    name: Text(rules.LONGEST_NAME, 1) = ""  # type: ignore[valid-type]
    price: Amount | None = None
    max_discount: Percent = rules.NONE
    promotion: Text(rules.LONGEST_PROMOTION, 1) | None = None  # type: ignore[valid-type]
    accessories: Skus = Field(default_factory=list)
    active: Annotated[bool, Field(strict=True)] = True


class ProductIn(ProductEdit):
    """A new product. Its SKU stays, for orders know it by that."""

    shop: Text(40, 1)  # type: ignore[valid-type]
    sku: Sku  # type: ignore[valid-type]
    name: Text(rules.LONGEST_NAME, 1)  # type: ignore[valid-type]


class ProductOut(Schema):
    """A product; `max_discount` is its own limit in per cent, the larger of it and the promotion's counts."""

    id: int
    shop: str
    sku: str
    name: str
    price: schemas.Money | None
    currency: str
    max_discount: schemas.Money
    promotion: PromotionOut | None
    accessories: list[str]
    active: bool


class ProductPage(Schema):
    """Products by SKU, and the cursor of the next page."""

    items: list[ProductOut]
    next_cursor: str | None


@router.get("/products", response={200: ProductPage, **STANDARD})
def find(request: HttpRequest, wanted: Query[ProductQuery]) -> HttpResponse:
    """A shop's products by SKU. `q`: the beginning of the SKU, or of words of the name."""
    actor = actor_of(request)
    access.visible(actor)
    shop = shop_of(actor, wanted.shop)
    if isinstance(shop, FieldError):
        return problem(request, 422, "invalid", [shop])
    after = cursors.read_code(wanted.cursor) if wanted.cursor else ""
    page = queries.page(actor, shop, wanted.q or "", after, wanted.limit, active=not wanted.archived)
    items = [_product(product) for product in page.products]
    return present.answer({"items": items, "next_cursor": cursors.write_code(page.after) if page.after else None})


@router.post("/products", response={201: ProductOut, **STANDARD})
def add(request: HttpRequest, wanted: ProductIn) -> HttpResponse:
    """Adds a product to the catalogue of a shop."""
    actor = actor_of(request)
    access.check_keeper(actor)
    shop = shop_of(actor, wanted.shop)
    if isinstance(shop, FieldError):
        return problem(request, 422, "invalid", [shop])
    made = actions.create(actor, shop, wanted.model_dump(exclude_unset=True, exclude={"shop"}))
    return present.answer(_product(access.get(actor, made.pk)), 201)


@router.get("/products/{int:product_id}", response={200: ProductOut, **STANDARD})
def one(request: HttpRequest, product_id: int) -> HttpResponse:
    """One product."""
    return present.answer(_product(access.get(actor_of(request), product_id)))


@router.patch("/products/{int:product_id}", response={200: ProductOut, **STANDARD})
def change(request: HttpRequest, product_id: int, wanted: ProductEdit) -> HttpResponse:
    """Changes a product; `active` false puts it into the archive."""
    actor = actor_of(request)
    actions.change(actor, product_id, wanted.model_dump(exclude_unset=True))
    return present.answer(_product(access.get(actor, product_id)))


def _product(one: Product) -> dict[str, Any]:
    return {
        "id": one.pk,
        "shop": one.shop.code,
        "sku": one.sku,
        "name": one.name,
        "price": None if one.price is None else f"{one.price:.2f}",
        "currency": one.shop.currency,
        "max_discount": f"{one.max_discount:.2f}",
        "promotion": None if one.promotion is None else promotion_of(one.promotion, one.shop),
        "accessories": list(one.accessories),
        "active": one.active,
    }
