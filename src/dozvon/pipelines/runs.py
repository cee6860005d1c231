"""Dry runs: a draft tried on a month of a shop's calls, in the background, without changing anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.comparison import Comparison
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.load import from_content
from dozvon.core.pipeline.mistake import BadPreset
from dozvon.core.pipeline.replay import Terms
from dozvon.pipelines import access, queries
from dozvon.pipelines.errors import NotSound, PipelineNotFound
from dozvon.pipelines.histories import AT_ONCE, called, chances, histories
from dozvon.pipelines.models import DryRun
from dozvon.platform.jobs import enqueue
from dozvon.shops.models import Shop
from dozvon.shops.queries import hours_of
from dozvon.shops.queries import pipeline as published

MONTH: Final = timedelta(days=30)


def start(actor: Actor, code: str, shop_code: str, now: datetime) -> DryRun:
    """A dry run of the actor's draft on that shop's last month, carried out by a job.

    It is compared with what the shop works by now. Raises NotPermitted, PipelineNotFound (no draft, no such shop) and
    NotSound.
    """
    from dozvon.pipelines.tasks import dry_run

    draft = queries.draft_of(actor, code)
    shop = Shop.objects.filter(code=shop_code).first() if "\x00" not in shop_code else None
    if draft is None or shop is None or not actor.sees_shop(shop.pk):
        raise PipelineNotFound
    try:
        found = mistakes(from_content(draft.document, code))
    except BadPreset as bad:
        raise NotSound(bad.problems) from bad
    if found:
        raise NotSound(found)
    with transaction.atomic():
        run = DryRun.objects.create(
            code=code,
            author_id=draft.author_id,
            shop=shop,
            version_id=shop.pipeline_id,
            document=draft.document,
            since=now - MONTH,
            until=now,
        )
        enqueue(dry_run, run_id=run.pk)
    return run


def run_of(actor: Actor, run_id: int) -> DryRun:
    """A run of the actor's own. Raises NotPermitted and PipelineNotFound."""
    access.demand(actor)
    runs = DryRun.objects.select_related("shop", "version")
    found = runs.filter(pk=run_id, author_id=actor.user_id).first()
    if found is None:
        raise PipelineNotFound
    return found


def carry_out(run_id: int) -> None:
    """Replays the month, a thousand orders at a time, and keeps what came of it. Safe to repeat."""
    run = DryRun.objects.select_related("shop").filter(pk=run_id).first()
    if run is None or run.result is not None:
        return
    old, new = published(run.version_id), Pipeline.model_validate(run.document)
    terms = Terms(old, new, hours_of(run.shop), run.until)
    restarts = [action.code for action in old.actions if action.restart]
    ids = called(run.shop_id, run.since, run.until)
    likely = chances(run.shop_id, run.since, run.until)
    found = Comparison()
    _tell(run, 0, len(ids))
    for place in range(0, len(ids), AT_ONCE):
        for history in histories(ids[place : place + AT_ONCE], restarts, run.until):
            found.add(terms, history, likely)
        _tell(run, min(place + AT_ONCE, len(ids)), len(ids))
    run.result = found.written()
    run.save(update_fields=["result"])


def _tell(run: DryRun, done: int, total: int) -> None:
    run.done, run.total = done, total
    run.save(update_fields=["done", "total"])
