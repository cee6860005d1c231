"""Parcels in a dossier, and what an erasure leaves of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier
from dozvon.shipments.models import Shipment
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def test_a_dossier_holds_the_parcels_and_an_erasure_takes_their_numbers() -> None:
    head, admin = make.actor(role="head"), make.actor(role="admin")
    order = make.order(make.shop(), NOW)
    for action, form in (("confirm", {"call": "made"}), ("assemble", {})):
        make.act(head, order, action, NOW, **form)
    make.act(head, order, "ship", NOW, fields={"track_number": "RA123456789RU"})
    make.act(head, order, "deliver", NOW)
    make.act(head, order, "return", NOW)
    [parcel] = dossier(admin, order.client_id, NOW)["shipments"]
    assert (parcel["order"], parcel["track"]) == (order.pk, "RA123456789RU")
    erase(admin, order.client_id, "asked for it", order.client_id, NOW)
    left = Shipment.objects.get()
    assert (left.track, left.handed_over_at) == ("", NOW)
