"""Permissions over clients."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

SEE_CLIENTS: Final = Permission("see_clients")
MERGE_CLIENTS: Final = Permission("merge_clients")
