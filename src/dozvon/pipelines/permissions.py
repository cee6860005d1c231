"""Permissions over pipelines."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

MANAGE_PIPELINES: Final = Permission("manage_pipelines")
