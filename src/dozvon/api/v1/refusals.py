"""Which exception becomes which problem: what each capability declares, and what Django and ninja raise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dozvon.api.problems import problem
from dozvon.api.v1 import schemas
from dozvon.core.cursors import BadCursor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.capabilities import HttpRefusal, capabilities

STANDARD: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 503), schemas.Problem)

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest, Any], HttpResponse]


def _declared(refusal: HttpRefusal) -> Handler:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        status = refusal.status(error) if callable(refusal.status) else refusal.status
        code = refusal.code(error) if callable(refusal.code) else refusal.code
        return problem(request, status, code, refusal.errors(error), **refusal.extras(error))

    return handle


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = []
    for found in error.errors[:50]:
        # Where it was sent and the name of the route's own parameter come first; neither is the caller's.
        place = [str(part)[:60] for part in found["loc"]]
        errors.append(FieldError(".".join((place[2:] or place[1:])[-2:]) or "body", _code(found), _limit(found)))
    return problem(request, 422, "invalid", errors)


def _code(found: dict[str, Any]) -> str:
    kind = str(found.get("type", ""))
    if kind.startswith("int"):
        return "not_whole_number"
    codes = {"missing": "missing", "string_type": "not_text", "dict_type": "not_object", "string_too_long": "too_long"}
    codes["extra_forbidden"] = "unknown_field"
    codes |= {"model_type": "not_object", "model_attributes_type": "not_object"}
    codes |= {"greater_than_equal": "too_small", "less_than_equal": "too_big"}
    return codes.get(kind, "invalid")


def _limit(found: dict[str, Any]) -> dict[str, str]:
    """The bound that was overstepped, for the sentence."""
    context = found.get("ctx") or {}
    bound = next((context[key] for key in ("ge", "le", "max_length") if key in context), None)
    return {} if bound is None else {"limit": str(bound), "most": str(bound)}


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "not_json" if error.status_code == 400 else "invalid"
    return problem(request, error.status_code, code)


def _unavailable(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("the database failed a request", exc_info=error)
    return problem(request, 503, "unavailable")


HANDLERS: dict[type[Exception], Handler] = {
    AuthenticationError: lambda request, _error: problem(request, 401, "unauthorized"),
    NotPermitted: lambda request, _error: problem(request, 403, "forbidden"),
    Http404: lambda request, _error: problem(request, 404, "not_found"),
    BadCursor: lambda request, _error: problem(request, 422, "invalid", [FieldError("cursor", "bad_cursor")]),
    ValidationError: _validation,
    HttpError: _http,
    OperationalError: _unavailable,
}
"""What no capability owns."""


def install(api: NinjaAPI) -> None:
    """Gives the API its table of refusals."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
    for capability in capabilities():
        for refusal in capability.refusals:
            api.add_exception_handler(refusal.kind, _declared(refusal))
