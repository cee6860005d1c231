"""Routes of a new order."""

from __future__ import annotations

from django.urls import path

from dozvon.web.entry import entry

urlpatterns = [
    path("orders/new", entry.new_order, name="order-new"),
    path("orders/new/alike", entry.duplicate_hints, name="order-new-alike"),
    path("orders/new/products", entry.suggest_products, name="order-new-products"),
]
