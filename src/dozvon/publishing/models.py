"""Drafts and dry runs of pipelines. Published versions are in `pipelines`."""

from __future__ import annotations

from django.db import models


class PipelineDraft(models.Model):
    """What an author has changed and not published yet; `document` may hold mistakes.

    `shape` grows when a part is added, removed or moved: a form of an older shape would name other parts.
    `base` is the number of the version it began from, 0 for a pipeline of its own. Where the last change took a part
    out, `before` is the document with it and `removed` its name.
    """

    code = models.CharField(max_length=40)
    author = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
    base = models.PositiveIntegerField(default=0)
    document = models.JSONField()
    shape = models.PositiveIntegerField(default=1)
    before = models.JSONField(null=True)
    removed = models.CharField(max_length=200, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "pipeline_drafts"
        constraints = [models.UniqueConstraint(fields=["code", "author"], name="pipeline_drafts_once")]

    def __str__(self) -> str:
        return f"draft of {self.code}"


class DryRun(models.Model):
    """A draft tried on the last month of a shop. `done` of `total` orders are replayed; then `result` is there.

    `document` is the draft as it was then, `version` what it is compared with; `result` as `Comparison.written`.
    """

    code = models.CharField(max_length=40)
    author = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    version = models.ForeignKey("pipelines.PipelineVersion", on_delete=models.CASCADE)
    document = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        db_table = "pipeline_dry_runs"

    def __str__(self) -> str:
        return f"dry run of {self.code}"
