"""Webhooks of a shop and bodies that cannot be read are found by an erasure, and give away nobody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from dozvon.core.actor import SYSTEM
from dozvon.intake.actions import bulk, single
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.models import Order
from dozvon.platform.inbox.models import InboxMessage
from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier
from tests import factories as make
from tests.providers.shop.conftest import as_json

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
OWN, FOREIGN = "+79164440011", "+79165550022"


@pytest.fixture
def order() -> Order:
    return make.order(make.shop(), NOW, client={"name": "Zwetkowa Ulrike", "phone": OWN, "email": "u@zwetkowa.example"})


def kept(body: bytes, **given: Any) -> InboxMessage:
    return InboxMessage.objects.create(
        **{"kind": "shop", "connection_id": 1, "external_id": body.hex()[:200], "state": "done", "body": body} | given
    )


def told(order: Order) -> str:
    return json.dumps(dossier(SYSTEM, order.client_id, NOW)["intakes"], ensure_ascii=False)


def test_a_dossier_of_one_holds_nobody_else_of_what_cannot_be_taken_apart(order: Order) -> None:
    people = [make.body(order.shop, client={"phone": phone}) for phone in (OWN, FOREIGN)]
    whole = as_json(people)
    with pytest.raises(IntakeRefused):
        single.take_in(SYSTEM, whole, NOW)
    with pytest.raises(IntakeRefused):
        bulk.take_in_bulk(SYSTEM, whole[:-1], NOW)
    text = told(order)
    assert FOREIGN not in text
    assert text.count(OWN) == 2  # the order's own, and the row of the list that was sent as one


def test_what_a_shop_told_of_no_order_is_erased_in_every_spelling(order: Order) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    found = [
        kept(as_json({"id": 5, "status": "cancelled", "billing": {"phone": "8 (916) 444-00-11"}})),
        kept(urlencode({"Phone": "+7 (916) 444-00-11", "Name": "Ульрике"}).encode(), sent=form),
        kept(urlencode({"Email": "u@zwetkowa.example"}).encode(), sent=form),
    ]
    other = kept(as_json({"id": 6, "billing": {"phone": FOREIGN}}))
    assert "Ульрике" in told(order)
    make.act(make.actor(), order, "refuse", NOW, call="made", problem="expensive", comment="no")
    erase(SYSTEM, order.client_id, "at their request", order.client_id, NOW)
    assert {bytes(one.body) for one in InboxMessage.objects.filter(pk__in=[one.pk for one in found])} == {b"{}"}
    assert FOREIGN.encode() in bytes(InboxMessage.objects.get(pk=other.pk).body)
