"""Routes of my day."""

from __future__ import annotations

from django.urls import path

from dozvon.web.day import day

urlpatterns = [
    path("day/", day.day, name="day"),
    path("day/bars", day.bars, name="day-bars"),
    path("orders/<int:order_id>/reschedule", day.move, name="order-reschedule"),
]
