"""The dummy's job."""

from __future__ import annotations

from pathlib import Path

from dozvon.platform.jobs import task


@task("dummy.ring")
def ring(*, tower: str) -> None:
    """Leaves a mark that it ran."""
    Path(tower).write_text("rung", encoding="utf-8")
