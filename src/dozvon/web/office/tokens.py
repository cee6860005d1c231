"""Keys for programs: given, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dozvon.core.actor import Actor
from dozvon.platform.accounts import people
from dozvon.platform.accounts import tokens as keys
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_USERS)
def token_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Tokens and the form of a new one; the new one is on the page this once."""
    if request.method != "POST":
        return _page(request, actor, {})
    typed = {"name": request.POST.get("name", ""), "user": request.POST.get("user", "")}
    typed["scope"] = request.POST.get("scope", "")
    scopes = [typed["scope"]] if typed["scope"] in wording.SCOPES else []
    user_id = int(typed["user"]) if typed["user"].isascii() and typed["user"].isdigit() else None
    try:
        token = keys.give(actor, user_id, scopes, typed["name"])
    except BadAccount as refused:
        return _page(request, actor, {"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
    return _page(request, actor, {"token": token})


@require_POST
@signed_in(MANAGE_USERS)
def revoke_token(request: HttpRequest, actor: Actor, token_id: int) -> HttpResponse:
    """The token is refused from now on."""
    try:
        keys.revoke(actor, token_id, timezone.now())
    except UserNotFound as error:
        raise Http404 from error
    return go("tokens", told="revoked")


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    working = people.visible(actor).filter(active=True).order_by("name")
    framed = {
        "rows": Paginator(keys.list_tokens(actor), PER_PAGE).get_page(request.GET.get("page")),
        "people": [(str(pk), name) for pk, name in working.values_list("pk", "name")],
        "scopes": list(wording.SCOPES.items()),
        "typed": {"name": "", "user": "", "scope": "intake"},
        "token": "",
        **shown,
    }
    return page(request, actor, "tokens", "tokens", framed, status)
