"""The addresses Django serves; static files, health and live streams are answered before it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler500 = "dozvon.platform.serving.outage.server_error"
