"""Routes of the card and its pieces."""

from __future__ import annotations

from django.urls import path

from dozvon.web.card import about, addresses, editing, hours, keeping, lead, views

urlpatterns = [
    path("orders/<int:order_id>/", views.order, name="order"),
    path("orders/<int:order_id>/release", views.release, name="order-release"),
    path("orders/<int:order_id>/actions/<slug:code>", views.act, name="order-action"),
    path("orders/<int:order_id>/goods", editing.goods, name="order-goods"),
    path("orders/<int:order_id>/person", editing.person, name="order-person"),
    path("orders/<int:order_id>/about", about.about, name="order-about"),
    path("orders/<int:order_id>/delivery", editing.deliver, name="order-delivery"),
    path("orders/<int:order_id>/cities", addresses.cities, name="order-cities"),
    path("orders/<int:order_id>/streets", addresses.streets, name="order-streets"),
    path("orders/<int:order_id>/houses", addresses.houses, name="order-houses"),
    path("orders/<int:order_id>/products", editing.products, name="order-products"),
    path("orders/<int:order_id>/hours", hours.hours, name="order-hours"),
    path("orders/<int:order_id>/said", hours.said, name="order-said"),
    path("orders/<int:order_id>/keep", keeping.keep, name="order-keep"),
    path("orders/<int:order_id>/lead", lead.lead, name="order-lead"),
    path("orders/<int:order_id>/force", lead.force_move, name="order-force"),
    path("orders/<int:order_id>/responsible", lead.make_responsible, name="order-responsible"),
]
