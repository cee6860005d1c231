"""Dry runs: a draft tried on a month of a shop's calls, in the background, without changing anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.mistake import BadPreset
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.platform.jobs import enqueue
from dozvon.publishing import queries
from dozvon.publishing.errors import NotSound
from dozvon.publishing.models import DryRun
from dozvon.publishing.tasks import dry_run
from dozvon.shops.models import Shop

MONTH: Final = timedelta(days=30)


def start_dry_run(actor: Actor, code: str, shop_code: str, now: datetime) -> DryRun:
    """A dry run of the actor's draft on that shop's last month, carried out by a job.

    It is compared with what the shop works by now. Raises NotPermitted, PipelineNotFound (no draft, no such shop) and
    NotSound.
    """
    draft = queries.draft_of(actor, code)
    shop = Shop.objects.filter(code=shop_code).first() if "\x00" not in shop_code else None
    if draft is None or shop is None or not actor.sees_shop(shop.pk):
        raise PipelineNotFound
    try:
        found = mistakes(presets.from_content(draft.document, code))
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
