"""The tables are what the models say, and an empty database comes up to date by the migrations alone."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from dozvon.audit.queries import constraints


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    assert call_command("makemigrations", check=True, dry_run=True, verbosity=0) is None


@pytest.mark.django_db
def test_the_constraints_that_guard_the_data_are_there_and_valid() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE convalidated")
        there = {row[0] for row in cursor.fetchall()}
    assert set(constraints()) <= there
