"""The office in Chromium: both widths, both themes, what a screen reader meets, and the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.actions.define import change_field, define_field
from dozvon.core.actor import SYSTEM
from dozvon.platform.accounts import actions as accounts
from tests import factories as make
from tests.web.browsing import BOTH, VIOLATIONS, barriers, let_go, signed_in  # noqa: F401  (a fixture)
from tests.web.office.conftest import PASSWORD
from tests.web.test_in_browser import site  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages() -> list[str]:
    """Every page of the office, with something on it."""
    shop = make.shop()
    make.user("Admin", "admin", password=PASSWORD, language="ru")
    olga = make.user("Olga", email="olga@example.org", shop_ids=[shop.pk], knows=["kettle"], password=PASSWORD)
    accounts.create_token(olga, ["desk"], "Site")
    accounts.sign_in("Olga", PASSWORD, "127.0.0.1", "", datetime.now(UTC))
    promotion = make.promotion(shop, "Осень", min_quantity=2, condition="только с матрасом")
    offer([Product(shop=shop, sku="kettle", name="Чайник", price=1990, promotion=promotion, accessories=["cup"])])
    product = Product.objects.get()
    define_field(SYSTEM, "source", {"ru": "Откуда узнали"}, "choice", ["Сайт", "Друзья"])
    define_field(SYSTEM, "size", {"ru": "Размер"}, "text")
    change_field(SYSTEM, "size", retired=True)
    catalog = ["products/", f"products/{product.pk}/", "products/new", "products/import"]
    catalog += ["promotions/", f"promotions/{promotion.pk}/", "promotions/new"]
    office = ["people/", "people/new", f"people/{olga.pk}/", "roles/", "sign-ins/", "sessions/", "tokens/", "shops/"]
    return [
        *(f"/office/{page}" for page in [*catalog, *office]),
        f"/office/shops/{shop.pk}/",
        "/office/fields/",
        "/office/fields/source/",
        "/account/",
    ]


@pytest.fixture
def opened(chromium: Browser, site: str, pages: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: F811
    """A browser in which the administrator is signed in; `param` is width and theme."""
    with signed_in(chromium, site, "Admin", request) as page:
        yield page


@BOTH
def test_every_page_is_accessible_and_fits(opened: Page, pages: list[str]) -> None:
    assert barriers(opened, pages) == {}


def test_a_person_is_hired_and_let_in_without_the_mouse(opened: Page) -> None:
    opened.goto("/office/people/new")
    expect(opened.locator("#field-name")).to_be_focused()
    opened.keyboard.type("Anna")
    opened.keyboard.press("Enter")
    link = opened.locator("#invitation").inner_text()
    opened.context.clear_cookies()
    opened.goto(link)
    expect(opened.locator("#field-password")).to_be_focused()
    for _ in range(2):
        opened.keyboard.type("three plain words")
        opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/")
    opened.goto("/account/")
    expect(opened.locator("h1")).to_have_text("Anna")


def test_shops_are_offered_only_where_not_all_are_meant(opened: Page) -> None:
    opened.goto("/office/people/new")
    expect(opened.locator(".dz-choice-some").first).to_be_hidden()
    opened.locator("#field-all_shops").uncheck()
    expect(opened.locator(".dz-choice-some").first).to_be_visible()


def test_a_product_is_found_added_and_priced_from_a_file_without_the_mouse(opened: Page, tmp_path: Path) -> None:
    opened.goto("/office/products/")
    opened.keyboard.press("Alt+KeyT")
    expect(opened.locator("#product-search")).to_be_focused()
    opened.keyboard.type("чай")
    expect(opened.locator("#products-found tbody tr")).to_have_count(1)
    expect(opened.locator("#product-search")).to_be_focused()
    opened.keyboard.type("ка")
    expect(opened.locator("#products-found tbody tr")).to_have_count(0)
    opened.goto("/office/products/new")
    expect(opened.locator("#field-name")).to_be_focused()
    opened.keyboard.type("Чашка")
    opened.keyboard.press("Enter")
    expect(opened.locator("#field-sku-error")).to_be_visible()
    opened.locator("#field-sku").focus()
    opened.keyboard.type("cup")
    opened.keyboard.press("Enter")
    expect(opened.locator("h1")).to_have_text("Чашка")
    prices = tmp_path / "prices.csv"
    prices.write_text("Артикул;Цена\ncup;1 299,00 ₽\nnone;5\n", "utf-8")
    opened.goto("/office/products/import")
    opened.locator("#field-file").set_input_files(prices)
    opened.locator("#field-file").focus()
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    expect(opened.locator("tbody tr")).to_have_count(2)
    assert [fault["id"] for fault in Axe().run(opened, options=VIOLATIONS).response["violations"]] == []
    apply = opened.locator("form[action$='/apply'] button")
    expect(apply).to_be_focused()
    opened.keyboard.press("Enter")
    expect(opened.locator("#done")).to_be_visible()
    assert Product.objects.get(sku="cup").price == 1299
