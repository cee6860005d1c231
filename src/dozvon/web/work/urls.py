"""Routes of the work lists."""

from __future__ import annotations

from django.urls import path

from dozvon.web.work import picking, views

urlpatterns = [
    path("work/", views.work_page, name="work"),
    path("work/<slug:task>/", views.work_list, name="work-list"),
    path("work/<slug:task>/live", views.work_news, name="work-live"),
    path("work/<slug:task>/do", views.run_bulk_action, name="work-do"),
    path("work/<slug:task>/pick", picking.pick_list, name="work-pick"),
]
