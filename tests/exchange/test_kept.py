"""Imported tables: kept with their result, given to those who may have them, gone in time or with their client."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from dozvon.core.actor import SYSTEM, Actor
from dozvon.exchange.actions import keeping
from dozvon.exchange.actions.import_clients import import_clients
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.models import ImportedTable
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from dozvon.platform.files import actions as files
from dozvon.platform.files import store
from dozvon.platform.files.models import StoredFile
from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
CLIENTS = "name,phone\nAnna,8 (916) 444-00-11\nBoris,12\n"
PRICES = b"sku,name\nA,Cream\n"


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def bring_clients(by: Actor, shop: Shop, content: bytes = CLIENTS.encode(), *, dry_run: bool = False) -> None:
    list(import_clients(by, shop.code, io.BytesIO(content), {}, NOW, dry_run=dry_run).outcomes)


def bring_prices(by: Actor, shop: Shop) -> None:
    list(import_products(by, shop.code, io.BytesIO(PRICES), {}).outcomes)


def test_a_table_is_kept_as_it_came_with_who_when_and_what_came_of_it(shop: Shop) -> None:
    admin = make.actor("Admin", role="admin")
    bring_clients(admin, shop, dry_run=True)
    bring_clients(SYSTEM, shop)
    assert not ImportedTable.objects.exists()
    bring_clients(admin, shop)
    table, file = ImportedTable.objects.get(), StoredFile.objects.get()
    assert (table.kind, table.shop, table.actor_label, table.at) == ("clients", shop, "Admin", NOW)
    assert (table.rows, table.refused) == (2, 1)
    assert (file.name, file.keep_until) == ("clients-main-2026-11-30.csv", NOW + keeping.KEPT)
    assert store.path_of(file.blob.digest).read_text() == CLIENTS


def test_an_import_goes_on_where_no_file_fits_and_one_that_broke_off_shows_no_counts(
    shop: Shop, settings: Settings
) -> None:
    settings.FILES_QUOTA = 1
    admin = make.actor(role="admin")
    bring_clients(admin, shop)
    assert (ImportedTable.objects.get().rows, StoredFile.objects.count()) == (2, 0)
    next(import_clients(admin, shop.code, io.BytesIO(CLIENTS.encode()), {}, NOW).outcomes)
    assert list(ImportedTable.objects.order_by("pk").values_list("rows", flat=True)) == [2, None]


def test_by_the_page_and_by_api_a_table_is_kept_too(shop: Shop) -> None:
    make.user("Head", "head", password=PASSWORD)
    browser = browser_of("Head")
    sent = io.BytesIO(PRICES)
    sent.name = "Anna +79164440011.csv"
    browser.post("/office/products/import", {"shop": shop.code, "file": sent})
    waiting = browser.get("/office/products/import").content.decode()
    assert not ImportedTable.objects.exists()
    sent_at = waiting.split('name="sent_at"')[1].split('value="')[1].split('"')[0]
    browser.post("/office/products/import/apply", {"sent_at": sent_at})
    make.Api(make.user(role="admin"), "admin").ok("POST", f"/imports/clients?shop={shop.code}", CLIENTS.encode())
    assert sorted(ImportedTable.objects.values_list("kind", "rows")) == [("clients", 2), ("products", 1)]
    assert not StoredFile.objects.filter(name__contains="Anna").exists()


def test_the_page_lists_and_gives_each_table_to_those_who_may_have_it(shop: Shop) -> None:
    other = make.shop("other")
    make.user("Admin", "admin", password=PASSWORD)
    make.user("Head", "head", password=PASSWORD, shop_ids=[shop.pk])
    make.user("Elsewhere", "head", password=PASSWORD, shop_ids=[other.pk])
    make.user("Operator", password=PASSWORD)
    admin = make.actor(role="admin")
    bring_clients(admin, shop)
    bring_prices(admin, shop)
    clients, prices = (ImportedTable.objects.get(kind=kind).pk for kind in ("clients", "products"))
    given = {
        name: [browser_of(name).get(f"/office/imports/{pk}/file").status_code for pk in (clients, prices)]
        for name in ("Admin", "Head", "Elsewhere", "Operator")
    }
    assert given == {"Admin": [200, 200], "Head": [404, 200], "Elsewhere": [404, 404], "Operator": [403, 403]}
    page = browser_of("Head").get("/office/imports/").content.decode()
    assert f"/office/imports/{prices}/file" in page
    assert f"/office/imports/{clients}/file" not in page
    answer = browser_of("Admin").get(f"/office/imports/{clients}/file")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"] == 'attachment; filename="clients-main-2026-11-30.csv"'
    assert set(Access.objects.filter(what="import.file").values_list("actor_label", flat=True)) == {"Admin", "Head"}


def test_a_table_goes_after_a_month_and_the_import_stays_listed(shop: Shop) -> None:
    admin, user = make.actor(role="admin"), make.user("Admin", "admin", password=PASSWORD)
    bring_clients(admin, shop)
    assert files.drop_expired(NOW + keeping.KEPT) == 0
    assert files.drop_expired(NOW + keeping.KEPT + timedelta(seconds=1)) == 1
    browser = browser_of(user.name)
    assert browser.get(f"/office/imports/{ImportedTable.objects.get().pk}/file").status_code == 404
    assert admin.name in browser.get("/office/imports/").content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dossier_names_the_tables_that_hold_a_client_and_an_erasure_takes_them(shop: Shop, encoding: str) -> None:
    admin = make.actor(role="admin")
    bring_clients(admin, shop, CLIENTS.encode(encoding))
    bring_clients(admin, shop, b"name,phone\nVera,+79165550022\n")
    order = make.order(shop, NOW, client={"name": "Anna", "phone": "+79164440011"})
    make.act(make.actor(), order, "refuse", NOW, call="made", problem="expensive", comment="no")
    mine, foreign = ImportedTable.objects.order_by("pk")
    client_id = Order.objects.get().client_id
    named = dossier(SYSTEM, client_id, NOW)["imported_tables"]
    assert [one["id"] for one in named] == [mine.pk]
    assert erase(SYSTEM, client_id, "at their request", client_id, NOW).emptied["imported_tables"] == 1
    assert list(StoredFile.objects.values_list("owner_id", flat=True)) == [foreign.pk]
    assert dossier(SYSTEM, client_id, NOW)["imported_tables"] == []
