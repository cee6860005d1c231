"""Permissions over the catalogue."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

MANAGE_CATALOG: Final = Permission("manage_catalog")
