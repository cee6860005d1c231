"""The API of version 1, put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from dozvon.api.auth import TokenAuth
from dozvon.api.problems import problem
from dozvon.api.v1 import clients, desk, docs, editing, exchange, orders, refusals


class Api(NinjaAPI):
    """The API whose refusal of a method is a problem like any other."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _explained(pattern.callback)
        return patterns


def _explained(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def explained(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        answer = view(request, *given, **named)
        if answer.status_code != 405:
            return answer
        refusal = problem(request, 405, "method")
        refusal["Allow"] = answer["Allow"]
        return refusal

    return explained


api = Api(
    title="Dozvon",
    version="1",
    description="An order desk for shops that sell by phone. Times are ISO 8601 with zone, money decimal strings.",
    auth=TokenAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
)
api.add_router("", orders.router)
api.add_router("", desk.router)
api.add_router("", clients.router)
api.add_router("", editing.router)
api.add_router("", exchange.router)
refusals.install(api)
docs.install(api)
