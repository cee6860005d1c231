"""What must be true of what came from outside."""

from __future__ import annotations

from typing import Final

from dozvon.platform.checks import Invariant

INVARIANTS: Final = (
    Invariant(
        "intake_unread",
        "a raw intake was kept more than ten minutes ago and never read",
        "SELECT 'intake ' || id FROM inbox WHERE state = 'received' AND received_at < now() - interval '10 minutes'",
    ),
)
