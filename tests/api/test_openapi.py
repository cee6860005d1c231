"""The OpenAPI document is true: generated requests are answered as it says, and never with a server error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dozvon.api.v1.routes import api
from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.actions import merge
from dozvon.config.wsgi import application
from dozvon.core.actor import SYSTEM
from dozvon.orders.models import Order
from tests import factories as make

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1"), default=str))
schema = schemathesis.openapi.from_dict(document)
schema.app = application
EXAMPLES = 10


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests stay on the test's own connection, as with Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def desk(db: None, one_connection: None) -> dict[str, Any]:
    """What the requests are aimed at, and an administrator's header."""
    shop, club = make.shop(), make.shop("club", "school")
    orders = [make.order(shop), make.order(shop), make.order(club), make.order(shop), make.order(shop)]
    done = merge.merge(SYSTEM, orders[3].client_id, orders[4].client_id, datetime.now(UTC))
    offer([Product(shop=shop, sku="kettle", name="Чайник")])
    token = make.Api(make.user("Root", "admin"), "admin").token
    return {
        "order_id": orders[0].pk,
        "client_id": orders[0].client_id,
        "merge_id": done.pk,
        "product_id": Product.objects.get().pk,
        "code": "confirm",
        "turns": count(),
        # The tool under the tests does not unpack what is sent compressed.
        "headers": {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
    }


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_the_document_says(case: Any, desk: dict[str, Any]) -> None:
    if next(desk["turns"]) % 3:  # two in three aim at what is there
        case.path_parameters.update({name: desk[name] for name in case.path_parameters if name in desk})
    case.call_and_validate(headers=desk["headers"], checks=CHECKS)
    assert not Order.objects.filter(status_kind="open", task_kind__isnull=True).exists()
