"""Pipelines as they were published: numbered versions and their statuses."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class PipelineVersion(models.Model):
    """A pipeline document as it was published; never changed afterwards."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True)

    class Meta:
        db_table = "pipeline_versions"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="pipeline_versions_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class PipelineStatus(models.Model):
    """The statuses of a version with their kinds: the order table's foreign key points here.

    So the database itself refuses an order whose status is unknown or whose kind is not that status's kind.
    """

    version = models.ForeignKey(PipelineVersion, on_delete=models.CASCADE, related_name="status_rows")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=4)

    class Meta:
        db_table = "pipeline_statuses"
        constraints = [models.UniqueConstraint(fields=["version", "code", "kind"], name="pipeline_statuses_once")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.code}"
