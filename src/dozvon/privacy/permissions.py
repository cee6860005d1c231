"""Permissions over clients' personal data."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

MANAGE_PERSONAL_DATA: Final = Permission("manage_personal_data")
