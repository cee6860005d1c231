"""Connections past Django: the same server, database and account."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def connection_parameters() -> dict[str, Any]:
    """Arguments of psycopg's connect for Django's database."""
    parameters: dict[str, Any] = connections[DEFAULT_DB_ALIAS].get_connection_params()
    for known_to_django in ("cursor_factory", "context"):
        parameters.pop(known_to_django, None)
    return parameters
