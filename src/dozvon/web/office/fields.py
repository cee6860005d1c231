"""Fields of the client card that the shops define themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dozvon.clients.actions.define import define_field
from dozvon.clients.errors import BadClient
from dozvon.clients.queries import own_fields
from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

TYPED = ("code", "title_ru", "title_uk", "title_en", "type", "choices")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.MANAGE_SHOPS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The fields there are, and the form of a new one."""
    if request.method != "POST":
        return _page(request, actor, {"typed": dict.fromkeys(TYPED, "") | {"type": "text"}})
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    titles = {code: typed[f"title_{code}"] for code, _ in wording.LANGUAGES if typed[f"title_{code}"]}
    first = next(iter(titles.values()), typed["code"])
    choices = [line.strip() for line in typed["choices"].splitlines() if line.strip()]
    try:
        titled = {code: titles.get(code, first) for code, _ in wording.LANGUAGES}
        define_field(actor, typed["code"], titled, typed["type"], choices)
    except BadClient as refused:
        return _page(request, actor, {"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
    return go("client-fields", told="field")


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    framed = {"rows": own_fields(), "types": list(wording.FIELD_TYPES.items()), **shown}
    return page(request, actor, "client-fields", "fields", framed, status)
