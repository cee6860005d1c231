"""The jobs of pipelines."""

from __future__ import annotations

from dozvon.pipelines import runs
from dozvon.platform.jobs import task


@task("pipelines.dry_run", attempts=2)
def dry_run(run_id: int) -> None:
    """Replays a month of calls by a draft."""
    runs.carry_out(run_id)
