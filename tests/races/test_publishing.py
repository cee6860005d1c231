"""Publishing a pipeline amid the day's work: no order ends up where the new version has no place for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from dozvon import presets
from dozvon.audit.queries import invariants
from dozvon.core.actor import SYSTEM
from dozvon.core.pipeline.document import Pipeline
from dozvon.intake.actions import bulk, single
from dozvon.orders.models import Order
from dozvon.publishing.actions import publish as publishing
from dozvon.publishing.actions.publish import publish
from dozvon.shops.models import Shop
from tests import factories as make
from tests.races.interleave import Pause, Worker, outcomes, race

pytestmark = pytest.mark.django_db(transaction=True)


def renamed(status: str, into: str) -> Pipeline:
    """The shop preset with a status under another code."""
    return Pipeline.model_validate_json(
        presets.preset("shop").model_dump_json(exclude_none=True).replace(f'"{status}"', f'"{into}"')
    )


def publish_fresh() -> None:
    publish(SYSTEM, renamed("new", "fresh"), datetime.now(UTC), {"new": "fresh"})


def stranded() -> list[Any]:
    sql = next(one.sql for one in invariants() if one.code == "status_unknown")
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def body(shop: Shop) -> bytes:
    return json.dumps(make.body(shop)).encode()


def test_an_action_waits_for_the_publication_and_is_decided_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    order, anna = make.order(shop), make.actor()
    both = race(
        publish_fresh,
        Pause(monkeypatch, publishing, "carry", after=True),
        lambda: make.act(anna, order, "confirm", call="made"),
    )
    assert outcomes(*both) == ["done", "done"]
    order.refresh_from_db()
    assert (order.status, order.pipeline_id) == ("confirmed", Shop.objects.get().pipeline_id)
    assert stranded() == []


def test_an_order_that_came_before_the_publication_and_is_written_after_it_has_a_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make.shop()
    with Pause(monkeypatch, single, "take") as pause:
        coming = Worker(lambda: single.take_in(SYSTEM, body(shop), datetime.now(UTC)))
        pause.wait()
        publish_fresh()
    assert coming.result().created
    assert list(Order.objects.values_list("status", flat=True)) == ["fresh"]
    assert stranded() == []


def test_rows_of_a_bulk_that_are_written_after_a_publication_have_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    many = json.dumps([make.body(shop) for _ in range(3)]).encode()
    with Pause(monkeypatch, bulk, "take") as pause:
        coming = Worker(lambda: bulk.take_in_bulk(SYSTEM, many, datetime.now(UTC)))
        pause.wait()
        publish_fresh()
    assert [result.errors for result in coming.result()] == [[], [], []]
    assert set(Order.objects.values_list("status", flat=True)) == {"fresh"}
    assert stranded() == []
