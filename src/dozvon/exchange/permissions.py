"""Permissions over tables in and out."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

EXPORT_TABLES: Final = Permission("export")
IMPORT_TABLES: Final = Permission("import")
