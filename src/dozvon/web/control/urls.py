"""Routes of the head's pages."""

from __future__ import annotations

from django.urls import path

from dozvon.web.control import reporting, views

urlpatterns = [
    path("control/", views.control, name="control"),
    path("control/orders/", views.orders, name="control-orders"),
    path("control/audit", views.audit, name="control-audit"),
    path("control/intakes/<int:intake_id>/retry", views.retry, name="control-retry"),
    path("control/orders/<int:order_id>/release", views.release, name="control-release"),
    path("control/people/<int:user_id>/release", views.release_all, name="control-release-all"),
    path("reports/", reporting.report, name="reports"),
    path("reports/orders/", reporting.orders, name="reports-orders"),
    path("reports/export.<str:kind>", reporting.export, name="reports-export"),
]
