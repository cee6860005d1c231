"""The session's database itself."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_lower_knows_cyrillic() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ЖЁЇҐ'), 'ж' ~* 'Ж'")
        assert cursor.fetchone() == ("жёїґ", True)
