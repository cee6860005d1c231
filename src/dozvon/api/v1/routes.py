"""The API of version 1, put together."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.module_loading import import_string
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from dozvon.api.auth import TokenAuth
from dozvon.api.problems import problem
from dozvon.api.v1 import docs, document, refusals
from dozvon.platform.capabilities import capabilities


class Api(NinjaAPI):
    """The API whose refusal of a method is a problem like any other, and whose document is written once."""

    def __init__(self, **wiring: Any) -> None:
        super().__init__(**wiring)
        self._documents: dict[str | None, OpenAPISchema] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The document; anybody may ask for it, so it costs its half second only once."""
        made = self._documents.get(path_prefix)
        if made is None:
            # A copy: what is described beside a route is the route's own, and is needed for the next document too.
            made = deepcopy(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))
            document.finish(made)
            self._documents[path_prefix] = made
        return made

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
for capability in capabilities():
    for router in capability.api:
        api.add_router("", import_string(router))
refusals.install(api)
docs.install(api)
