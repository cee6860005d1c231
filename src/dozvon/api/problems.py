"""Errors as RFC 9457 problem+json: a code, one sentence, and one entry for each field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, gettext_lazy, override
from django.utils.translation import gettext as _

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.capabilities import capabilities
from dozvon.platform.wording import sentence

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

PROBLEM = "application/problem+json"
_COMMON: Mapping[str, StrPromise] = {
    "not_json": gettext_lazy("The request body cannot be read"),
    "invalid": gettext_lazy("Some fields are invalid"),
    "unauthorized": gettext_lazy("Send a valid token: Authorization: Bearer …"),
    "forbidden": gettext_lazy("Your role or token does not allow this"),
    "not_found": gettext_lazy("Not found, or you have no access to it"),
    "method": gettext_lazy("This method is not allowed here"),
    "unavailable": gettext_lazy("The database is not responding: try again in a few seconds"),
}


@cache
def titles() -> Mapping[str, StrPromise]:
    """Every code of a problem with its title: the common ones and those of all capabilities."""
    return {**_COMMON, **{code: title for one in capabilities() for code, title in one.problems.items()}}


def problem(
    request: HttpRequest, status: int, code: str, errors: Sequence[FieldError] = (), **more: Any
) -> HttpResponse:
    """The response; sentences are in the language the caller asks for, else the user's own."""
    with override(language_of(request, getattr(request, "auth", None))):
        content = {
            "type": f"urn:dozvon:problem:{code}",
            "title": str(titles().get(code) or _("Request refused")),
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
