"""Routes of one's notices."""

from __future__ import annotations

from django.urls import path

from dozvon.web.bell import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/panel", views.panel, name="notices-panel"),
    path("notices/count", views.count, name="notices-count"),
    path("notices/read", views.read, name="notices-read"),
]
