"""Errors as RFC 9457 problem+json: a code, one sentence, and one entry for each field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, gettext_lazy, override
from django.utils.translation import gettext as _

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.wording import sentence

PROBLEM = "application/problem+json"
_TITLES: dict[str, Any] = {
    "not_json": gettext_lazy("The request body cannot be read"),
    "invalid": gettext_lazy("Some fields are wrong"),
    "unauthorized": gettext_lazy("Send a valid token: Authorization: Bearer …"),
    "forbidden": gettext_lazy("Your role or token does not allow this"),
    "not_found": gettext_lazy("There is nothing here that you may see"),
    "method": gettext_lazy("This address does not take this method"),
    "claimed": gettext_lazy("Somebody else is working on this order"),
    "transition": gettext_lazy("This action is not possible in the order's present status"),
    "stale": gettext_lazy("The order changed since you saw it: fetch it again"),
    "undo_changed": gettext_lazy("There is nothing to undo: the order is not as an action of yours left it"),
    "undo_not_yours": gettext_lazy("The last action on this order is somebody else's"),
    "undo_off": gettext_lazy("This shop does not take actions back"),
    "undo_late": gettext_lazy("Too much time has passed to undo the action"),
    "merge": gettext_lazy("These clients cannot be merged or separated"),
    "unavailable": gettext_lazy("The database does not answer: try again in a few seconds"),
}


def problem(
    request: HttpRequest, status: int, code: str, errors: Sequence[FieldError] = (), **more: Any
) -> HttpResponse:
    """The response; sentences are in the language the caller asks for, else the user's own."""
    with override(language_of(request, getattr(request, "auth", None))):
        content = {
            "type": f"urn:dozvon:problem:{code}",
            "title": str(_TITLES.get(code) or _("Request refused")),
            "status": status,
            "code": code,
            "errors": [{"field": e.field, "code": e.code, "message": message(e)} for e in errors],
            **more,
        }
    response = HttpResponse(_bytes(content), status=status, content_type=PROBLEM)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response["Retry-After"] = "5"
    return response


def _bytes(content: dict[str, Any]) -> bytes:
    """JSON; a field whose name is no text (half of a surrogate pair) comes back as it was sent, escaped."""
    try:
        return orjson.dumps(content)
    except TypeError:
        return json.dumps(content).encode()


def message(error: FieldError) -> str:
    """The sentence for one field; what is missing is told with the codes to choose from: programs see no menu."""
    allowed = error.params.get("allowed")
    if error.code == "missing" and allowed:
        return f"{sentence(error).rstrip('.')}: {allowed}."
    return sentence(error)


def language_of(request: HttpRequest, actor: Actor | None) -> str:
    """What the caller asks for by `Accept-Language`, else the actor's own language, else English."""
    if request.headers.get("Accept-Language"):
        return get_language_from_request(request)
    return actor.language if isinstance(actor, Actor) else "en"
