"""Adding a version of a pipeline, one publication of a code at a time."""

from __future__ import annotations

from django.db import connection

from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines.models import PipelineStatus, PipelineVersion
from dozvon.pipelines.queries import newest_version
from dozvon.pipelines.rules import stored_document


def lock_newest(code: str) -> PipelineVersion | None:
    """The newest version of that code; until the transaction ends nobody else adds one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"pipeline {code}"])
    return newest_version(code)


def add_version(pipeline: Pipeline, newest: PipelineVersion | None, author_id: int | None) -> PipelineVersion:
    """The document as the version after `newest`, which `lock_newest` gave in the same transaction."""
    version = PipelineVersion.objects.create(
        code=pipeline.code,
        number=newest.number + 1 if newest else 1,
        document=stored_document(pipeline),
        author_id=author_id,
    )
    PipelineStatus.objects.bulk_create(
        PipelineStatus(version=version, code=status.code, kind=status.kind) for status in pipeline.statuses
    )
    return version
