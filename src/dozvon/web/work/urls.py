"""Routes of the work lists."""

from __future__ import annotations

from django.urls import path

from dozvon.web.work import picking, views

urlpatterns = [
    path("work/", views.work, name="work"),
    path("work/<slug:task>/", views.work_list, name="work-list"),
    path("work/<slug:task>/live", views.live, name="work-live"),
    path("work/<slug:task>/do", views.do, name="work-do"),
    path("work/<slug:task>/pick", picking.pick, name="work-pick"),
]
