"""Routes of the head's pages."""

from __future__ import annotations

from django.urls import path

from dozvon.web.control import reporting, views

urlpatterns = [
    path("control/", views.control_page, name="control"),
    path("control/orders/", views.control_orders, name="control-orders"),
    path("control/audit", views.audit_page, name="control-audit"),
    path("control/intakes/<int:intake_id>/retry", views.retry_failed, name="control-retry"),
    path("control/orders/<int:order_id>/release", views.release_order, name="control-release"),
    path("control/people/<int:user_id>/release", views.release_all, name="control-release-all"),
    path("reports/", reporting.report_page, name="reports"),
    path("reports/orders/", reporting.report_orders, name="reports-orders"),
    path("reports/export.<str:kind>", reporting.export_report, name="reports-export"),
]
