"""What htmx asks for, and the answer that leads on to another page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def is_htmx(request: HttpRequest) -> bool:
    """Whether only pieces of the page are asked for."""
    return request.headers.get("HX-Request") == "true"


def part_of(request: HttpRequest) -> str:
    """The id of the part that htmx is about to replace; empty for a whole page."""
    if not is_htmx(request):
        return ""
    return request.headers.get("HX-Target", "").rpartition("#")[2]


def see_other(address: str) -> HttpResponse:
    """On to a page, as after a form."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
