"""Promotions of the shops: what operators may give, from when until when. A product names its own."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, BaseModel, Field

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.reading import shop_of
from dozvon.api.v1.refusals import STANDARD
from dozvon.api.v1.schemas import StrictBody
from dozvon.catalog import access, actions, queries, rules
from dozvon.catalog.models import Promotion
from dozvon.core.errors import FieldError
from dozvon.core.iso import iso_utc
from dozvon.intake.schema import Percent, Text
from dozvon.shops.models import Shop

router = Router(tags=["promotions"])

Pieces = Annotated[int, Field(strict=True, ge=1, le=rules.MOST_PIECES)]


class PromotionQuery(BaseModel):
    """Of which shop, where one sees several; `over` shows those that have ended."""

    shop: Annotated[str | None, Query(max_length=40)] = None
    over: bool = False


class PromotionEdit(StrictBody):
    """What to change; what is left out stays. `until` null: until it is ended."""

    name: Text(rules.LONGEST_PROMOTION, 1) = ""  # type: ignore[valid-type]
    max_discount: Percent = rules.NONE
    min_quantity: Pieces = 1
    condition: Text(rules.LONGEST_CONDITION) = ""  # type: ignore[valid-type]
    since: AwareDatetime = Field(default_factory=timezone.now)
    until: AwareDatetime | None = None


class PromotionIn(PromotionEdit):
    """A new promotion; it begins at once where `since` is left out."""

    shop: Text(40, 1)  # type: ignore[valid-type]
    name: Text(rules.LONGEST_PROMOTION, 1)  # type: ignore[valid-type]
    max_discount: Percent


class PromotionOut(Schema):
    """What operators may give besides; it holds from `since` up to `until`, from `min_quantity` pieces on."""

    id: int
    shop: str
    name: str
    max_discount: schemas.Money
    min_quantity: int
    condition: str
    since: str
    until: str | None
    holds: bool


class PromotionList(Schema):
    """Those that hold or will, by name; or those that are over, the last ended first."""

    items: list[PromotionOut]


@router.get("/promotions", response={200: PromotionList, **STANDARD})
def find(request: HttpRequest, wanted: Query[PromotionQuery]) -> HttpResponse:
    """A shop's promotions."""
    actor = actor_of(request)
    access.check_keeper(actor)
    shop = shop_of(actor, wanted.shop)
    if isinstance(shop, FieldError):
        return problem(request, 422, "invalid", [shop])
    found = queries.promotions_of(actor, shop, timezone.now(), over=wanted.over)
    return present.answer({"items": [promotion(one) for one in found]})


@router.post("/promotions", response={201: PromotionOut, **STANDARD})
def add(request: HttpRequest, wanted: PromotionIn) -> HttpResponse:
    """Makes a promotion in a shop."""
    actor = actor_of(request)
    access.check_keeper(actor)
    shop = shop_of(actor, wanted.shop)
    if isinstance(shop, FieldError):
        return problem(request, 422, "invalid", [shop])
    return present.answer(promotion(actions.promote(actor, shop, wanted.model_dump(exclude={"shop"}))), 201)


@router.get("/promotions/{int:promotion_id}", response={200: PromotionOut, **STANDARD})
def one(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """One promotion."""
    return present.answer(promotion(access.promotion(actor_of(request), promotion_id)))


@router.patch("/promotions/{int:promotion_id}", response={200: PromotionOut, **STANDARD})
def change(request: HttpRequest, promotion_id: int, wanted: PromotionEdit) -> HttpResponse:
    """Changes a promotion; orders keep the discounts they have."""
    given = wanted.model_dump(exclude_unset=True)
    return present.answer(promotion(actions.change_promotion(actor_of(request), promotion_id, given)))


@router.post("/promotions/{int:promotion_id}/end", response={200: PromotionOut, **STANDARD})
def end(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """Ends the promotion now; one that is over stays as it is."""
    actor = actor_of(request)
    actions.end_promotion(actor, promotion_id, timezone.now())
    return present.answer(promotion(access.promotion(actor, promotion_id)))


def promotion(one: Promotion, shop: Shop | None = None) -> dict[str, Any]:
    """The promotion as JSON; `shop` is its shop, where that was fetched already."""
    return {
        "id": one.pk,
        "shop": (shop or one.shop).code,
        "name": one.name,
        "max_discount": f"{one.max_discount:.2f}",
        "min_quantity": one.min_quantity,
        "condition": one.condition,
        "since": iso_utc(one.since),
        "until": iso_utc(one.until),
        "holds": rules.is_running(one, timezone.now()),
    }
