"""Doubles become one client, whoever was known by what; and everything can be taken back in its turn."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon.clients.actions import merge as merging
from dozvon.clients.models import Client, Contact
from dozvon.core.actor import SYSTEM
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
PHONE = "+79164883107"


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def merge(source: int, target: int) -> merging.Merge:
    return merging.merge(SYSTEM, source, target, datetime.now(UTC))


def undo(done: merging.Merge) -> None:
    merging.undo(SYSTEM, done.pk, datetime.now(UTC))


def shared_phone(shop: Shop) -> tuple[int, int]:
    """A client known by the phone, and another who shares it without being recognised by it."""
    known = make.order(shop, client={"phone": PHONE}).client_id
    other = make.order(shop).client_id
    Contact.objects.create(client_id=other, kind="phone", value=PHONE, matches=False)
    return known, other


def test_a_number_on_two_cards_still_recognises_the_first(shop: Shop) -> None:
    known, _ = shared_phone(shop)
    assert make.order(shop, client={"phone": PHONE}).client_id == known


def test_after_a_merge_a_number_both_had_recognises_who_was_kept(shop: Shop) -> None:
    known, other = shared_phone(shop)
    merge(known, other)
    assert make.order(shop, client={"phone": PHONE}).client_id == other


def test_after_its_undoing_the_number_recognises_the_first_again(shop: Shop) -> None:
    known, other = shared_phone(shop)
    before = list(Contact.objects.order_by("id").values())
    undo(merge(known, other))
    assert list(Contact.objects.order_by("id").values()) == before
    assert make.order(shop, client={"phone": PHONE}).client_id == known


def test_a_merge_of_a_merge_keeps_everything_at_the_last_client(shop: Shop) -> None:
    ids = [make.order(shop, client={"phone": PHONE[:-1] + str(number)}).client_id for number in range(3)]
    merge(ids[0], ids[1])
    merge(ids[1], ids[2])
    assert set(Order.objects.values_list("client_id", flat=True)) == {ids[2]}
    assert set(Contact.objects.values_list("client_id", flat=True)) == {ids[2]}
    for number in range(3):
        assert make.order(shop, client={"phone": PHONE[:-1] + str(number)}).client_id == ids[2]


@pytest.mark.parametrize("first", [0, 1])
def test_two_merges_into_one_are_undone_in_any_order(shop: Shop, first: int) -> None:
    doubles = [make.order(shop).client_id for _ in range(2)]
    target = make.order(shop, client={"phone": PHONE, "name": "Анна Петрова"}).client_id
    before = list(Client.objects.order_by("id").values("name", "statuses", "merged_into_id"))
    orders = list(Order.objects.order_by("id").values("id", "client_id"))
    done = [merge(double, target) for double in doubles]
    undo(done[first])
    undo(done[1 - first])
    assert list(Client.objects.order_by("id").values("name", "statuses", "merged_into_id")) == before
    assert list(Order.objects.order_by("id").values("id", "client_id")) == orders


def test_a_chain_is_undone_from_its_end(shop: Shop) -> None:
    ids = [make.order(shop).client_id for _ in range(3)]
    first, second = merge(ids[0], ids[1]), merge(ids[1], ids[2])
    undo(second)
    undo(first)
    assert sorted(Order.objects.values_list("client_id", flat=True)) == ids


def test_a_client_without_orders_or_contacts_may_be_merged(shop: Shop) -> None:
    empty = make.order(shop, client={}).client_id
    Order.objects.filter(client_id=empty).update(client_id=make.order(shop).client_id)
    target = make.order(shop).client_id
    undo(merge(empty, target))
    assert Client.objects.get(pk=empty).merged_into_id is None


def test_a_merge_and_its_undoing_are_told_on_both_cards(shop: Shop) -> None:
    source, target = make.order(shop).client_id, make.order(shop).client_id
    undo(merge(source, target))
    for pk in (source, target):
        kinds = Event.objects.filter(client_id=pk, order_id=None).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["client.merged", "client.unmerged"]
