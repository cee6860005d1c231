"""The jobs of publishing."""

from __future__ import annotations

from dozvon.platform.jobs import task
from dozvon.publishing.actions.replay import replay_month


@task("pipelines.dry_run", attempts=2)
def dry_run(run_id: int) -> None:
    """Replays a month of calls by a draft. The name is older than this folder: jobs that wait know it."""
    replay_month(run_id)
