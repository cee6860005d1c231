"""Pages go out compressed where the browser takes it: a card is a sixth of its size on a slow line."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/problem+json")


class Compression(GZipMiddleware):
    """Django's own, for texts only: pictures and tables are compressed already.

    Each answer gets a head of random length, so that its size tells nothing of what stands in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compresses the answer unless it is short."""
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
