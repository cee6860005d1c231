"""Parcels on the card, and the order found by the number of one."""

from __future__ import annotations

from django.test import Client

from dozvon.core.actor import SYSTEM
from dozvon.delivery.actions import set_ways
from dozvon.delivery.ways import flat_way
from dozvon.orders.actions.edit import Changes, edit
from tests import factories as make
from tests.web.desk.conftest import NOW, Desk


def test_a_card_shows_the_parcel_with_its_number_once(desk: Desk, olga: Client) -> None:
    order, head = desk.order(), make.actor(role="head")
    set_ways(SYSTEM, order.shop_id, [flat_way("post", "By post", "post")])
    edit(head, order.pk, Changes(delivery={"way": "post"}), NOW)
    fresh = desk.order(phone="+7 912 000-11-22")
    assert "Parcels" not in olga.get(f"/orders/{fresh.pk}/").content.decode()
    make.act(head, order, "confirm", NOW, call="made")
    make.act(head, order, "assemble", NOW)
    make.act(head, order, "ship", NOW, fields={"track_number": "RA123456789RU"})
    page = olga.get(f"/orders/{order.pk}/").content.decode()
    card = page[page.index('id="card"') :]
    shown = card[card.index("Parcels") : card.index("Delivery method")]
    assert "RA123456789RU" in shown
    assert "By post" in shown
    assert "shipped 12:00" in shown
    assert "Noted" not in card
    found = olga.get("/search/found?q=ra123456789ru", headers={"HX-Request": "true"}).content.decode()
    assert f"/orders/{order.pk}/" in found
