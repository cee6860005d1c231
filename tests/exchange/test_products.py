"""Price lists: products made, changed or left alone by their SKU; nothing twice, each row told of, a dry run exact."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.exchange.actions import opening
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.outcomes import ImportedRow
from dozvon.platform.accounts.models import AccountChange
from dozvon.platform.wording import sentence
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
RUSSIAN = (
    "Артикул;Наименование;Цена;Скидка до;Акция;Предлагать вместе;Остаток\r\n"
    'M-160;"Матрас «Сон»";1 299,00 ₽;10 %;осень;"N-160, P-1";5\r\n'
    "N-160;Наматрасник;990;;;;\r\n"
)


@pytest.fixture
def shop() -> Shop:
    shop = make.shop()
    make.promotion(shop, "Осень")
    return shop


def sent(content: str, encoding: str = "utf-8", **given: Any) -> list[ImportedRow]:
    return list(import_products(SYSTEM, "main", io.BytesIO(content.encode(encoding)), {}, **given).outcomes)


def told(outcomes: list[ImportedRow]) -> list[tuple[int, str]]:
    return [(one.row, one.outcome) for one in outcomes]


def codes(outcome: ImportedRow) -> dict[str, str]:
    return {error.field: error.code for error in outcome.errors}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_a_russian_price_list_becomes_products(shop: Shop, encoding: str) -> None:
    content = RUSSIAN.replace("₽", "руб.") if encoding == "cp1251" else RUSSIAN
    outcomes = sent(content, encoding)
    assert told(outcomes) == [(2, "created"), (3, "created")]
    product = Product.objects.select_related("promotion").get(sku="M-160")
    assert outcomes[0].id == product.pk
    assert (product.name, product.price, product.max_discount) == ("Матрас «Сон»", Decimal("1299"), Decimal(10))
    assert (product.accessories, product.promotion and product.promotion.name) == (["N-160", "P-1"], "Осень")


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    sent(RUSSIAN)
    before, log = list(Product.objects.order_by("sku").values()), AccountChange.objects.count()
    assert told(sent(RUSSIAN)) == [(2, "duplicate"), (3, "duplicate")]
    assert list(Product.objects.order_by("sku").values()) == before
    assert AccountChange.objects.count() == log


def test_what_the_file_does_not_name_stays_and_a_dash_empties(shop: Shop) -> None:
    sent(RUSSIAN)
    changed = sent("SKU,Price,Promotion\nM-160,1399,-\nN-160,,\n")
    assert told(changed) == [(2, "changed"), (3, "duplicate")]
    assert changed[0].turned == {"price": ("1299.00", "1399.00"), "promotion": ("Осень", None)}
    product = Product.objects.get(sku="M-160")
    assert (product.name, product.price, product.promotion, product.max_discount) == (
        "Матрас «Сон»",
        Decimal(1399),
        None,
        Decimal(10),
    )
    assert told(sent("SKU,Price,On offer\nM-160,-,нет\n")) == [(2, "changed")]
    product.refresh_from_db()
    assert (product.price, product.active) == (None, False)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("A-1,,5,,", {"name": "no_name"}),
        (",Чашка,5,,", {"sku": "missing"}),
        ("A-1,Чашка,много,,", {"price": "not_money"}),
        ("A-1,Чашка,-5,,", {"price": "too_small"}),
        ('A-1,Чашка,"1,299",,', {"price": "not_money"}),
        ("A-1,Чашка,5,101,", {"max_discount": "too_big"}),
        ("A-1,Чашка,5,,Весна", {"promotion": "unknown_promotion"}),
        ("OLD,Чашка,5,,", {"sku": "sku_twice"}),
        ("A-1,Чашка", {"row": "column_count"}),
    ],
)
@pytest.mark.parametrize("dry", [True, False])
def test_a_bad_row_is_named_and_does_not_spoil_the_others(
    shop: Shop, row: str, wrong: dict[str, str], dry: bool
) -> None:
    outcomes = sent(f"SKU,Name,Price,Discount,Promotion\nOLD,Старая,1,,\n{row}\nGOOD,Хорошая,2,,\n", dry_run=dry)
    assert told(outcomes) == [(2, "created"), (3, "error"), (4, "created")]
    assert codes(outcomes[1]) == wrong
    assert all(sentence(error) for error in outcomes[1].errors)
    assert Product.objects.count() == (0 if dry else 2)


def test_a_dry_run_tells_exactly_what_the_real_one_does(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "AT_ONCE", 2)
    offer([Product(shop=shop, sku="M-160", name="Матрас", price=1), Product(shop=shop, sku="N-160", name="N", price=2)])
    content = RUSSIAN + "P-1;Подушка;много;;;;\r\nP-2;Подушка;5;;;;\r\nP-2;Подушка;6;;;;\r\n"
    dry = sent(content, dry_run=True)
    assert Product.objects.count() == 2
    assert not AccountChange.objects.filter(kind="products.imported").exists()
    real = sent(content)
    assert [(one.row, one.outcome, one.turned) for one in dry] == [(one.row, one.outcome, one.turned) for one in real]
    assert told(real) == [(2, "changed"), (3, "changed"), (4, "error"), (5, "created"), (6, "error")]
    counted = [line.body for line in AccountChange.objects.filter(kind="products.imported").order_by("id")]
    assert [(body["created"], body["changed"]) for body in counted] == [(0, 2), (1, 0)]


def test_products_of_another_shop_with_the_same_sku_stay(shop: Shop) -> None:
    other = make.shop("other")
    offer([Product(shop=other, sku="M-160", name="Чужой", price=1)])
    sent(RUSSIAN)
    assert Product.objects.get(shop=other).name == "Чужой"


def test_json_lines_are_read_too(shop: Shop) -> None:
    sent('{"sku": "A-1", "name": "Чашка", "price": "5.50", "accessories": ["B-1", "C-1"], "active": false}\n')
    product = Product.objects.get()
    assert (product.price, product.accessories, product.active) == (Decimal("5.50"), ["B-1", "C-1"], False)


def test_who_may_not_keep_the_catalogue_imports_nothing(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        import_products(make.actor(), "main", io.BytesIO(b"SKU\nA\n"), {})
    stranger = make.actor(role="head", shop_ids=[])
    with pytest.raises(ExchangeRefused) as refused:
        import_products(stranger, "main", io.BytesIO(b"SKU\nA\n"), {})
    assert refused.value.code == "unknown_shop"
    with pytest.raises(ExchangeRefused) as refused:
        import_products(SYSTEM, "main", io.BytesIO("Имя,Цена\nA,1\n".encode()), {})
    assert refused.value.code == "needs_column"
