"""Routes of the card and its pieces."""

from __future__ import annotations

from django.urls import path

from dozvon.web.card import about, addresses, claim_renewal, editing, hours, lead, views

urlpatterns = [
    path("orders/<int:order_id>/", views.order_card, name="order"),
    path("orders/<int:order_id>/release", views.release_order, name="order-release"),
    path("orders/<int:order_id>/actions/<slug:code>", views.perform_action, name="order-action"),
    path("orders/<int:order_id>/goods", editing.edit_goods, name="order-goods"),
    path("orders/<int:order_id>/person", editing.edit_client, name="order-person"),
    path("orders/<int:order_id>/about", about.about_client, name="order-about"),
    path("orders/<int:order_id>/delivery", editing.edit_delivery, name="order-delivery"),
    path("orders/<int:order_id>/cities", addresses.city_options, name="order-cities"),
    path("orders/<int:order_id>/streets", addresses.street_options, name="order-streets"),
    path("orders/<int:order_id>/houses", addresses.house_options, name="order-houses"),
    path("orders/<int:order_id>/products", editing.suggest_products, name="order-products"),
    path("orders/<int:order_id>/hours", hours.call_grid, name="order-hours"),
    path("orders/<int:order_id>/said", hours.parse_moment, name="order-said"),
    path("orders/<int:order_id>/keep", claim_renewal.renew_claim, name="order-keep"),
    path("orders/<int:order_id>/lead", lead.lead_panel, name="order-lead"),
    path("orders/<int:order_id>/force", lead.force_move, name="order-force"),
    path("orders/<int:order_id>/responsible", lead.make_responsible, name="order-responsible"),
]
