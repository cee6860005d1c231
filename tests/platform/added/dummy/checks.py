"""What the doctor asks about bells."""

from __future__ import annotations

from collections.abc import Iterator

from dozvon.platform.checks import Finding, grade


def bells() -> Iterator[Finding]:
    """Whether they hang."""
    yield grade(True, "bells", "hanging", "hang them")
