"""`dozvon export` and `dozvon import`: files, reports, exit codes, and the sum that comes out even."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dozvon.catalog.models import Product
from dozvon.config import cli
from dozvon.config.cli import _installation
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on the test's own database instead of an installation."""
    monkeypatch.setattr(_installation, "prepare", lambda: None)
    monkeypatch.setattr(_installation, "leave", lambda: None)
    make.shop()


def orders_file(folder: Path) -> Path:
    file = folder / "orders.csv"
    file.write_text("Номер;Телефон;Цена;Артикул\n1;89164883107;5;x\n2;89164883108;=1+1;x\n", "utf-8")
    return file


def test_an_import_reports_every_row_and_says_by_its_exit_code_that_one_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.csv"
    assert cli.main(["import", "orders", str(orders_file(tmp_path)), "--shop", "main", "--report", str(report)]) == 1
    assert "rows read 2 = created 1 + line 0 + merged 0 + duplicate 0 + error 1" in capsys.readouterr().out
    with report.open(encoding="utf-8-sig", newline="") as table:
        first, second = csv.DictReader(table, delimiter=";")
    assert (first["row"], first["outcome"], first["id"]) == ("2", "created", str(Order.objects.get().pk))
    assert (second["row"], second["outcome"], second["column"]) == ("3", "error", "Цена")
    assert second["message"]


def test_a_dry_run_writes_nothing_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = orders_file(tmp_path)
    cli.main(["import", "orders", "--shop", "main", str(file), "--dry-run", "--map", "Цена="])
    shown = capsys.readouterr()
    assert shown.out.startswith("dry run, nothing written: rows read 2 = created 2 ")
    assert "columns not used: Цена" in shown.err
    assert not Order.objects.exists()


@pytest.mark.parametrize("place", ["before", "behind"])
def test_an_export_is_saved_whole_for_its_owner_only(tmp_path: Path, place: str) -> None:
    make.order(Shop.objects.get())
    file = tmp_path / "out.csv"
    words = [str(file), "--format", "csv"] if place == "before" else ["--format", "csv", str(file)]
    assert cli.main(["export", "orders", *words]) == 0
    assert file.read_text("utf-8").count("\n") == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["export", "orders", "--format", "csv", "/nowhere/out.csv"], "cannot be written"),
        (["export", "orders", "--format", "csv", "--shop", "none"], "no shop “none”"),
        (["import", "orders", "/nowhere.csv", "--shop", "main"], "check the path"),
        (["import", "orders", "/dev/null", "--shop", "main"], "The file is empty"),
        (["import", "orders", "/dev/null", "--shop", "main", "--map", "x"], "not a pair"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1


def test_products_come_in_go_out_and_come_in_again_unchanged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "prices.csv", tmp_path / "out.csv"
    file.write_text("Артикул;Название;Цена\nA-1;Чашка;1 299,00 ₽\nA-2;Чайник;\nA-3;;5\n", "utf-8")
    assert cli.main(["product", "import", str(file), "--dry-run"]) == 1
    assert "nothing written: rows read 3 = created 2 + changed 0 + duplicate 0 + error 1" in capsys.readouterr().out
    assert not Product.objects.exists()
    assert cli.main(["product", "import", str(file), "--shop", "main"]) == 1
    assert cli.main(["product", "export", str(out)]) == 0
    assert cli.main(["product", "import", str(out)]) == 0
    assert "rows read 2 = created 0 + changed 0 + duplicate 2 + error 0" in capsys.readouterr().out


def test_a_price_list_needs_its_shop_named_where_there_are_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.shop("other")
    file = tmp_path / "prices.csv"
    file.write_text("Магазин;Артикул;Название\nother;A-1;Чашка\n", "utf-8")
    assert cli.main(["product", "import", str(file)]) == 2
    assert "--shop: say which: main, other" in capsys.readouterr().err
    assert cli.main(["product", "import", str(file), "--shop", "main"]) == 1
    assert "«other»" in capsys.readouterr().err
    assert cli.main(["product", "import", str(file), "--shop", "other"]) == 0
