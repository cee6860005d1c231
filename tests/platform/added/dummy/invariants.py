"""What must be true of bells."""

from __future__ import annotations

from dozvon.platform.checks import Invariant

INVARIANTS = (Invariant("bell_cracked", "a bell is cracked", "SELECT 'bell ' || 7"),)
