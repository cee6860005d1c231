"""Routes of a new order."""

from __future__ import annotations

from django.urls import path

from dozvon.web.entry import entry

urlpatterns = [
    path("orders/new", entry.enter, name="order-new"),
    path("orders/new/alike", entry.alike, name="order-new-alike"),
    path("orders/new/products", entry.products, name="order-new-products"),
]
