"""What a capability holds of clients follows merges, dossiers and erasures by its part alone."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, LiteralString

import pytest
from django.db import connection

from dozvon.clients import access
from dozvon.clients.actions import merge as merging
from dozvon.clients.models import Merge
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import FieldError
from dozvon.orders.models import Order
from dozvon.platform import capabilities as registry
from dozvon.platform.capabilities import Capability, capabilities, client_data
from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.privacy.actions import erase, standing_in_the_way
from dozvon.privacy.dossier import dossier
from dozvon.privacy.errors import ErasureRefused
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


class Letters(ClientData):
    """Letters by client, kept in memory."""

    name: ClassVar[str] = "letters"
    seen_in_shops: ClassVar[LiteralString | None] = (
        "lower(clients.name) = 'written to' AND cardinality(%s::bigint[]) > 0"
    )

    def __init__(self) -> None:
        self.of: dict[int, list[str]] = {}
        self.open = False

    def move(self, source_id: int, target_id: int) -> list[str]:
        """All letters of the source."""
        moved = self.of.pop(source_id, [])
        self.of[target_id] = self.of.get(target_id, []) + moved
        return moved

    def give_back(self, source_id: int, target_id: int, moved: Any) -> None:
        """Those that are still there."""
        self.of[source_id] = [one for one in self.of[target_id] if one in moved]
        self.of[target_id] = [one for one in self.of[target_id] if one not in moved]

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """The letters."""
        return {"letters": [one for pk in person.client_ids for one in self.of.get(pk, [])]}

    def obstacles(self, person: PersonTraces, *, lock: bool) -> Sequence[FieldError]:
        """One that is being written."""
        return [FieldError("client", "letter_open")] if self.open else []

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """All of them."""
        return {"letters": sum(len(self.of.pop(pk, [])) for pk in person.client_ids)}


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    """A capability that keeps letters."""
    part = Letters()
    more = (*capabilities(), Capability(name="letters", client_data=(part,)))
    monkeypatch.setattr(registry, "capabilities", lambda: more)
    client_data.cache_clear()
    yield part
    client_data.cache_clear()


def test_a_part_follows_a_merge_and_its_undoing(letters: Letters) -> None:
    shop = make.shop()
    source, target = make.order(shop).client_id, make.order(shop).client_id
    letters.of = {source: ["a"], target: ["b"]}
    done = merging.merge(SYSTEM, source, target, NOW)
    assert letters.of == {target: ["b", "a"]}
    assert Merge.objects.get().moved == {"orders": done.moved["orders"], "letters": ["a"]}
    letters.of[target].append("c")
    merging.undo(SYSTEM, done.pk, NOW)
    assert letters.of == {source: ["a"], target: ["b", "c"]}
    assert set(Order.objects.values_list("client_id", flat=True)) == {source, target}


def test_a_part_stands_in_the_dossier_and_in_the_way_and_is_erased(letters: Letters) -> None:
    order = make.order(make.shop(), NOW)
    make.act(make.actor(), order, "refuse", NOW, call="made", problem="other", comment="no")
    pk = order.client_id
    letters.of = {pk: ["a"], pk + 1: ["b"]}
    assert dossier(SYSTEM, pk, NOW)["letters"] == ["a"]
    letters.open = True
    assert [error.code for error in standing_in_the_way(SYSTEM, pk, NOW)] == ["letter_open"]
    with pytest.raises(ErasureRefused):
        erase(SYSTEM, pk, "Letter 12", pk, NOW)
    letters.open = False
    done = erase(SYSTEM, pk, "Letter 12", pk, NOW)
    assert (done.emptied["letters"], done.emptied["orders"]) == (1, 1)
    assert letters.of == {pk + 1: ["b"]}


def test_whom_one_sees_in_ones_shops_is_said_by_the_parts(letters: Letters) -> None:
    shop, other = make.shop(), make.shop("other")
    bought, elsewhere = make.order(shop).client_id, make.order(other).client_id
    written = make.order(other, client={"name": "Written to", "phone": make.phone()}).client_id
    local = make.actor(shop_ids=[shop.pk])
    assert set(access.visible(local).values_list("pk", flat=True)) == {bought, written}
    assert access.visible(SYSTEM).filter(pk=elsewhere).exists()


def test_merges_of_before_can_be_undone_after_the_upgrade() -> None:
    shop = make.shop()
    source, target = make.order(shop).client_id, make.order(shop).client_id
    done = merging.merge(SYSTEM, source, target, NOW)
    moved = done.moved["orders"]
    upgrade = importlib.import_module("dozvon.clients.migrations.0004_what_merges_moved").FORWARD
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE merges ADD COLUMN order_ids bigint[] NOT NULL DEFAULT '{}'")
        cursor.execute("UPDATE merges SET order_ids = %s, moved = '{}'", [moved])
        cursor.execute(upgrade)
    merging.undo(SYSTEM, done.pk, NOW)
    assert list(Order.objects.filter(client_id=source).values_list("pk", flat=True)) == moved
