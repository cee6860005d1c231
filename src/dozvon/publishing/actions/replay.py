"""Replaying a month of a shop's calls by a draft, for a dry run."""

from __future__ import annotations

from dozvon import presets
from dozvon.core.pipeline.comparison import Comparison
from dozvon.core.pipeline.replay import ReplayTerms
from dozvon.pipelines.queries import read_pipeline
from dozvon.publishing.histories import AT_ONCE, called, chances, histories
from dozvon.publishing.models import DryRun
from dozvon.shops.queries import hours_of


def replay_month(run_id: int) -> None:
    """Replays the month, a thousand orders at a time, and keeps what came of it. Safe to repeat."""
    run = DryRun.objects.select_related("shop").filter(pk=run_id).first()
    if run is None or run.result is not None:
        return
    old, new = read_pipeline(run.version_id), presets.stored(run.document)
    terms = ReplayTerms(old, new, hours_of(run.shop), run.until)
    restarts = [action.code for action in old.actions if action.restart]
    ids = called(run.shop_id, run.since, run.until)
    likely = chances(run.shop_id, run.since, run.until)
    found = Comparison()
    _save_progress(run, 0, len(ids))
    for place in range(0, len(ids), AT_ONCE):
        for history in histories(ids[place : place + AT_ONCE], restarts, run.until):
            found.add(terms, history, likely)
        _save_progress(run, min(place + AT_ONCE, len(ids)), len(ids))
    run.result = found.written()
    run.save(update_fields=["result"])


def _save_progress(run: DryRun, done: int, total: int) -> None:
    run.done, run.total = done, total
    run.save(update_fields=["done", "total"])
