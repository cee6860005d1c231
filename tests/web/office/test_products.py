"""The catalogue in the office: the list, the forms with their mistakes, promotions; and never another shop's."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from xlsxwriter import Workbook

from dozvon.catalog.actions import offer
from dozvon.catalog.models import PriceList, Product, Promotion
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

HTMX = {"HX-Request": "true"}
FORM = {"shop": "main", "sku": "M-160", "name": "Mattress", "price": "1 299,00 ₽", "max_discount": "10"}
PROMOTION = {"shop": "main", "name": "Autumn", "max_discount": "30", "min_quantity": "2"}


@pytest.fixture
def head(shop: Shop) -> Client:
    """The browser of the head of sales."""
    make.user("Head", "head", password=PASSWORD, language="en")
    return browser_of("Head")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_empty_catalogue_says_what_to_do(head: Client) -> None:
    assert 'href="/office/products/new?shop=main"' in text(head.get("/office/products/"))
    assert 'href="/office/promotions/new?shop=main"' in text(head.get("/office/promotions/"))


def test_a_product_is_added_seen_changed_and_archived(head: Client) -> None:
    added = head.post("/office/products/new", FORM)
    made = Product.objects.get()
    assert (added.status_code, added["Location"]) == (303, f"/office/products/{made.pk}/?told=product")
    assert (str(made.price), str(made.max_discount)) == ("1299.00", "10.00")
    page = f"/office/products/{made.pk}/"
    assert 'value="1299"' in text(head.get(page))
    head.post(page, FORM | {"name": "Mattress 160", "price": "", "sku": "ignored"})
    made.refresh_from_db()
    assert (made.sku, made.name, made.price) == ("M-160", "Mattress 160", None)
    assert "Mattress 160" in text(head.get("/office/products/"))
    head.post(f"{page}archive")
    assert "Mattress 160" not in text(head.get("/office/products/"))
    assert "Mattress 160" in text(head.get("/office/products/?archived=1"))
    head.post(f"{page}restore")
    assert Product.objects.get().active


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"sku": ""}, ["sku"]),
        ({"price": "much"}, ["price"]),
        ({"max_discount": "101"}, ["max_discount"]),
        ({"accessories": "none"}, ["accessories"]),
        ({"promotion": "none"}, ["promotion"]),
        ({"name": "", "price": "much"}, ["name", "price"]),
    ],
)
def test_mistakes_stand_beside_their_fields_and_what_was_typed_stays(
    head: Client, typed: dict[str, str], fields: list[str]
) -> None:
    refused = head.post("/office/products/new", FORM | typed)
    assert refused.status_code == 422
    assert [field for field in FORM | {"accessories": "", "promotion": ""} if f"field-{field}-error" in text(refused)]
    for field in fields:
        assert f'id="field-{field}-error"' in text(refused)
    assert 'value="10"' in text(refused) or "max_discount" in typed
    assert not Product.objects.exists()


def test_the_list_answers_while_one_types_with_the_table_alone(head: Client, shop: Shop) -> None:
    offer([Product(shop=shop, sku=f"S-{number:02}", name=f"Thing {number}") for number in range(60)])
    fragment = text(head.get("/office/products/?shop=main&q=thing", headers=HTMX))
    assert "<html" not in fragment
    assert "S-49" in fragment
    assert "S-50" not in fragment
    assert "?shop=main&amp;q=thing&amp;after=S-49" in fragment
    last = text(head.get("/office/products/?shop=main&q=thing&after=S-49"))
    assert "S-50" in last
    assert 'rel="next"' not in last
    assert "No such product" in text(head.get("/office/products/?q=nothing", headers=HTMX))


def test_a_promotion_is_made_filled_changed_and_ended(head: Client, shop: Shop) -> None:
    offer([Product(shop=shop, sku="M-1", name="Mattress"), Product(shop=shop, sku="M-2", name="Topper")])
    made = head.post("/office/promotions/new", PROMOTION)
    promotion = Promotion.objects.get()
    page = f"/office/promotions/{promotion.pk}/"
    assert made["Location"] == f"{page}?told=promotion"
    head.post(f"{page}products", {"skus": "M-1\nM-2"})
    shown = text(head.get(page))
    assert "Mattress" in shown
    assert "Topper" in shown
    head.post(f"{page}leave", {"sku": "M-2"})
    assert list(promotion.products.values_list("sku", flat=True)) == ["M-1"]
    assert "from 2 pieces on" in text(head.get(f"/office/products/{Product.objects.get(sku='M-1').pk}/"))
    assert head.post(page, PROMOTION | {"max_discount": "40"}).status_code == 303
    head.post(f"{page}end")
    promotion.refresh_from_db()
    assert promotion.until is not None
    assert "Autumn" not in text(head.get("/office/promotions/"))
    assert "Autumn" in text(head.get("/office/promotions/?over=1"))
    assert "does not hold now" in text(head.get(f"/office/products/{Product.objects.get(sku='M-1').pk}/"))


def test_mistakes_of_a_promotion_stand_beside_their_fields(head: Client) -> None:
    refused = text(head.post("/office/promotions/new", {"shop": "main", "max_discount": "x", "until": "soon"}))
    assert 'id="field-max_discount-error"' in refused
    assert 'id="field-until-error"' in refused
    head.post("/office/promotions/new", PROMOTION)
    page = f"/office/promotions/{Promotion.objects.get().pk}/"
    assert 'id="field-skus-error"' in text(head.post(f"{page}products", {"skus": "none"}))
    assert 'id="field-name-error"' in text(head.post(page, PROMOTION | {"name": ""}))


def test_the_log_says_what_was_changed(admin: Client, shop: Shop) -> None:
    admin.post("/office/products/new", FORM)
    page = f"/office/products/{Product.objects.get().pk}/"
    admin.post(page, FORM | {"price": "990"})
    admin.post(f"{page}archive")
    admin.post("/office/promotions/new", PROMOTION)
    log = text(admin.get("/office/account-log/"))
    assert "main: M-160; Price: 1299.00 → 990.00" in log
    assert "On offer: yes → no" in log
    assert "main: Autumn" in log


def test_another_shops_catalogue_is_not_there(shop: Shop) -> None:
    offer([Product(shop=shop, sku="M-1", name="Mattress")])
    promotion, product = make.promotion(shop), Product.objects.get()
    make.shop("other")
    make.user("Stranger", "head", password=PASSWORD, shop_ids=[Shop.objects.get(code="other").pk])
    stranger = browser_of("Stranger")
    assert "Mattress" not in text(stranger.get("/office/products/"))
    assert stranger.get("/office/products/?shop=main").status_code == 404
    assert stranger.post("/office/products/new", FORM).status_code == 404
    for path in (f"products/{product.pk}/", f"products/{product.pk}/archive", f"promotions/{promotion.pk}/"):
        assert stranger.post(f"/office/{path}", FORM).status_code == 404
    for deed in ("end", "products", "leave"):
        assert stranger.post(f"/office/promotions/{promotion.pk}/{deed}").status_code == 404


def upload(content: bytes, name: str = "prices.csv") -> dict[str, Any]:
    return {"shop": "main", "file": SimpleUploadedFile(name, content, "text/csv")}


def test_a_price_list_is_looked_at_and_then_applied(head: Client, shop: Shop) -> None:
    offer([Product(shop=shop, sku="M-1", name="Mattress", price=10)])
    content = b"SKU,Name,Price,Weight\nM-1,,1 299.00,5\nM-2,Topper,20,5\nM-3,,5,5\n"
    sent = head.post("/office/products/import", upload(content))
    assert (sent.status_code, sent["Location"]) == (303, "/office/products/import")
    look = text(head.get("/office/products/import"))
    for said in ("prices.csv", "1,299", "Topper", "enter a name for it", "Weight"):
        assert said in look
    assert Product.objects.count() == 1
    sent_at = PriceList.objects.get().sent_at.isoformat()
    done = text(head.post("/office/products/import/apply", {"sent_at": sent_at}))
    assert "Applied: main" in done
    assert list(Product.objects.order_by("sku").values_list("sku", "price")) == [("M-1", 1299), ("M-2", 20)]
    assert not PriceList.objects.exists()
    again = head.post("/office/products/import/apply", {"sent_at": sent_at})
    assert again["Location"] == "/office/products/import?told=list_gone"


def test_a_workbook_is_a_price_list_as_it_is(head: Client, shop: Shop) -> None:
    packed = io.BytesIO()
    book = Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate([["Артикул", "Наименование", "Цена"], ["M-1", "Матрас", 1299.5], ["M-2", "Стул", "?"]]):
        sheet.write_row(place, 0, row)
    book.close()
    assert head.post("/office/products/import", upload(packed.getvalue(), "prices.xlsx")).status_code == 303
    look = text(head.get("/office/products/import"))
    assert "prices.xlsx" in look
    assert "Цена" in look
    sent_at = PriceList.objects.get().sent_at.isoformat()
    head.post("/office/products/import/apply", {"sent_at": sent_at})
    assert [(one.sku, one.price) for one in Product.objects.filter(shop=shop)] == [("M-1", Decimal("1299.50"))]


def test_a_newer_file_is_not_applied_by_the_button_of_the_older(head: Client, shop: Shop) -> None:
    head.post("/office/products/import", upload(b"SKU,Name\nM-1,One\n"))
    seen = PriceList.objects.get().sent_at.isoformat()
    head.post("/office/products/import", upload(b"SKU,Name\nM-2,Two\n"))
    assert head.post("/office/products/import/apply", {"sent_at": seen}).status_code == 303
    assert not Product.objects.exists()
    assert PriceList.objects.count() == 1
    head.post("/office/products/import/drop")
    assert not PriceList.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"shop": "main"}, "Choose a file first"),
        (upload(b""), "The file is empty"),
        (upload(b"PK\x03\x04 a workbook", "prices.xlsx"), "This workbook cannot be read"),
        (upload(b"Name,Price\nM,1\n"), "has none of the columns"),
        (upload(b"SKU\n" + b"x\n" * 20_001), "more than 20000 rows"),
        (upload(b"SKU\n" + b"x" * 6_000_000), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_cure(head: Client, sent: dict[str, Any], said: str) -> None:
    refused = head.post("/office/products/import", sent)
    assert refused.status_code == 422
    assert 'id="field-file-error"' in text(refused)
    assert said in text(refused)
    assert not PriceList.objects.exists()


def test_the_table_that_is_given_out_is_read_back_without_a_change(head: Client, shop: Shop) -> None:
    make.promotion(shop, "Autumn")
    head.post("/office/products/new", FORM | {"promotion": "Autumn"})
    head.post("/office/products/new", FORM | {"sku": "-5", "name": "=1+1", "price": "", "accessories": "M-160"})
    given = head.get("/office/products/export.csv?shop=main")
    assert given["Content-Disposition"].startswith('attachment; filename="products-main-')
    table = b"".join(given.streaming_content)  # type: ignore[attr-defined]
    assert b"'=1+1" in table
    head.post("/office/products/import", upload(table))
    assert "There is nothing to change" in text(head.get("/office/products/import"))
