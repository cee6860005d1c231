"""Permissions over others' orders; those that rules of the core ask for are in `core.roles`."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

RELEASE_CLAIMS: Final = Permission("release_claims")
ASSIGN_RESPONSIBLE: Final = Permission("assign_responsible")
FORCE_MOVES: Final = Permission("force_moves")
