"""Fields of the client card that the shops define themselves: the list in its order, and the page of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from dozvon.clients.actions import define
from dozvon.clients.errors import BadClient
from dozvon.clients.models import ClientField
from dozvon.clients.queries import every_field, own_fields, values_of
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.shops.permissions import MANAGE_SHOPS
from dozvon.web.office import wording
from dozvon.web.office.forms import typed_of
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

TITLES = tuple(f"title_{code}" for code, _ in wording.LANGUAGES)
TYPED = (*TITLES, "code", "type", "choices", "was", "now", "losing")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_SHOPS)
def field_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The fields there are, and the form of a new one."""
    if request.method != "POST":
        return _list(request, actor, {"typed": dict.fromkeys(TYPED, "") | {"type": "text"}})
    typed = typed_of(request, TYPED)
    try:
        define.define_field(actor, typed["code"], _titles(typed), typed["type"], _choices(typed))
    except BadClient as refused:
        return _list(request, actor, {"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
    return go("client-fields", told="field")


@require_POST
@signed_in(MANAGE_SHOPS)
def move(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The field changes places with the one before or behind it."""
    codes = [field.code for field in own_fields()]
    if code not in codes:
        raise Http404
    place = codes.index(code)
    other = place + (1 if request.POST.get("way") == "down" else -1)
    if 0 <= other < len(codes):
        codes[place], codes[other] = codes[other], codes[place]
        define.order_fields(actor, codes)
    return go("client-fields")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_SHOPS)
def field_page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One field: its titles and choices, and what can be done with it."""
    found = _field(code)
    if request.method != "POST":
        return _page(request, actor, found)
    typed = typed_of(request, TYPED)
    choices = _choices(typed) if found.type == "choice" else None
    try:
        define.change_field(actor, code, _titles(typed), choices)
    except BadClient as refused:
        return _page(request, actor, found, refused)
    return go("client-field", code, told="saved")


@require_POST
@signed_in(MANAGE_SHOPS)
def rename_choice(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A choice gets another name, on the cards too."""
    found, typed = _field(code), typed_of(request, TYPED)
    try:
        define.rename_choice(actor, code, typed["was"], typed["now"])
    except BadClient as refused:
        return _page(request, actor, found, refused)
    return go("client-field", code, told="field_choice")


@require_POST
@signed_in(MANAGE_SHOPS)
def retire(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The field leaves the card; values stay."""
    return _turn(actor, code, "field_retired", retired=True)


@require_POST
@signed_in(MANAGE_SHOPS)
def restore(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The field is on the card again."""
    return _turn(actor, code, "field", retired=False)


def _turn(actor: Actor, code: str, told: str, *, retired: bool) -> HttpResponse:
    define.change_field(actor, _field(code).code, retired=retired)
    return go("client-field", code, told=told)


@require_POST
@signed_in(MANAGE_SHOPS)
def remove(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The field is gone with what is in it, as many cards as was typed."""
    found, losing = _field(code), request.POST.get("losing", "").strip() or "0"
    try:
        define.remove_field(actor, code, int(losing) if re.fullmatch("[0-9]{1,12}", losing) else -1)
    except BadClient as refused:
        return _page(request, actor, found, refused)
    except NotPermitted as error:
        raise PermissionDenied from error
    return go("client-fields", told="field_removed")


def _field(code: str) -> ClientField:
    found = next((one for one in every_field() if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _titles(typed: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("title_"): typed[name] for name in TITLES}


def _choices(typed: Mapping[str, str]) -> list[str]:
    return [line for line in typed["choices"].splitlines() if line.strip()]


def title_of(field: ClientField) -> str:
    """The title in the active language; the code where there is none."""
    return str(field.title.get(get_language() or "ru") or next(filter(None, field.title.values()), field.code))


def _list(request: HttpRequest, actor: Actor, shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
    rows = every_field()
    codes = [row.code for row in rows if not row.retired]

    def ways(row: ClientField) -> Iterator[tuple[str, str, str, bool]]:
        yield "up", gettext("Move up"), "arrow-up", row.code != codes[0]
        yield "down", gettext("Move down"), "arrow-down", row.code != codes[-1]

    framed = {"rows": rows, "ways": ways, "types": wording.FIELD_TYPES, "title_of": title_of, **shown}
    return page(request, actor, "client-fields", "fields", framed, status)


def _page(request: HttpRequest, actor: Actor, found: ClientField, refused: BadClient | None = None) -> HttpResponse:
    """The page; a form that was refused shows what was typed and why, the others what is kept."""
    kept = {f"title_{code}": found.title.get(code, "") for code, _ in wording.LANGUAGES}
    kept |= {"choices": "\n".join(found.choices), "was": "", "now": "", "losing": ""}
    framed = {
        "field": found,
        "typed": {name: request.POST.get(name, value) for name, value in kept.items()},
        "errors": wording.sentences(refused.errors) if refused is not None else {},
        "types": wording.FIELD_TYPES,
        "title_of": title_of,
        "held": values_of(found.code),
        "may_remove": actor.shops is None,
    }
    return page(request, actor, "client-fields", "field", framed, 422 if refused is not None else 200)
