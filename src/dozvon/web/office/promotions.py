"""Promotions: what operators may give for which products, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.catalog import access, actions, queries, reading, rules
from dozvon.catalog.errors import BadProduct, PromotionNotFound
from dozvon.catalog.models import Promotion
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.shops.models import Shop
from dozvon.web.formats import plain_number
from dozvon.web.office import wording
from dozvon.web.office.forms import Typed, answer_form
from dozvon.web.office.products import PER_PAGE, chosen_shop
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

TYPED = ("name", "max_discount", "min_quantity", "condition", "since", "until")


@require_safe
@signed_in(MANAGE_CATALOG)
def promotion_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shop's promotions that hold or will, or those that are over."""
    shops, shop = chosen_shop(request, actor)
    now, over = timezone.now(), request.GET.get("over") == "1"
    rows = queries.promotions_of(actor, shop, now, over=over) if shop is not None else []
    address = reverse("promotions") + (f"?shop={shop.code}" if shop else "?")
    shown = {
        "shop": shop,
        "shops": [(one.code, one.name) for one in shops],
        "over": over,
        "rows": [(one, state_of(one), plain_number(one.max_discount)) for one in rows],
        "tabs": [(address, gettext("Holding"), None), (f"{address}&over=1", gettext("Over"), None)],
    }
    return page(request, actor, "promotions", "promotions", shown)


def state_of(promotion: Promotion) -> str:
    """`running`, `ahead` or `over`."""
    now = timezone.now()
    if rules.is_over(promotion, now):
        return "over"
    return "running" if rules.is_running(promotion, now) else "ahead"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CATALOG)
def add_promotion(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new promotion; once saved, its page, where products are put under it."""
    shops, shop = chosen_shop(request, actor)
    if shop is None:
        raise Http404
    framed = {"shop": shop, "shops": [(one.code, one.name) for one in shops]}

    def drawn(shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
        return _page(request, actor, None, {**framed, **shown}, status)

    def save(typed: Typed) -> HttpResponse:
        return go("promotion", actions.promote(actor, shop, _read(typed, shop)).pk, told="promotion")

    return answer_form(request, dict.fromkeys(TYPED, "") | {"min_quantity": "1"}, drawn, save)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CATALOG)
def promotion_page(request: HttpRequest, actor: Actor, promotion_id: int) -> HttpResponse:
    """One promotion: its terms, and the products under it."""
    found = _promotion(actor, promotion_id)

    def save(typed: Typed) -> HttpResponse:
        actions.change_promotion(actor, promotion_id, _read(typed, found.shop, found))
        return go("promotion", promotion_id, told="saved")

    return answer_form(request, _values(found), partial(_page, request, actor, found), save)


@require_POST
@signed_in(MANAGE_CATALOG)
def end_promotion(request: HttpRequest, actor: Actor, promotion_id: int) -> HttpResponse:
    """Ends the promotion now."""
    _promotion(actor, promotion_id)
    actions.end_promotion(actor, promotion_id, timezone.now())
    return go("promotion", promotion_id, told="promotion_ended")


@require_POST
@signed_in(MANAGE_CATALOG)
def put_under(request: HttpRequest, actor: Actor, promotion_id: int) -> HttpResponse:
    """Puts products under the promotion by their article numbers."""
    found = _promotion(actor, promotion_id)
    typed = request.POST.get("skus", "")
    try:
        actions.put_under(actor, promotion_id, reading.skus(typed))
    except BadProduct as refused:
        shown = {"typed_skus": typed, "errors": wording.sentences(refused.errors)}
        return _page(request, actor, found, shown, 422)
    return go("promotion", promotion_id, told="promotion_products")


@require_POST
@signed_in(MANAGE_CATALOG)
def take_out_product(request: HttpRequest, actor: Actor, promotion_id: int) -> HttpResponse:
    """Takes one product out of the promotion."""
    _promotion(actor, promotion_id)
    actions.take_from(actor, promotion_id, request.POST.get("sku", ""))
    return go("promotion", promotion_id, told="promotion_left")


def _promotion(actor: Actor, promotion_id: int) -> Promotion:
    try:
        return access.promotion(actor, promotion_id)
    except PromotionNotFound as error:
        raise Http404 from error


def _read(typed: Mapping[str, str], shop: Shop, kept: Promotion | None = None) -> dict[str, Any]:
    """The fields of the form. Raises BadProduct with what cannot be read, and what else is wrong."""
    given, wrong = reading.promotion(typed, shop.zone, timezone.now(), kept)
    if wrong:
        raise BadProduct(wrong)
    return given


def _values(promotion: Promotion) -> dict[str, str]:
    return {
        "name": promotion.name,
        "max_discount": plain_number(promotion.max_discount),
        "min_quantity": str(promotion.min_quantity),
        "condition": promotion.condition,
        **reading.days(promotion, promotion.shop.zone),
    }


def _page(
    request: HttpRequest, actor: Actor, found: Promotion | None, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    framed: dict[str, Any] = {"promotion": found, "typed_skus": ""}
    if found is not None:
        after = request.GET.get("after", "")[:64]
        under = queries.page_of_promotion(actor, found, after, PER_PAGE)
        framed |= {
            "shop": found.shop,
            "typed": _values(found),
            "state": state_of(found),
            "under": under,
            "is_first": not after,
            "next_page": f"?{urlencode({'after': under.after})}" if under.after else "",
        }
    return page(request, actor, "promotions", "promotion", {**framed, **shown}, status)
