"""`dozvon preset list` tells of outdated pipelines, and `dozvon preset update CODE` brings them up to date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon import presets
from dozvon.config.cli import _installation, main
from dozvon.core.actor import SYSTEM
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import newest_version, read_pipeline
from dozvon.presets import shipped
from dozvon.publishing.actions.publish import publish
from tests import factories as make
from tests.core.pipeline.test_meaning import former

pytestmark = pytest.mark.django_db
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the test is the installation's."""
    monkeypatch.setattr(_installation, "prepare", lambda *_: None)
    monkeypatch.setattr(_installation, "is_there", lambda: True)


def listed(code: str, capsys: Printed) -> str:
    """The line of that preset."""
    assert main(["preset", "list"]) == 0
    return next(line for line in capsys.readouterr().out.splitlines() if line.startswith(code))


def stored(document: object) -> PipelineVersion:
    """The shop preset's newest version, holding that document as an earlier program stored it."""
    version = make.shop().pipeline
    PipelineVersion.objects.filter(pk=version.pk).update(document=document)
    read_pipeline.cache_clear()
    return version


def test_every_shipped_document_is_known_again() -> None:
    for name in presets.names():
        assert shipped.was_shipped(presets.preset(name).model_dump(mode="json")), (
            f"add to presets/{shipped.LIST}: {name} {shipped.digest(presets.preset(name).model_dump(mode='json'))}"
        )


def test_an_earlier_document_of_ours_is_outdated_and_brought_up_to_date(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = former("shop")
    monkeypatch.setattr(shipped, "_shipped", lambda: frozenset({shipped.digest(earlier)}))
    version = stored(earlier)
    assert listed("shop", capsys).endswith("version 1, outdated: run `dozvon preset update shop`")
    assert main(["preset", "update", "shop", "--dry-run"]) == 0
    assert "statuses.confirmed.milestone: None → confirmed" in capsys.readouterr().out.splitlines()
    assert newest_version("shop") == version
    assert main(["preset", "update", "shop"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "shop version 2"
    assert listed("shop", capsys).endswith("version 2, up to date")
    assert main(["preset", "update", "shop"]) == 0
    assert capsys.readouterr().out == "shop version 2 is up to date\n"


def test_what_was_changed_by_hand_stays_and_the_differences_are_told(capsys: Printed) -> None:
    make.shop()
    document = presets.preset("shop").model_dump(mode="json")
    document["title"]["en"] = "Our shop"
    version = publish(SYSTEM, Pipeline.model_validate(document), datetime.now(UTC))
    assert "changed by hand" in listed("shop", capsys)
    assert main(["preset", "update", "shop"]) != 0
    told = capsys.readouterr()
    assert told.out == "title.en: Our shop → Shop\n"
    assert "version 2 was changed by hand and stays" in told.err
    assert newest_version("shop") == version


def test_only_what_is_installed_can_be_updated(capsys: Printed) -> None:
    for code, word in (("envy", "dozvon shop create"), ("mine", "there is no preset")):
        assert main(["preset", "update", code]) != 0
        assert word in capsys.readouterr().err
    assert listed("envy", capsys) == "envy\tDeals by buttons"
