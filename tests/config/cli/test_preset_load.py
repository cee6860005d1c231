"""`dozvon preset load FILE --map OLD=NEW`: orders of a dropped status go where they are told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dozvon.config.cli import _installation, main
from dozvon.core.pipeline.load import dump
from tests import factories as make
from tests.publishing.test_publish import without

pytestmark = pytest.mark.django_db


def test_orders_of_a_dropped_status_go_where_they_are_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda *_: None)
    at = datetime.now(UTC) + timedelta(hours=2)
    order = make.act(make.actor(), make.order(make.shop()), "call_later", call="made", comment="x", call_back_at=at)
    file = tmp_path / "shop.toml"
    file.write_text(dump(without("in_progress")), encoding="utf-8")
    for wrong, told in (
        ([], "in_progress (1)"),
        (["--map", "in_progress"], "write OLD=NEW"),
        (["--map", "in_progress=nowhere"], "no status nowhere"),
    ):
        assert main(["preset", "load", str(file), *wrong]) != 0
        assert told in capsys.readouterr().err
    assert main(["preset", "load", str(file), "--map", "in_progress=no_answer"]) == 0
    order.refresh_from_db()
    assert (order.status, order.task_kind) == ("no_answer", "call")
