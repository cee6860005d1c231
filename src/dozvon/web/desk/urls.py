"""Routes of the desk."""

from __future__ import annotations

from django.urls import path

from dozvon.web.desk import live, turns, undoing, views

urlpatterns = [
    path("", views.desk_page, name="desk"),
    path("desk/next", turns.next_order, name="desk-next"),
    path("desk/live", live.desk_news, name="desk-live"),
    path("desk/automatic", turns.set_automatic, name="desk-automatic"),
    path("desk/<slug:queue>/", views.desk_page, name="desk-queue"),
    path("search", views.search_page, name="search"),
    path("orders/<int:order_id>/undo", undoing.undo_action, name="order-undo"),
]
