"""Publishing never strands an open order: each is carried over with exactly one task, or closed, by one action."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon import presets
from dozvon.audit.queries import invariants
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.document import Pipeline
from dozvon.intake.actions import bulk
from dozvon.orders.models import Order
from dozvon.pipelines.models import PipelineVersion
from dozvon.platform.events.models import Event
from dozvon.publishing import queries
from dozvon.publishing.actions.drafts import begin_draft, change_draft
from dozvon.publishing.actions.publish import publish
from dozvon.publishing.errors import BadStatusMapping, DraftMoved, NotSound, StrandedOrders
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def without(status: str, change: Callable[[dict[str, Any]], None] | None = None) -> Pipeline:
    """The shop preset without a status and all that speaks of it."""
    document = presets.preset("shop").model_dump(mode="json", exclude_none=True)
    document["statuses"] = [item for item in document["statuses"] if item["code"] != status]
    for queue in document["queues"]:
        queue["where"]["statuses"] = [code for code in queue["where"]["statuses"] if code != status]
    document["queues"] = [item for item in document["queues"] if item["where"]["statuses"]]
    for action in document["actions"]:
        action["sources"] = [code for code in action["sources"] if code != status]
    document["actions"] = [item for item in document["actions"] if item["sources"] and item["to"] != status]
    document["matrix"] = [move for move in document.get("matrix", []) if status not in (move["source"], move["to"])]
    if "ageing" in document:
        document["ageing"]["statuses"] = [code for code in document["ageing"]["statuses"] if code != status]
    if change is not None:
        change(document)
    return Pipeline.model_validate(document)


def broken() -> list[str]:
    """The invariants that do not hold, asked in the transaction of the test."""
    found = []
    with connection.cursor() as cursor:
        for invariant in invariants():
            cursor.execute(invariant.sql)
            found += [invariant.code for _ in cursor.fetchall()]
    return found


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def in_progress(shop: Shop) -> Order:
    order, anna = make.order(shop), make.actor()
    return make.act(anna, order, "call_later", call="made", comment="later", call_back_at=NOW + timedelta(days=3))


def test_a_dropped_status_asks_where_its_orders_go(shop: Shop) -> None:
    in_progress(shop)
    with pytest.raises(StrandedOrders, match=r"in_progress \(1\)"):
        publish(SYSTEM, without("in_progress"), NOW)
    with pytest.raises(BadStatusMapping):
        publish(SYSTEM, without("in_progress"), NOW, {"in_progress": "nowhere"})
    assert PipelineVersion.objects.count() == 1


def test_orders_are_carried_over_with_their_task_and_its_time(shop: Shop) -> None:
    order = in_progress(shop)
    due_at, before = order.task_due_at, order.version
    version = publish(SYSTEM, without("in_progress"), NOW, {"in_progress": "no_answer"})
    order.refresh_from_db()
    assert (order.status, order.status_kind, order.task_kind, order.task_due_at) == (
        "no_answer",
        "open",
        "call",
        due_at,
    )
    assert (order.pipeline_id, order.version) == (version.pk, before + 1)
    told = Event.objects.get(order_id=order.pk, kind="order.carried").body
    assert (told["from"]["code"], told["status"]["code"], told["task"]["code"]) == ("in_progress", "no_answer", "call")
    assert (datetime.fromisoformat(told["task"]["due_at"]), told["version"]) == (due_at, order.version)
    assert broken() == []


def test_an_order_that_goes_to_a_closed_status_has_no_task_any_more(shop: Shop) -> None:
    order = in_progress(shop)
    publish(SYSTEM, without("in_progress"), NOW, {"in_progress": "archive"})
    order.refresh_from_db()
    assert (order.status_kind, order.task_kind, order.closed_at is not None) == ("lost", None, True)
    assert broken() == []


def pack_instead(document: dict[str, Any]) -> None:
    """Another kind of task in place of assembling."""
    next(task for task in document["tasks"] if task["code"] == "assemble")["code"] = "pack"
    for action in document["actions"]:
        if action.get("task", {}).get("kind") == "assemble":
            action["task"]["kind"] = "pack"


def test_a_kind_of_task_that_is_gone_is_replaced_by_one_that_fits(shop: Shop) -> None:
    order = make.act(make.actor(), make.order(shop), "confirm", call="made")
    assert order.task_kind == "assemble"

    publish(SYSTEM, without("nothing", pack_instead), NOW)
    order.refresh_from_db()
    assert (order.status, order.task_kind, order.task_role) == ("confirmed", "pack", "warehouse")
    told = Event.objects.get(order_id=order.pk, kind="order.carried").body["task"]
    assert (told["code"], datetime.fromisoformat(told["due_at"])) == ("pack", order.task_due_at)


def test_a_task_of_another_kind_moves_to_a_moment_that_is_allowed() -> None:
    day = make.shop("day", week="mon-sun 09:00-21:00")
    order = make.act(make.actor(), make.order(day), "confirm", call="made")
    night = datetime(2031, 1, 15, 23, 30, tzinfo=UTC)
    Order.objects.filter(pk=order.pk).update(task_due_at=night)
    publish(SYSTEM, without("nothing", pack_instead), NOW)
    order.refresh_from_db()
    assert order.task_due_at == datetime(2031, 1, 16, 6, 0, tzinfo=UTC)
    told = Event.objects.get(order_id=order.pk, kind="order.carried").body["task"]
    assert datetime.fromisoformat(told["due_at"]) == order.task_due_at


def test_statements_do_not_grow_with_the_orders(shop: Shop) -> None:
    def asked(status: str, target: str) -> int:
        with CaptureQueriesContext(connection) as found:
            publish(SYSTEM, without(status), NOW, {status: target})
        return len(found)

    in_progress(shop)
    one = asked("in_progress", "no_answer")
    publish(SYSTEM, presets.preset("shop"), NOW)
    for _ in range(25):
        in_progress(shop)
    assert asked("in_progress", "no_answer") == one
    assert Event.objects.filter(kind="order.carried").count() == 26


def test_what_is_not_sound_is_never_published(shop: Shop) -> None:
    def change(document: dict[str, Any]) -> None:
        document["queues"][0]["priority"] = None

    with pytest.raises(NotSound):
        publish(SYSTEM, without("nothing", change), NOW)


def test_only_who_sees_every_shop_of_it_publishes(shop: Shop) -> None:
    other = make.shop("other")
    for stranger in (make.actor(), make.actor(role="head", shop_ids=[other.pk])):
        with pytest.raises(NotPermitted):
            publish(stranger, presets.preset("shop"), NOW)
    head = make.actor(role="head", shop_ids=[shop.pk, other.pk])
    assert publish(head, without("in_progress"), NOW).author_id == head.user_id


def test_a_draft_is_kept_and_gone_when_published(shop: Shop) -> None:
    head = make.actor(role="head")
    draft = begin_draft(head, "shop", NOW)
    assert begin_draft(head, "shop", NOW).pk == draft.pk
    changed = {**draft.document, "title": {"ru": "Лавка", "uk": "Крамниця", "en": "Store"}}
    kept = change_draft(head, "shop", changed, draft.shape, NOW, reshaped=True)
    with pytest.raises(DraftMoved):
        change_draft(head, "shop", changed, draft.shape, NOW)
    version = publish(head, Pipeline.model_validate(kept.document), NOW)
    assert (version.number, version.document["title"]["ru"], queries.draft_of(head, "shop")) == (2, "Лавка", None)


def test_a_thousand_orders_go_over_within_a_second(shop: Shop) -> None:
    bulk.take_in_bulk(SYSTEM, json.dumps([make.body(shop) for _ in range(1000)]).encode(), NOW)
    began = datetime.now(UTC)

    def change(document: dict[str, Any]) -> None:
        for status in document["statuses"]:
            status["code"] = {"new": "fresh"}.get(status["code"], status["code"])
        document["arrival"]["status"] = "fresh"
        for queue in document["queues"]:
            queue["where"]["statuses"] = [{"new": "fresh"}.get(code, code) for code in queue["where"]["statuses"]]
        for action in document["actions"]:
            action["sources"] = [{"new": "fresh"}.get(code, code) for code in action["sources"]]
            action["to"] = {"new": "fresh"}.get(action["to"], action["to"])
        for move in document["matrix"]:
            move["to"] = {"new": "fresh"}.get(move["to"], move["to"])

    publish(SYSTEM, without("nothing", change), NOW, {"new": "fresh"})
    took = (datetime.now(UTC) - began).total_seconds()
    assert Order.objects.filter(status="fresh", status_kind="open").count() == 1000
    assert took < 1, took
