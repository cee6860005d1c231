"""The audit of every night."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from dozvon.core.actor import SYSTEM
from dozvon.platform.jobs import periodic
from dozvon.reports import actions

log = logging.getLogger(__name__)


@periodic("reports.audit", cron="17 1 * * *")
def audit_nightly(due: datetime) -> None:
    """Proves the data once a night, when few are at work (01:17 UTC)."""
    run = actions.run_audit(SYSTEM, timezone.now())
    if run.broken:
        log.error("the audit found broken invariants", extra={"broken": [one["code"] for one in run.broken]})
