"""Permissions over reports."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

SEE_REPORTS: Final = Permission("see_reports")
