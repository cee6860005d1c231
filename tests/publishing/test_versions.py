"""Versions: the same document is one version, shops go over at once, and open orders are never stranded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon import presets
from dozvon.core.actor import SYSTEM
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines.models import PipelineVersion
from dozvon.publishing.actions.publish import publish
from dozvon.publishing.errors import StrandedOrders
from tests import factories as make
from tests.publishing.test_publish import without

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def retitled(name: str) -> Pipeline:
    """The shop preset with another wording of its first status."""
    document = presets.preset("shop").model_dump(mode="json", exclude_none=True)
    document["statuses"][0]["title"]["ru"] = name
    return Pipeline.model_validate(document)


def test_the_same_document_again_is_the_same_version() -> None:
    first, again = (publish(SYSTEM, presets.preset("shop"), NOW) for _ in range(2))
    assert (first.pk, again.number, PipelineVersion.objects.count()) == (again.pk, 1, 1)


def test_shops_go_over_to_a_new_version_at_once_and_history_keeps_the_old_words() -> None:
    shop, api = make.shop(), make.Api(make.user("Anna"))
    order = make.order(shop)
    version, before = publish(SYSTEM, retitled("Свежий"), NOW), shop.revision
    shop.refresh_from_db()
    assert (shop.pipeline_id, version.number) == (version.pk, 2)
    assert shop.revision > before
    api.post(f"/orders/{order.pk}/actions/no_answer", {"call": "made", "problem": "busy"})
    last, first = api.get(f"/orders/{order.pk}/events")["items"]
    assert (last["body"]["from"]["label"]["ru"], first["body"]["status"]["label"]["ru"]) == ("Свежий", "Новый")
    order.refresh_from_db()
    assert order.pipeline_id == version.pk


def test_a_version_that_would_strand_open_orders_is_refused() -> None:
    shop = make.shop()
    make.no_answer(make.actor(), make.order(shop))
    with pytest.raises(StrandedOrders, match=r"no_answer \(1\)"):
        publish(SYSTEM, without("no_answer"), NOW)
    assert PipelineVersion.objects.count() == 1
