"""The dummy's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from dozvon.dummy.permissions import RING_BELLS

from dozvon.core.actor import Actor
from dozvon.web.signin.gate import signed_in


@signed_in(RING_BELLS)
def bells(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The bells."""
    return HttpResponse("the bells")


urlpatterns = [path("office/bells/", bells, name="bells")]
