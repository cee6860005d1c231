"""The catalogue: products as a list that is searched while one types, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.catalog import access, actions, queries, reading, rules
from dozvon.catalog.errors import BadProduct, ProductNotFound
from dozvon.catalog.models import Product
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.shops.models import Shop
from dozvon.shops.queries import shops_of
from dozvon.web.common.requests import is_htmx
from dozvon.web.formats import plain_number
from dozvon.web.office.forms import Typed, answer_form
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

PER_PAGE = 50
TYPED = ("sku", "name", "price", "max_discount", "promotion", "accessories")
NAMED = 8
"""People named on a product's page; the others are counted."""


def chosen_shop(request: HttpRequest, actor: Actor) -> tuple[list[Shop], Shop | None]:
    """The actor's shops, and the one that is asked for, else the first; None where there are none."""
    shops = shops_of(actor)
    code = request.POST.get("shop") or request.GET.get("shop", "")
    found = next((shop for shop in shops if shop.code == code), None)
    if code and found is None:
        raise Http404
    return shops, found or (shops[0] if shops else None)


@require_safe
@signed_in(MANAGE_CATALOG)
def product_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shop's products by article number; for htmx the table alone."""
    shops, shop = chosen_shop(request, actor)
    text, after = request.GET.get("q", "").strip()[:100], request.GET.get("after", "")[:64]
    archived = request.GET.get("archived") == "1"
    found = queries.PageOfProducts([], None)
    if shop is not None:
        found = queries.page(actor, shop, text, after, PER_PAGE, active=not archived)
    query = {
        "shop": shop.code if shop else "",
        **({"archived": "1"} if archived else {}),
        **({"q": text} if text else {}),
    }
    shown = {
        "shop": shop,
        "shops": [(one.code, one.name) for one in shops],
        "text": text,
        "archived": archived,
        "found": found,
        "now": timezone.now(),
        "limit_of": limit_of,
        "is_first": not after,
        "first_page": f"?{urlencode(query)}",
        "next_page": f"?{urlencode({**query, 'after': found.after})}" if found.after else "",
        "tabs": _tabs(shop),
    }
    if is_htmx(request):
        return render(request, "office/products_found.html", shown)
    return page(request, actor, "products", "products", shown)


def _tabs(shop: Shop | None) -> list[tuple[str, str, None]]:
    address = reverse("products") + (f"?shop={shop.code}" if shop else "?")
    return [(address, gettext("On offer"), None), (f"{address}&archived=1", gettext("Archive"), None)]


@dataclass(frozen=True, slots=True)
class Limit:
    """The discount that holds for a product now, in per cent; `promotion` where that is what allows it."""

    percent: str
    is_gift: bool
    promotion: str


def limit_of(product: Product) -> Limit:
    """What operators may give, the promotion's quantity being met."""
    now = timezone.now()
    promotion = product.promotion
    most = rules.discount_limit(product, promotion.min_quantity if promotion else 1, now)
    by = promotion.name if promotion and most > product.max_discount else ""
    return Limit(plain_number(most), most == rules.GIFT, by)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CATALOG)
def add_product(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new product; once saved, its page."""
    shops, shop = chosen_shop(request, actor)
    if shop is None:
        raise Http404
    framed = {"shop": shop, "shops": [(one.code, one.name) for one in shops]}

    def drawn(shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
        return _page(request, actor, None, {**framed, **shown}, status)

    def save(typed: Typed) -> HttpResponse:
        return go("product", actions.create(actor, shop, _read(typed)).pk, told="product")

    return answer_form(request, dict.fromkeys(TYPED, ""), drawn, save)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CATALOG)
def product_page(request: HttpRequest, actor: Actor, product_id: int) -> HttpResponse:
    """One product: the form, what holds for it, and who is handed its orders."""
    found = _product(actor, product_id)

    def save(typed: Typed) -> HttpResponse:
        actions.change(actor, product_id, _read({**typed, "sku": found.sku}))
        return go("product", product_id, told="saved")

    return answer_form(request, _values(found), partial(_page, request, actor, found), save)


def _read(typed: Typed) -> dict[str, Any]:
    """The fields of the form. Raises BadProduct with what cannot be read, and what else is wrong."""
    given, wrong = reading.product(typed)
    if wrong:
        raise BadProduct([*_rest(given, wrong), *wrong])
    return given


def _rest(given: dict[str, Any], wrong: list[FieldError]) -> list[FieldError]:
    """What else is wrong beside what could not be read: all is told at once."""
    unread = {error.field for error in wrong}
    return list(rules.product_faults({name: value for name, value in given.items() if name not in unread}))


@require_POST
@signed_in(MANAGE_CATALOG)
def archive(request: HttpRequest, actor: Actor, product_id: int) -> HttpResponse:
    """Nobody can add the product to an order any more."""
    return _turn(actor, product_id, "product_archived", active=False)


@require_POST
@signed_in(MANAGE_CATALOG)
def restore(request: HttpRequest, actor: Actor, product_id: int) -> HttpResponse:
    """The product is on offer again."""
    return _turn(actor, product_id, "product_restored", active=True)


def _turn(actor: Actor, product_id: int, told: str, *, active: bool) -> HttpResponse:
    try:
        actions.change(actor, product_id, {"active": active})
    except ProductNotFound as error:
        raise Http404 from error
    return go("product", product_id, told=told)


def _product(actor: Actor, product_id: int) -> Product:
    try:
        return access.get(actor, product_id)
    except ProductNotFound as error:
        raise Http404 from error


def _values(product: Product) -> dict[str, str]:
    return {
        "sku": product.sku,
        "name": product.name,
        "price": "" if product.price is None else plain_number(product.price),
        "max_discount": plain_number(product.max_discount) if product.max_discount else "",
        "promotion": product.promotion.name if product.promotion else "",
        "accessories": ", ".join(product.accessories),
    }


def _page(
    request: HttpRequest, actor: Actor, found: Product | None, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    now = timezone.now()
    shop = found.shop if found is not None else shown["shop"]
    promotions = [(one.name, one.name) for one in queries.promotions_of(actor, shop, now)]
    people = queries.operators_knowing(found) if found is not None else []
    if found is not None and found.promotion and found.promotion.name not in dict(promotions):
        name = found.promotion.name
        promotions.append((name, gettext("%(name)s (over)") % {"name": name}))
    framed = {
        "product": found,
        "shop": shop,
        "promotions": promotions,
        "limit": limit_of(found) if found is not None else None,
        "running": bool(found and found.promotion and rules.is_running(found.promotion, now)),
        "along": queries.accessories_of(found) if found is not None else [],
        "knowing": people[:NAMED],
        "others": max(0, len(people) - NAMED),
        "sees_people": actor.may(MANAGE_USERS),
        **shown,
    }
    return page(request, actor, "products", "product", framed, status)
