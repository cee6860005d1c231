"""The addresses Django serves; static files, health and live streams are answered before it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dozvon.api.v1.routes import api
from dozvon.platform.capabilities import capabilities

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("dozvon.web.urls")),
    *(path("", include(urls)) for capability in capabilities() for urls in capability.pages),
]

handler400 = "dozvon.web.errors.bad_request"
handler403 = "dozvon.web.errors.permission_denied"
handler404 = "dozvon.web.errors.not_found"
handler500 = "dozvon.web.errors.server_error"
