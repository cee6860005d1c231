"""Of an erased client's events exactly the declared fields stay, whatever else stands in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.core.actor import Actor
from dozvon.platform.events.kept_fields import declared_kinds
from dozvon.platform.events.models import Event
from dozvon.platform.events.schema import AfterErasure, body_fields
from dozvon.privacy.actions import erase
from dozvon.shops.models import Shop
from tests import factories as make
from tests.privacy.test_erasure import held

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WORD = "Qzwortqz"
told = st.sampled_from([WORD, {"deep": [WORD]}, [WORD, 1], {"code": "x", "label": {"ru": WORD}}])


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def admin(shop: Shop) -> Actor:
    return make.actor("Admin", "admin")


def filled(play: st.DataObject, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A body of that kind with words wherever they may stand, and what must be left of it."""
    body: dict[str, Any] = {}
    left: dict[str, Any] = {"erased": True}
    for field in body_fields(declared_kinds()[kind]):
        if not play.draw(st.booleans(), label=field.path):
            continue
        outer, _, inner = field.path.partition(".")
        if field.after_erasure is AfterErasure.IN_PART:
            body[outer], left[outer] = {f"{outer} more": WORD}, {"erased": True}
        elif not inner or outer in body:
            into, stays = (body[outer], left[outer]) if inner else (body, left)
            into[inner or outer] = 17 if field.after_erasure is AfterErasure.KEPT else play.draw(told)
            if field.after_erasure is AfterErasure.KEPT:
                stays[inner or outer] = 17
    names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).map(lambda name: f"?{name}")
    return body | play.draw(st.dictionaries(names, told, max_size=3)), left


@pytest.mark.parametrize("kind", sorted(declared_kinds()))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(play=st.data())
def test_an_erasure_leaves_exactly_the_kept_fields(shop: Shop, admin: Actor, kind: str, play: st.DataObject) -> None:
    with transaction.atomic():
        order = make.order(shop, NOW, client={"name": WORD, "phone": "+79164440011"}, comment=WORD)
        make.act(admin, order, "refuse", NOW, call="made", problem="expensive", comment=WORD)
        body, left = filled(play, kind)
        of_order = play.draw(st.booleans(), label="of the order")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events (at, kind, order_id, client_id, actor_label, body) VALUES (%s, %s, %s, %s, '', %s)"
                " RETURNING id",
                [NOW, kind, order.pk if of_order else None, order.client_id, json.dumps(body)],
            )
            (pk,) = cursor.fetchone()
        erase(admin, order.client_id, "Letter 12", order.client_id, NOW)
        assert Event.objects.get(pk=pk).body == left
        assert held(WORD, "9164440011") == set()
        transaction.set_rollback(True)
