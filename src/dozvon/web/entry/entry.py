"""A new order entered by hand: while somebody is on the phone, from a letter, from a messenger."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dozvon.catalog import queries as catalog
from dozvon.clients import access
from dozvon.clients.actions.add import add, may_add
from dozvon.clients.errors import ClientNotFound
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, TAKE_IN_ORDERS, WORK_ORDERS
from dozvon.intake.actions.single import take_in
from dozvon.intake.errors import IntakeRefused
from dozvon.orders import rules
from dozvon.platform.events.actions import record_access
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop
from dozvon.web.common.channels import BY_HAND, channel_title
from dozvon.web.common.requests import is_htmx, see_other
from dozvon.web.common.wording import SUGGESTED
from dozvon.web.entry import entry_form
from dozvon.web.entry.alike import DuplicateHints, duplicate_hints_of
from dozvon.web.entry.entry_form import OrderEntry
from dozvon.web.signin.gate import signed_in

ENTERING = (SEE_ORDERS, TAKE_IN_ORDERS)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ENTERING)
def new_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form, filled in from ?phone=, ?name=, ?email= or ?client=. Saved, the order is in the actor's hands."""
    now = timezone.now()
    entry, shop = _entry(request, actor)
    if request.method != "POST":
        return _page(request, actor, _with_client(actor, entry, shop), shop, now)
    taken = request.POST.get("take")
    if taken is not None:
        return _page(request, actor, _with_client(actor, replace(entry, client=taken), shop), shop, now)
    product = entry_form.product_of(entry, shop)
    errors = entry_form.errors_of(entry, product)
    if errors:
        return _page(request, actor, entry, shop, now, errors)
    if "client_only" in request.POST and may_add(actor):
        return _client_only(request, actor, entry, shop, now)
    body = orjson.dumps(entry_form.body_of(entry, product))
    once = rules.once_of(request.POST.get("once"))
    try:
        order = take_in(actor, body, now, once, in_hand=actor.may(WORK_ORDERS))
    except IntakeRefused as refused:
        return _page(request, actor, entry, shop, now, entry_form.refused_errors(refused.errors))
    return _redirect(request, reverse("order", args=[order.order_id]))


@require_safe
@signed_in(*ENTERING)
def duplicate_hints(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who may be meant by what is typed so far, and what looks wrong with it; ?at= names the field in use."""
    entry, shop = _entry(request, actor)
    now = timezone.now()
    told = duplicate_hints_of(actor, entry, shop, now, request.GET.get("at", ""))
    _record_look(actor, now, told, entry)
    return render(request, "entry/alike.html", {"told": told, "entry": entry})


@require_safe
@signed_in(*ENTERING)
def suggest_products(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shop's products by what is typed."""
    entry, shop = _entry(request, actor)
    found = catalog.suggest_products(shop.pk, entry.product, [], SUGGESTED)
    chosen = [(product, orjson.dumps({"product": product.name, "sku": product.sku}).decode()) for product in found]
    shown = {"found": chosen, "currency": shop.currency, "text": entry.product}
    return render(request, "entry/entry_products.html", shown)


def _entry(request: HttpRequest, actor: Actor) -> tuple[OrderEntry, Shop]:
    own = shops.shops_of(actor)
    if not own:
        raise PermissionDenied
    entry = entry_form.entry_of(request.POST if request.method == "POST" else request.GET, own)
    return entry, next(shop for shop in own if shop.code == entry.shop)


def _record_look(actor: Actor, now: datetime, told: DuplicateHints, entry: OrderEntry) -> None:
    """Notes the clients that are told of, and their orders; by which of the fields, not by what stood in them."""
    if told.shown:
        order_ids = [order.order_id for one in told.shown for order in one.orders]
        client_ids = [one.client_id for one in told.shown]
        record_access(actor, now, "orders.list", order_ids, client_ids, " ".join(entry.said_of_client.keys()))


def _with_client(actor: Actor, entry: OrderEntry, shop: Shop) -> OrderEntry:
    """The form for a client of ours; as it is where nobody, or nobody the actor sees, is chosen."""
    if entry.client_id is None or not actor.may(SEE_CLIENTS):
        return replace(entry, client="")
    try:
        client = access.get(actor, entry.client_id)
    except ClientNotFound:
        return replace(entry, client="")
    return replace(entry, **entry_form.fields_of_client(entry, client, list(client.contacts.all()), shop))


def _client_only(request: HttpRequest, actor: Actor, entry: OrderEntry, shop: Shop, now: datetime) -> HttpResponse:
    read = entry_form.read_typed(replace(entry, client=""), shop, now)
    if isinstance(read, list):
        return _page(request, actor, entry, shop, now, entry_form.refused_errors(read))
    client_id = add(actor, read.client, now)
    return _redirect(request, f"{reverse('order-new')}?client={client_id}&shop={shop.code}&saved=1")


def _page(
    request: HttpRequest,
    actor: Actor,
    entry: OrderEntry,
    shop: Shop,
    now: datetime,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    told = duplicate_hints_of(actor, entry, shop, now)
    _record_look(actor, now, told, entry)
    shown: dict[str, Any] = {
        "entry": entry,
        "once": request.POST.get("once") or secrets.token_urlsafe(18),
        "told": told,
        "errors": errors or {},
        "focus": next(iter(errors)) if errors else "product" if entry.client else "name" if entry.phone else "phone",
        "shops": [(one.code, one.name) for one in shops.shops_of(actor)],
        "channels": [(code, channel_title(code)) for code in BY_HAND],
        "may_add_client": may_add(actor),
        "saved": request.method == "GET" and "saved" in request.GET,
    }
    part = is_htmx(request)
    template = "entry/entry.html" if part else "entry/entry_page.html"
    return render(request, template, shown, status=422 if errors else 200)


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    """On to a page of its own: the whole of it is another one."""
    if not is_htmx(request):
        return see_other(address)
    response = HttpResponse(status=200)
    response.headers["HX-Redirect"] = address
    return response
