"""Proving the data and keeping the result."""

from __future__ import annotations

from datetime import datetime

from dozvon.audit.queries import audit
from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.platform.accounts.errors import NotPermitted
from dozvon.reports.models import AuditRun


def run_audit(actor: Actor, now: datetime) -> AuditRun:
    """Asks every invariant and keeps the answer. Call it outside a transaction. Raises NotPermitted."""
    if not actor.may(Permission.SEE_REPORTS):
        raise NotPermitted
    findings = list(audit())
    broken = [
        {"code": finding.code, "says": finding.says, "offenders": list(finding.offenders), "more": finding.more}
        for finding in findings
        if finding.offenders
    ]
    return AuditRun.objects.create(at=now, asked=len(findings), broken=broken, actor_label=actor.name[:120])
