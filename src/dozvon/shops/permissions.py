"""Permissions over shops."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

MANAGE_SHOPS: Final = Permission("manage_shops")
