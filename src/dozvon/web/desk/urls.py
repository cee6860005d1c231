"""Routes of the desk."""

from __future__ import annotations

from django.urls import path

from dozvon.web.desk import live, turns, undoing, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("desk/next", turns.next_order, name="desk-next"),
    path("desk/live", live.live, name="desk-live"),
    path("desk/automatic", turns.automatic, name="desk-automatic"),
    path("desk/<slug:queue>/", views.desk, name="desk-queue"),
    path("search", views.search, name="search"),
    path("orders/<int:order_id>/undo", undoing.undo, name="order-undo"),
]
