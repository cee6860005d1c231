"""Filling in the card: each view reads what was typed, calls one action, and answers with the pieces that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.catalog import queries as catalog
from dozvon.clients.errors import BadClient, BadMerge
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.clients.queries import contacts_of
from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders import queries
from dozvon.orders.actions.client_and_address import save_client_and_address
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.errors import BadOrder, Claimed, Closed, Stale
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.card import delivery, lines
from dozvon.web.card import person as persons
from dozvon.web.card.client_head import client_head_of
from dozvon.web.card.conflicts import conflict_sentence, version_of
from dozvon.web.card.context import context_of
from dozvon.web.card.fetching import fetch_order
from dozvon.web.card.say import say_of
from dozvon.web.card.views import whole_page
from dozvon.web.common.requests import is_htmx, see_other
from dozvon.web.common.wording import SUGGESTED
from dozvon.web.signin.gate import signed_in


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def edit_goods(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The lines as typed, one more, or one less. Refusals stand beside their fields, and what was typed stays."""
    now, order = timezone.now(), fetch_order(actor, order_id)
    offered, typed = queries.offered_lines(order_id), lines.read_goods(request.POST)
    wanted = lines.lines_wanted(order, offered, actor, typed)
    errors, alert = wanted.errors, ""
    if not errors and lines.is_changed(offered, wanted.lines):
        try:
            edit(actor, order_id, Changes(wanted.lines), now, version_of(request.POST))
        except BadOrder as refused:
            errors = lines.placed_errors(refused.errors, wanted.places)
        except (Stale, Claimed, Closed) as conflict:
            alert = conflict_sentence(conflict, order, now)
        if not errors:
            order, offered = fetch_order(actor, order_id), queries.offered_lines(order_id)
    shown = lines.goods_of(
        order,
        offered,
        actor,
        may_edit=context_of(actor, order, now).may_edit,
        typed=typed if errors else None,
        errors=errors,
        alert=alert,
        fresh=0 if errors or alert else wanted.fresh,
    )
    status = 422 if errors else 409 if alert else 200
    return _answer(request, actor, order, now, "card/goods_changed.html", {"goods": shown}, status)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS, SEE_CLIENTS)
def edit_client(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The client and the address as typed: a field with a mistake keeps what was typed, the others are saved."""
    now, order = timezone.now(), fetch_order(actor, order_id)
    contacts = contacts_of([order.client_id])[order.client_id]
    typed, alert = persons.read_person(request.POST, order), ""
    wanted = persons.changes_of(order, contacts, typed)
    errors = wanted.errors
    if wanted.client is not None or wanted.address is not None:
        try:
            errors |= _save_client_and_address(actor, order_id, wanted, now, version_of(request.POST))
        except (Stale, Claimed, Closed) as conflict:
            alert = conflict_sentence(conflict, order, now)
        except BadMerge:
            alert = gettext("The client's card has been merged or erased: open the order again.")
        order = fetch_order(actor, order_id)
        contacts = contacts_of([order.client_id])[order.client_id]
    context = context_of(actor, order, now)
    shown = persons.person_of(order, contacts, may_edit=context.may_edit, typed=typed, errors=errors, alert=alert)
    parts: dict[str, Any] = {"person": shown}
    if is_htmx(request):
        parts["client"] = client_head_of(context, contacts)
    return _answer(
        request, actor, order, now, "card/person_changed.html", parts, 409 if alert else 422 if errors else 200
    )


def _save_client_and_address(
    actor: Actor, order_id: int, wanted: persons.PersonChanges, now: datetime, version: int
) -> dict[str, str]:
    """Saves it. A contact that is another client's is left out, and said so beside its field."""
    client = wanted.client
    try:
        save_client_and_address(actor, order_id, client, wanted.address, now, version)
    except BadClient as refused:
        if client is None or not client.contacts:
            raise
        save_client_and_address(actor, order_id, replace(client, contacts=(), dropped=()), wanted.address, now, version)
        return {wanted.fields[contact.value]: sentence(refused.errors[0]) for contact in client.contacts}
    return {}


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def edit_delivery(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The way of delivery as chosen, its cost with it."""
    now, order = timezone.now(), fetch_order(actor, order_id)
    typed, alert = delivery.read_delivery(order, request.POST), ""
    error = typed.error
    if not error and delivery.is_changed(order, typed.change):
        try:
            edit(actor, order_id, Changes(delivery=typed.change), now, version_of(request.POST))
        except BadOrder as refused:
            error = sentence(refused.errors[0])
        except (Stale, Claimed, Closed) as conflict:
            alert = conflict_sentence(conflict, order, now)
        order = fetch_order(actor, order_id)
    shown = delivery.delivery_of(
        order,
        delivery.chosen_delivery(order),
        now,
        may_edit=context_of(actor, order, now).may_edit,
        alert=alert,
        error=error,
        typed_cost=request.POST.get("cost", "")[:40] if error else None,
    )
    status = 422 if error else 409 if alert else 200
    return _answer(request, actor, order, now, "card/delivery_changed.html", {"delivery": shown}, status)


@require_safe
@signed_in(SEE_ORDERS, WORK_ORDERS)
def suggest_products(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The shop's products by what is typed, those first that go with what is ordered."""
    order = fetch_order(actor, order_id)
    text = request.GET.get("q", "")
    found = catalog.suggest_products(order.shop_id, text, order.skus, SUGGESTED)
    return render(request, "card/products.html", {"found": found, "currency": order.currency, "text": text})


def _answer(
    request: HttpRequest,
    actor: Actor,
    order: Order,
    now: datetime,
    template: str,
    shown: Mapping[str, Any],
    status: int,
) -> HttpResponse:
    """The pieces for htmx. Without it the card again, or the whole page where something is wrong."""
    context, chosen = context_of(actor, order, now), delivery.chosen_delivery(order)
    parts = {
        "delivery": delivery.delivery_of(order, chosen, now, may_edit=context.may_edit),
        "say": say_of(order, chosen, now),
        "sections": context.pipeline.card.sections,
        **shown,
    }
    if is_htmx(request):
        return render(request, template, parts, status=status)
    if status != 200:
        return whole_page(request, actor, order, now, status, parts)
    return see_other(reverse("order", args=[order.pk]))
