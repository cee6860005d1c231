"""Routes of the office: a client's personal data and the access log."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import privacy

urlpatterns = [
    path("office/looks/", privacy.access_log, name="looks"),
    path("office/clients/<int:client_id>/", privacy.client_page, name="client-data"),
    path("office/clients/<int:client_id>/data.<str:form>", privacy.give_out, name="client-dossier"),
    path("office/clients/<int:client_id>/erase", privacy.forget, name="client-erase"),
]
