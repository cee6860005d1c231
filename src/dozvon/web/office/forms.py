"""How forms of the catalogue and of client fields are answered: drawn, saved, or drawn again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from dozvon.catalog.errors import BadProduct
from dozvon.clients.errors import BadClient
from dozvon.web.office import wording

Typed = dict[str, str]


class DrawForm(Protocol):
    """Draws the page with the form; `shown` is what stands in it, and the mistakes."""

    def __call__(self, shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """The page."""


def typed_of(request: HttpRequest, names: tuple[str, ...]) -> Typed:
    """What was typed, without spaces around it; empty where a field was not sent."""
    return {name: request.POST.get(name, "").strip() for name in names}


def answer_form(
    request: HttpRequest, first: Mapping[str, str], drawn: DrawForm, save: Callable[[Typed], HttpResponse]
) -> HttpResponse:
    """The form as it stands `first`; sent, it is saved, or shown again with a sentence at each field that is wrong."""
    if request.method != "POST":
        return drawn({"typed": first})
    typed = typed_of(request, tuple(first))
    try:
        return save(typed)
    except (BadProduct, BadClient) as refused:
        return drawn({"typed": typed, "errors": wording.sentences(refused.errors)}, 422)
