"""Routes of the office: products, price lists and promotions."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import price_lists, products, promotions

urlpatterns = [
    path("office/products/", products.listed, name="products"),
    path("office/products/new", products.add, name="product-new"),
    path("office/products/export.csv", price_lists.give_out, name="products-export"),
    path("office/products/import", price_lists.sent, name="price-list"),
    path("office/products/import/apply", price_lists.apply, name="price-list-apply"),
    path("office/products/import/drop", price_lists.drop, name="price-list-drop"),
    path("office/products/<int:product_id>/", products.product, name="product"),
    path("office/products/<int:product_id>/archive", products.archive, name="product-archive"),
    path("office/products/<int:product_id>/restore", products.restore, name="product-restore"),
    path("office/promotions/", promotions.listed, name="promotions"),
    path("office/promotions/new", promotions.add, name="promotion-new"),
    path("office/promotions/<int:promotion_id>/", promotions.promotion, name="promotion"),
    path("office/promotions/<int:promotion_id>/end", promotions.end, name="promotion-end"),
    path("office/promotions/<int:promotion_id>/products", promotions.put_under, name="promotion-products"),
    path("office/promotions/<int:promotion_id>/leave", promotions.leave, name="promotion-leave"),
]
