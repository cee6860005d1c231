"""`dozvon shop set` changes only what is given, within bounds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from dozvon.config.cli import _installation, main
from dozvon.delivery.queries import own_ways
from dozvon.delivery.ways import flat_way
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda *given, **named: None)


def test_only_what_is_given_changes() -> None:
    shop = make.shop()
    assert main(["shop", "set", shop.code, "--response-minutes", "7"]) == 0
    changed = Shop.objects.get(pk=shop.pk)
    assert (changed.response_minutes, changed.claim_minutes, changed.week) == (7, shop.claim_minutes, shop.week)
    assert changed.revision > shop.revision


@pytest.mark.parametrize("minutes", ["0", "1441", "soon"])
def test_minutes_out_of_bounds_are_refused(minutes: str) -> None:
    shop = make.shop()
    assert main(["shop", "set", shop.code, "--response-minutes", minutes]) != 0
    assert Shop.objects.get(pk=shop.pk).response_minutes == shop.response_minutes


@pytest.mark.parametrize(("typed", "kept"), [("0", 0), ("60", 60), ("61", 10), ("-1", 10)])
def test_the_seconds_of_undo_are_set_within_a_minute(typed: str, kept: int) -> None:
    shop = make.shop()
    assert (main(["shop", "set", shop.code, f"--undo-seconds={typed}"]) == 0) == (str(kept) == typed)
    assert Shop.objects.get(pk=shop.pk).undo_seconds == kept


def test_ways_of_delivery_come_from_a_file_and_a_mistake_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop, file = make.shop(), tmp_path / "ways.toml"
    file.write_text('[[way]]\ncode = "van"\nkind = "courier"\ntitle = "Van"\n[[way.rate]]\ncost = "300.00"\n')
    assert main(["shop", "set", shop.code, "--delivery-ways", f"@{file}"]) == 0
    assert "delivery by van" in capsys.readouterr().out
    kept = own_ways(Shop.objects.get(pk=shop.pk))
    assert kept == (flat_way("van", "Van", "courier", Decimal("300.00")),)
    file.write_text('[[way]]\ncode = "van"\nkind = "balloon"\ntitle = "Van"\n')
    for given, told in ((f"@{file}", "way.0.kind"), (str(file), "after @"), ("@nowhere.toml", "cannot be read")):
        assert main(["shop", "set", shop.code, "--delivery-ways", given]) != 0
        assert told in capsys.readouterr().err
    assert own_ways(Shop.objects.get(pk=shop.pk)) == kept
