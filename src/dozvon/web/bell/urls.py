"""Routes of one's notices."""

from __future__ import annotations

from django.urls import path

from dozvon.web.bell import views

urlpatterns = [
    path("notices/", views.notice_page, name="notices"),
    path("notices/panel", views.notice_panel, name="notices-panel"),
    path("notices/count", views.unread_count, name="notices-count"),
    path("notices/read", views.mark_as_read, name="notices-read"),
]
