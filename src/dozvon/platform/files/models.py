"""Blobs, which are content once however often it was given, and the files that own them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Blob(models.Model):
    """Content on disk, named by `digest`. `sealed` names the key of what is encrypted; nothing is yet."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    sealed = models.CharField(max_length=40, null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "file_blobs"

    def __str__(self) -> str:
        return self.digest


class StoredFile(models.Model):
    """A capability's claim on a blob, under a name of ours; `owner_id` is a row of that capability.

    After `keep_until` the program removes it by itself.
    """

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    capability = models.CharField(max_length=40)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now())
    keep_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "files"
        indexes = [
            models.Index(fields=["capability", "owner_id"], name="files_by_owner"),
            models.Index(fields=["keep_until"], name="files_by_end", condition=models.Q(keep_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
