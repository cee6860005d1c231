"""Routes of the office: how a shop delivers."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import delivery

urlpatterns = [
    path("office/shops/<int:shop_id>/delivery", delivery.delivery_page, name="shop-delivery"),
]
