"""Routes of the office: the shops' own fields of clients."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import fields

urlpatterns = [
    path("office/fields/", fields.field_list, name="client-fields"),
    path("office/fields/<slug:code>/", fields.field_page, name="client-field"),
    path("office/fields/<slug:code>/move", fields.move, name="client-field-move"),
    path("office/fields/<slug:code>/choice", fields.rename_choice, name="client-field-choice"),
    path("office/fields/<slug:code>/retire", fields.retire, name="client-field-retire"),
    path("office/fields/<slug:code>/restore", fields.restore, name="client-field-restore"),
    path("office/fields/<slug:code>/remove", fields.remove, name="client-field-remove"),
]
