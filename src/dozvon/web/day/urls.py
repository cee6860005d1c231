"""Routes of my day."""

from __future__ import annotations

from django.urls import path

from dozvon.web.day import day

urlpatterns = [
    path("day/", day.day_page, name="day"),
    path("day/bars", day.hour_bars, name="day-bars"),
    path("orders/<int:order_id>/reschedule", day.move_task, name="order-reschedule"),
]
