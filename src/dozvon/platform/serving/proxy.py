"""Behind a proxy of one's own the caller's address is what the proxy says; without one, nobody is believed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ForwardedAddress:
    """Takes the last address of X-Forwarded-For, the one the proxy itself saw. Installed behind a proxy only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            request.META["REMOTE_ADDR"] = seen[:64]
        return self.get_response(request)
