"""Shops and the pipelines they work by: made, refused with the cure, and published over without stranding orders."""

from __future__ import annotations

import pytest
from django.db import transaction

from dozvon import presets
from dozvon.core.actor import SYSTEM
from dozvon.core.pipeline.document import Pipeline
from dozvon.orders import access as orders
from dozvon.shops import actions, queries
from dozvon.shops.errors import BadShop, StrandedOrders
from dozvon.shops.models import PipelineVersion, Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


def retitled(name: str) -> Pipeline:
    """The shop preset with another wording of its first status."""
    document = presets.preset("shop").model_dump(mode="json", exclude_none=True)
    document["statuses"][0]["title"]["ru"] = name
    return Pipeline.model_validate(document)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"code": "Main"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"code": "main"}, "code"),
        ({"zone": "Mars/Olympus"}, "timezone"),
        ({"week": "mon-sun 21:00-09:00"}, "hours"),
        ({"window": "9-21"}, "call-window"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_wrong_shop_is_refused_by_the_name_of_the_field(given: dict[str, str], field: str) -> None:
    version = make.shop().pipeline
    with pytest.raises(BadShop) as refusal:
        actions.create_shop(**({"code": "new", "version": version, "zone": make.MOSCOW} | given))
    assert (refusal.value.field, Shop.objects.count()) == (field, 1)


def test_the_same_document_again_is_the_same_version() -> None:
    first, again = (actions.publish(presets.preset("shop")) for _ in range(2))
    assert (first.pk, again.number, PipelineVersion.objects.count()) == (again.pk, 1, 1)


def test_shops_go_over_to_a_new_version_at_once_and_history_keeps_the_old_words() -> None:
    shop, api = make.shop(), make.Api(make.user("Anna"))
    order = make.order(shop)
    version, before = actions.publish(retitled("Свежий")), shop.revision
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
    document = presets.preset("envy").model_dump(mode="json", exclude_none=True) | {"code": "shop"}
    document["statuses"] = [item for item in document["statuses"] if item["code"] != "no_answer"]
    with pytest.raises(StrandedOrders, match=r"no_answer \(1\)"):
        actions.publish(Pipeline.model_validate(document))
    assert PipelineVersion.objects.count() == 1


def test_any_change_of_a_shop_is_seen_at_once_and_one_that_was_rolled_back_never() -> None:
    shop = make.shop()
    order = make.order(shop)

    def kept_claim_minutes() -> int:
        return orders.get(SYSTEM, order.pk).shop.claim_minutes

    assert kept_claim_minutes() == 15
    with transaction.atomic():
        Shop.objects.filter(pk=shop.pk).update(claim_minutes=20)
        assert kept_claim_minutes() == 20
        transaction.set_rollback(True)
    assert kept_claim_minutes() == 15
    Shop.objects.filter(pk=shop.pk).update(claim_minutes=30)
    assert kept_claim_minutes() == 30


def test_a_shop_is_found_by_code_only_by_whose_business_it_is() -> None:
    shop, other = make.shop(), make.shop("other")
    stranger = make.actor(shop_ids=[other.pk])
    assert queries.shop_by_code(SYSTEM, "main") == shop
    assert queries.shop_by_code(stranger, "main") is None
    assert queries.shop_by_code(SYSTEM, "ma\x00in") is None
    assert queries.shops_of(stranger) == [other]
