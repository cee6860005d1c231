"""Connections: the list with what waits to go out, and the page of each with its form, its check and its traffic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.platform.accounts import second_factor
from dozvon.platform.connections import access, actions
from dozvon.platform.connections.errors import BadConnection, CheckFailed, ConnectionNotFound
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.connections.providers import Provider, provider_of, providers
from dozvon.platform.egress.errors import reason_of
from dozvon.platform.outbox import access as outbox
from dozvon.platform.outbox.access import OutgoingNotFound
from dozvon.platform.secrets.sealing import Unreadable
from dozvon.shops.models import Shop
from dozvon.shops.queries import shops_of
from dozvon.web.connections import forms
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.signin.gate import signed_in

CALLS_SHOWN = 100
ATTEMPTS_SHOWN = 50


@require_safe
@signed_in(MANAGE_CONNECTIONS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The actor's connections, and the calls that failed or were given up."""
    found = list(access.visible(actor))
    shops = {shop.pk: shop.name for shop in shops_of(actor)}
    shown = {
        "rows": [(one, _title(one), _shop_names(one, shops)) for one in found],
        "adapters": [(f"{port}/{name}", str(one.title)) for (port, name), one in providers().items()],
        "calls": [(call, _last_reason(call)) for call in outbox.unfinished(actor)[:CALLS_SHOWN]],
        "reason_of": reason_of,
        "zone": zone_of(actor),
        "lacks_factor": not _has_factor(actor),
    }
    return page(request, actor, "connections", "connections/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CONNECTIONS)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new connection with the provider that was chosen."""
    port, _, name = (request.POST.get("provider") or request.GET.get("provider", "")).partition("/")
    adapter = providers().get((port, name))
    if adapter is None:
        raise Http404
    if request.method != "POST":
        return _form(request, actor, adapter, None, {})
    typed = forms.read(adapter, request.POST)
    try:
        shops = None if typed.shops is None else _codes(actor, typed.shops)
        made = actions.add(actor, port, name, shops, typed.settings, typed.secrets)
    except BadConnection as refused:
        return _form(request, actor, adapter, None, _again(typed, refused), 422)
    return go("connection", made.code, told="connection_added")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CONNECTIONS)
def connection(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One connection: its settings, its secrets to be set anew, its state and its traffic."""
    found = _get(actor, code)
    try:
        adapter = provider_of(found)
    except BadConnection as error:
        raise Http404 from error
    if request.method != "POST":
        return _form(request, actor, adapter, found, {})
    typed = forms.read(adapter, request.POST)
    try:
        actions.change(actor, code, typed.shops, typed.settings, typed.secrets)
    except BadConnection as refused:
        return _form(request, actor, adapter, found, _again(typed, refused), 422)
    except Unreadable:
        told = gettext("The secrets were sealed with another key. Set all of them anew.")
        return _form(request, actor, adapter, found, {"alert": told}, 422)
    return go("connection", code, told="saved")


@require_POST
@signed_in(MANAGE_CONNECTIONS)
def check(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Asks the other side whether the connection works."""
    found = _get(actor, code)
    try:
        actions.check(actor, code, timezone.now())
    except (BadConnection, CheckFailed) as error:
        found.refresh_from_db()
        return _form(request, actor, provider_of(found), found, {"alert": str(error)}, 422)
    except Unreadable:
        told = gettext("The secrets were sealed with another key. Set all of them anew.")
        return _form(request, actor, provider_of(found), found, {"alert": told}, 422)
    return go("connection", code, told="connection_works")


@require_POST
@signed_in(MANAGE_CONNECTIONS)
def turn_on(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The connection is used again."""
    _get(actor, code)
    actions.turn_on(actor, code)
    return go("connection", code, told="connection_on")


@require_POST
@signed_in(MANAGE_CONNECTIONS)
def turn_off(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The connection is used no more."""
    _get(actor, code)
    actions.turn_off(actor, code)
    return go("connection", code, told="connection_off")


@require_POST
@signed_in(MANAGE_CONNECTIONS)
def retry(request: HttpRequest, actor: Actor, outgoing_id: int) -> HttpResponse:
    """A call is tried once more, now."""
    return _decide(lambda: outbox.retry(actor, outgoing_id, timezone.now()), "outgoing_retried")


@require_POST
@signed_in(MANAGE_CONNECTIONS)
def give_up(request: HttpRequest, actor: Actor, outgoing_id: int) -> HttpResponse:
    """A call is tried no more."""
    return _decide(lambda: outbox.give_up(actor, outgoing_id, timezone.now()), "outgoing_given_up")


def _decide(deed: Callable[[], None], told: str) -> HttpResponse:
    try:
        deed()
    except OutgoingNotFound as error:
        raise Http404 from error
    return go("connections", told=told)


def _get(actor: Actor, code: str) -> Connection:
    try:
        return access.get(actor, code)
    except ConnectionNotFound as error:
        raise Http404 from error


def _codes(actor: Actor, shop_ids: list[int]) -> dict[int, str]:
    return dict(Shop.objects.filter(pk__in=shop_ids).order_by("pk").values_list("pk", "code"))


def _again(typed: forms.TypedConnection, refused: BadConnection) -> dict[str, Any]:
    return {"values": typed.settings, "ticked": typed.shops or [], "errors": wording.sentences(refused.errors)}


def _form(
    request: HttpRequest,
    actor: Actor,
    adapter: Provider,
    found: Connection | None,
    shown: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    there, hook = _sealed(found)
    values = shown.get("values", {} if found is None else found.settings)
    framed: dict[str, Any] = {
        "connection": found,
        "adapter": adapter,
        "shops": shops_of(actor),
        "may_serve_all": actor.shops is None,
        "ticked": [] if found is None else found.shop_ids or [],
        "fields": forms.setting_fields(adapter, values),
        "secrets": forms.secret_fields(adapter, there),
        "hook": request.build_absolute_uri(hook) if hook else "",
        "attempts": [] if found is None else list(outbox.attempts_of(found)[:ATTEMPTS_SHOWN]),
        "reason_of": reason_of,
        "lacks_factor": not _has_factor(actor),
        **shown,
    }
    return page(request, actor, "connections", "connections/connection.html", framed, status)


def _sealed(found: Connection | None) -> tuple[frozenset[str], str]:
    """Which secrets are set, and the path of the hook; nothing where they cannot be read."""
    if found is None:
        return frozenset(), ""
    try:
        return frozenset(found.opened_secrets()), found.hook_path()
    except Unreadable:
        return frozenset(), ""


def _has_factor(actor: Actor) -> bool:
    factor = second_factor.of(actor)
    return factor is not None and factor.confirmed_at is not None


def _title(one: Connection) -> str:
    adapter = providers().get((one.port, one.provider))
    return one.provider if adapter is None else str(adapter.title)


def _shop_names(one: Connection, shops: Mapping[int, str]) -> str:
    if one.shop_ids is None:
        return gettext("all shops")
    return ", ".join(shops[shop_id] for shop_id in one.shop_ids if shop_id in shops)


def _last_reason(call: Any) -> str:
    tries = sorted(call.tries.all(), key=lambda one: one.pk)
    return tries[-1].reason if tries else ""
