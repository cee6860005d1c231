"""Permissions over people and their accounts."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

LEAD_PEOPLE: Final = Permission("lead_people")
MANAGE_USERS: Final = Permission("manage_users")
