"""Permissions over what came from outside."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

SEE_INTAKES: Final = Permission("see_intakes")
