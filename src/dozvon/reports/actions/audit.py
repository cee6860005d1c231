"""Proving the data and keeping the result."""

from __future__ import annotations

from datetime import datetime

from dozvon.audit.queries import audit
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.reports.models import AuditRun
from dozvon.reports.permissions import SEE_REPORTS


def run_audit(actor: Actor, now: datetime) -> AuditRun:
    """Asks every invariant of all shops and keeps the answer. Call it outside a transaction.

    Raises NotPermitted; so for somebody of some shops only, because the answer names orders of all.
    """
    if not actor.may(SEE_REPORTS) or actor.shops is not None:
        raise NotPermitted
    findings = list(audit())
    broken = [
        {"code": finding.code, "says": finding.says, "offenders": list(finding.offenders), "more": finding.more}
        for finding in findings
        if finding.offenders
    ]
    return AuditRun.objects.create(at=now, asked=len(findings), broken=broken, actor_label=actor.name[:120])
