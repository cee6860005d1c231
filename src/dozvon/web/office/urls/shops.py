"""Routes of the office: shops."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import shops

urlpatterns = [
    path("office/shops/", shops.shop_list, name="shops"),
    path("office/shops/<int:shop_id>/", shops.shop_page, name="shop"),
    path("office/shops/<int:shop_id>/days", shops.change_day, name="shop-day"),
    path("office/shops/<int:shop_id>/holidays", shops.holidays, name="shop-holidays"),
]
