"""Dry runs: begun from the draft, carried out by the job, read by their author alone; the unchanged changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import User
from dozvon.publishing.actions.drafts import begin_draft
from dozvon.publishing.actions.dry_runs import start_dry_run
from dozvon.publishing.actions.replay import replay_month
from dozvon.publishing.errors import NotSound
from dozvon.publishing.models import DryRun, PipelineDraft
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of
from tests.web.pipelines.forms import Form

NOW = datetime.now(UTC)


@pytest.fixture
def called(shop: Shop) -> None:
    """Two orders of three days ago: one reached by the fourth call, one never."""
    anna, began = make.actor("Anna"), NOW - timedelta(days=3)
    for reached in (True, False):
        order = make.order(shop, began)
        for minutes in (1, 4, 7):
            make.no_answer(anna, order, now=began + timedelta(minutes=minutes))
        if reached:
            make.act(anna, order, "confirm", began + timedelta(minutes=12), call="made")


def begun(marina: User) -> DryRun:
    """A dry run of the draft as it is now, carried out."""
    run = start_dry_run(access.actor_of(marina), "shop", "main", NOW)
    replay_month(run.pk)
    run.refresh_from_db()
    return run


def change(head: Client, step: int, minutes: str) -> None:
    page = "/office/pipelines/shop/draft/ladders"
    head.post("/office/pipelines/shop/draft")
    typed = Form(head.get(page).content.decode()).sent
    typed["ladders.0.steps.count"][step] = minutes
    head.post(page, typed)


def test_the_unchanged_draft_gives_what_was(head: Client, marina: User, called: None) -> None:
    head.post("/office/pipelines/shop/draft")
    result = begun(marina).result
    assert result is not None
    assert result["before"] == result["after"]
    assert (result["orders"], result["before"]["calls"], result["before"]["reached"]) == (2, 7, 1)
    assert (result["later"], result["never"], result["unknown"]) == (0, 0, 0)


def test_a_longer_step_reaches_later_and_the_page_says_so(head: Client, marina: User, called: None) -> None:
    change(head, 2, "300")
    run = begun(marina)
    assert run.result is not None
    assert (run.result["later"], run.result["after"]["reached"], run.done, run.total) == (1, 1, 2, 2)
    page = head.get(f"/office/pipeline-runs/{run.pk}/").content.decode()
    for words in ("Reached later", "Anna", "Quick redial", "What is assumed", "step 3"):
        assert words in page, words
    replay_month(run.pk)
    assert DryRun.objects.get(pk=run.pk).result == run.result


def test_a_run_is_followed_until_it_is_done(head: Client, marina: User, called: None) -> None:
    change(head, 0, "20")
    address = head.post("/office/pipelines/shop/try", {"shop": "main"})["Location"]
    assert 'hx-trigger="every 1s"' in head.get(address).content.decode()
    replay_month(DryRun.objects.get().pk)
    fragment = head.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("every 1s" in fragment, "<html" in fragment, "dz-run" in fragment) == (False, False, True)


def test_a_shop_without_calls_has_a_page_too(head: Client, marina: User) -> None:
    change(head, 0, "20")
    assert "Nobody was called in these days" in head.get(f"/office/pipeline-runs/{begun(marina).pk}/").content.decode()


def test_a_run_is_its_authors_and_of_shops_they_see(head: Client, marina: User, called: None) -> None:
    change(head, 0, "20")
    run = begun(marina)
    other = make.shop("other")
    lena = make.user("Lena", "head", password=PASSWORD, language="en", shop_ids=[other.pk])
    begin_draft(access.actor_of(lena), "shop", NOW)
    stranger = browser_of("Lena")
    assert stranger.get(f"/office/pipeline-runs/{run.pk}/").status_code == 404
    assert stranger.post("/office/pipelines/shop/try", {"shop": "main"}).status_code == 404
    assert head.post("/office/pipelines/shop/try", {"shop": "no\x00thing"}).status_code == 404


def test_a_draft_with_mistakes_is_not_tried(head: Client, marina: User) -> None:
    change(head, 0, "soon")
    with pytest.raises(NotSound):
        begun(marina)
    assert head.post("/office/pipelines/shop/try", {"shop": "main"})["Location"] == "/office/pipelines/shop/publish"
    PipelineDraft.objects.all().delete()
    assert head.post("/office/pipelines/shop/try", {"shop": "main"}).status_code == 404
