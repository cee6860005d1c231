"""Routes of the office: connections to the outside."""

from __future__ import annotations

from django.urls import path

from dozvon.web.connections import views

urlpatterns = [
    path("office/connections/", views.listed, name="connections"),
    path("office/connections/new", views.add, name="connection-new"),
    path("office/connections/calls/<int:outgoing_id>/retry", views.retry, name="outgoing-retry"),
    path("office/connections/calls/<int:outgoing_id>/give-up", views.give_up, name="outgoing-give-up"),
    path("office/connections/<slug:code>/", views.connection, name="connection"),
    path("office/connections/<slug:code>/check", views.check, name="connection-check"),
    path("office/connections/<slug:code>/on", views.turn_on, name="connection-on"),
    path("office/connections/<slug:code>/off", views.turn_off, name="connection-off"),
]
