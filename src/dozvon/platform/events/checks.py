"""What `dozvon doctor` asks about the history."""

from __future__ import annotations

from collections.abc import Iterator

from dozvon.platform.checks import Finding, grade
from dozvon.platform.events import kept_fields


def erased_fields() -> Iterator[Finding]:
    """Whether an erasure leaves of events what this program declares."""
    cure = "what an erasure leaves of events is not what this program declares; run `dozvon migrate`"
    yield grade(kept_fields.kept_fields_match(), "erasure", "leaves what is declared", cure)
