"""The runs of the audit, so that the head sees when the data was last proved."""

from __future__ import annotations

from django.db import models


class AuditRun(models.Model):
    """One run: how many invariants were asked, and those that were broken as [{code, says, offenders}]."""

    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField()
    broken = models.JSONField(default=list)
    actor_label = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "audit_runs"

    def __str__(self) -> str:
        return f"audit {self.at:%Y-%m-%d %H:%M}"
