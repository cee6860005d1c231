"""Permissions over connections to the outside."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

MANAGE_CONNECTIONS: Final = Permission("manage_connections")
