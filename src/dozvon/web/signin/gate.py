"""The door of every page that is not open to strangers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.web.common.requests import is_htmx

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
ActorPage = Callable[Concatenate[HttpRequest, Actor, Rest], HttpResponse]


def signed_in(*permissions: Permission) -> Callable[[ActorPage[Rest]], Page[Rest]]:
    """A view for people with all of `permissions`, called as view(request, actor, ...). Others sign in or get 403."""

    def guard(view: ActorPage[Rest]) -> Page[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return _to_sign_in(request)
            if not all(actor.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, actor, *args, **kwargs)

        return guarded

    return guard


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    htmx = is_htmx(request)
    # A form that was under way cannot be sent again by a redirect: its page can.
    back = request.headers.get("Referer", "/") if htmx or request.method != "GET" else request.get_full_path()
    address = f"{reverse('sign-in')}?{urlencode({'next': back})}"
    if not htmx:
        return HttpResponseRedirect(address)
    response = HttpResponse(status=401)
    response.headers["HX-Redirect"] = address
    return response
