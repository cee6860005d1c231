"""The audit's runs are kept: what was asked, what was broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from dozvon.audit.queries import invariants
from dozvon.core.errors import NotPermitted
from dozvon.reports.actions.audit import run_audit
from dozvon.reports.models import AuditRun
from tests import factories as make

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_run_keeps_what_is_broken_with_its_offenders() -> None:
    head = make.actor("Head", "head")
    order = make.order(make.shop())
    assert run_audit(head, NOW).broken == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET attempts_total = 3 WHERE id = %s", [order.pk])
    run = run_audit(head, NOW)
    assert [one["code"] for one in run.broken] == ["attempts_of_events"]
    assert run.broken[0]["offenders"] == [f"order {order.number}"]
    assert (run.asked, run.actor_label) == (len(invariants()) + 1, "Head")


@pytest.mark.django_db
def test_an_operator_runs_no_audit() -> None:
    with pytest.raises(NotPermitted):
        run_audit(make.actor(), NOW)
    with pytest.raises(NotPermitted):
        run_audit(make.actor(role="head", shop_ids=[make.shop("other").pk]), NOW)
    assert not AuditRun.objects.exists()
