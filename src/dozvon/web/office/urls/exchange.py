"""Routes of the office: imports and their tables."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import imports

urlpatterns = [
    path("office/imports/", imports.listed, name="imports"),
    path("office/imports/<int:table_id>/file", imports.table, name="import-file"),
]
