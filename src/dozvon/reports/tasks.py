"""The audit of every night, and the outcomes of orders kept up minute by minute."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from dozvon.core.actor import SYSTEM
from dozvon.platform.jobs import periodic
from dozvon.reports.actions import audit, outcomes

log = logging.getLogger(__name__)


@periodic("reports.audit", cron="17 1 * * *")
def audit_nightly(due: datetime) -> None:
    """Proves the data once a night, when few are at work (01:17 UTC)."""
    run = audit.run_audit(SYSTEM, timezone.now())
    if run.broken:
        log.error("the audit found broken invariants", extra={"broken": [one["code"] for one in run.broken]})


@periodic("reports.outcomes", cron="* * * * *")
def keep_up_outcomes(due: datetime) -> None:
    """Works out what came of the orders that changed, so that a report finds little left to do."""
    outcomes.keep_up()
