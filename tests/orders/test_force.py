"""Forced moves on real rows: the head alone, never from under an operator's hands, and the law stands afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.audit.queries import invariants
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.force import ForcedMove
from dozvon.orders.actions import claims
from dozvon.orders.actions.force import force
from dozvon.orders.errors import Claimed, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from tests import factories as make
from tests.core.pipeline import desk

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
BACK = ForcedMove("new", "the client thought better of it")


@given(moves=st.lists(desk.moves(desk.PRESETS["shop"], NOW), max_size=8))
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_whatever_is_forced_leaves_the_law_standing(moves: list[ForcedMove]) -> None:
    order = Order.objects.first() or make.order(make.shop(), NOW)
    head = make.actor(role="head")
    for move in moves:
        try:
            moved = force(head, order.pk, move, NOW)
        except Refused:
            continue
        assert moved.status == move.status
        row = Order.objects.get(pk=order.pk)
        assert (row.status_kind == "open") == (row.task_kind is not None) == (row.task_due_at is not None)
        event = Event.objects.filter(order_id=order.pk).latest("id")
        assert (event.kind, event.body["reason"], event.actor_id) == ("order.forced", move.reason, head.user_id)
    with connection.cursor() as cursor:
        for invariant in invariants():
            cursor.execute(invariant.sql)
            assert (invariant.code, cursor.fetchall()) == (invariant.code, [])


def test_a_won_order_comes_back_into_the_hands_of_operators() -> None:
    order, anna, head = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Vera", "head")
    make.act(anna, order, "refuse", NOW, call="made", problem="expensive", comment="too dear")
    moved = force(head, order.pk, BACK, NOW)
    assert (moved.status, moved.task_kind, moved.responsible_id, moved.closed_at) == ("new", "call", None, None)
    assert claims.claim(anna, order.pk, NOW).claimed_by_id == anna.user_id


def test_nobody_moves_an_order_from_under_an_operators_hands() -> None:
    order, anna, head = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Vera", "head")
    claims.claim(anna, order.pk, NOW)
    with pytest.raises(Claimed):
        force(head, order.pk, BACK, NOW)
    claims.release(head, order.pk, NOW)
    assert force(head, order.pk, ForcedMove("archive", "a test"), NOW).claimed_by_id is None


def test_a_move_of_what_has_changed_meanwhile_is_refused() -> None:
    order, head = make.order(make.shop(), NOW), make.actor("Vera", "head")
    make.no_answer(make.actor("Anna"), order, 1, NOW)
    with pytest.raises(Stale):
        force(head, order.pk, BACK, NOW, version=1)


@pytest.mark.parametrize("role", ["operator", "secretary", "manager", "quality", "warehouse", "courier"])
def test_only_the_head_forces(role: str) -> None:
    order = make.order(make.shop(), NOW)
    with pytest.raises(NotPermitted):
        force(make.actor(role=role), order.pk, BACK, NOW)
    assert Order.objects.get(pk=order.pk).version == 1


def test_the_named_time_is_kept() -> None:
    order, head = make.order(make.shop(), NOW), make.actor("Vera", "head")
    later = NOW + timedelta(hours=5)
    moved = force(head, order.pk, ForcedMove("in_progress", "promised", "call", later), NOW)
    assert (moved.task_due_at, moved.attempts) == (later, 0)
