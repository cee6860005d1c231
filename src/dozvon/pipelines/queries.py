"""Published versions: the document that rules are read from, kept in memory, and the versions the office shows."""

from __future__ import annotations

from functools import lru_cache

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines import access
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.models import PipelineVersion


@lru_cache(maxsize=256)
def read_pipeline(version_id: int) -> Pipeline:
    """The document of a published version; versions never change, so one read is enough."""
    return presets.stored(PipelineVersion.objects.values_list("document", flat=True).get(pk=version_id))


def newest_version(code: str) -> PipelineVersion | None:
    """The newest version of that code."""
    return PipelineVersion.objects.filter(code=code).order_by("-number").first()


def versions(actor: Actor, code: str) -> list[PipelineVersion]:
    """All versions, newest first, with their authors: one statement. Raises NotPermitted."""
    access.demand(actor)
    return list(PipelineVersion.objects.filter(code=code).select_related("author").order_by("-number"))


def version(actor: Actor, code: str, number: int) -> PipelineVersion:
    """One version. Raises NotPermitted and PipelineNotFound."""
    access.demand(actor)
    found = PipelineVersion.objects.filter(code=code, number=number).select_related("author").first()
    if found is None:
        raise PipelineNotFound
    return found
