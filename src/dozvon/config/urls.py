"""The addresses Django serves; static files, health and live streams are answered before it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dozvon.api.v1.routes import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("dozvon.web.urls")),
    path("", include("dozvon.web.desk.urls")),
    path("", include("dozvon.web.card.urls")),
    path("", include("dozvon.web.entry.urls")),
    path("", include("dozvon.web.day.urls")),
    path("", include("dozvon.web.search.urls")),
    path("", include("dozvon.web.work.urls")),
    path("", include("dozvon.web.control.urls")),
]

handler400 = "dozvon.web.errors.bad_request"
handler403 = "dozvon.web.errors.permission_denied"
handler404 = "dozvon.web.errors.not_found"
handler500 = "dozvon.web.errors.server_error"
