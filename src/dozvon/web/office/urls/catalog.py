"""Routes of the office: products, price lists and promotions."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import price_lists, products, promotions

urlpatterns = [
    path("office/products/", products.product_list, name="products"),
    path("office/products/new", products.add_product, name="product-new"),
    path("office/products/export.csv", price_lists.download_price_list, name="products-export"),
    path("office/products/import", price_lists.upload_price_list, name="price-list"),
    path("office/products/import/apply", price_lists.apply_price_list, name="price-list-apply"),
    path("office/products/import/drop", price_lists.drop_price_list, name="price-list-drop"),
    path("office/products/<int:product_id>/", products.product_page, name="product"),
    path("office/products/<int:product_id>/archive", products.archive, name="product-archive"),
    path("office/products/<int:product_id>/restore", products.restore, name="product-restore"),
    path("office/promotions/", promotions.promotion_list, name="promotions"),
    path("office/promotions/new", promotions.add_promotion, name="promotion-new"),
    path("office/promotions/<int:promotion_id>/", promotions.promotion_page, name="promotion"),
    path("office/promotions/<int:promotion_id>/end", promotions.end_promotion, name="promotion-end"),
    path("office/promotions/<int:promotion_id>/products", promotions.put_under, name="promotion-products"),
    path("office/promotions/<int:promotion_id>/leave", promotions.take_out_product, name="promotion-leave"),
]
