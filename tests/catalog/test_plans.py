"""With 200,000 products nothing the catalogue asks reads the whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.catalog import queries
from dozvon.catalog.models import Product, Promotion
from dozvon.core.actor import SYSTEM
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
MANY = 200_000

_FILL = """
INSERT INTO products (shop_id, sku, name, price, max_discount, active, accessories, promotion_id)
SELECT CASE WHEN i %% 10 = 0 THEN %(other)s ELSE %(shop)s END, 'SKU-' || lpad(i::text, 6, '0'),
    (ARRAY['Матрас', 'Подушка', 'Одеяло', 'Чехол'])[1 + i %% 4] || ' ' || md5(i::text) || ' ' || i,
    i %% 9000 + 100, 0, i %% 20 > 0, '{}', CASE WHEN i %% 1000 = 1 THEN %(promotion)s END
FROM generate_series(1, %(many)s) AS i
"""


@pytest.fixture
def shop() -> Shop:
    """A shop with nine tenths of the products, another with the rest."""
    shop = make.shop()
    promotion = make.promotion(shop, "Осень")
    rows = {"shop": shop.pk, "other": make.shop("other").pk, "promotion": promotion.pk, "many": MANY}
    with connection.cursor() as cursor:
        cursor.execute(_FILL, rows)
        cursor.execute("ANALYZE products")
    return shop


def reads(ask: Callable[[], Any]) -> Iterator[str]:
    """How the statements of a question reach the products: the kinds of the plans' nodes."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
            yield from _nodes(cursor.fetchone()[0][0]["Plan"])


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    if plan.get("Relation Name", "products") == "products":
        yield plan["Node Type"]
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def test_no_question_reads_all_products(shop: Shop) -> None:
    promotion = Promotion.objects.get()
    one = Product.objects.filter(shop=shop).first()
    assert one is not None
    asked: dict[str, Callable[[], Any]] = {
        "first page": lambda: queries.page(SYSTEM, shop),
        "a page far on": lambda: queries.page(SYSTEM, shop, after="SKU-150000"),
        "archive": lambda: queries.page(SYSTEM, shop, active=False),
        "by the beginning of the SKU": lambda: queries.page(SYSTEM, shop, "sku-1234"),
        "by a rare word": lambda: queries.page(SYSTEM, shop, "матрас 77777"),
        "by a common word": lambda: queries.page(SYSTEM, shop, "матр"),
        "by what is not there": lambda: queries.page(SYSTEM, shop, "zzz"),
        "of a promotion": lambda: queries.page_of_promotion(SYSTEM, promotion),
        "on the card": lambda: queries.suggest_products(shop.pk, "матрас 7777", ["SKU-000001"], 12),
        "on the card, by SKU": lambda: queries.suggest_products(shop.pk, "SKU-12345", [], 12),
        "along": lambda: queries.accessories_of(one),
        "by SKUs": lambda: queries.by_sku(shop.pk, ["SKU-000001", "SKU-000002"]),
    }
    assert any("Seq Scan" in kind for kind in reads(lambda: list(Product.objects.filter(name__contains="zzz"))))
    kinds = {name: set(reads(ask)) for name, ask in asked.items()}
    assert {name: found for name, found in kinds.items() if any("Seq Scan" in kind for kind in found)} == {}
    assert queries.page(SYSTEM, shop, "матрас 77776").products[0].sku == "SKU-077776"
