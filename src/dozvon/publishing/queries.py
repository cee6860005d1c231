"""Pipelines as the office shows them: the newest version, the shops that work by it, drafts and dry runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines import access
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import read_pipeline
from dozvon.publishing.models import DryRun, PipelineDraft
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class PipelineOverview:
    """A pipeline: its newest version, which of the actor's shops work by it, how many others do, the actor's draft.

    `is_behind`: it came with the program, nobody changed it in the office, and the program comes with another today.
    """

    code: str
    newest: PipelineVersion | None
    shops: Sequence[Shop]
    others: int
    draft: PipelineDraft | None
    is_behind: bool

    @property
    def title(self) -> dict[str, str]:
        """The title in the three languages; of a draft alone whatever stands there."""
        document = self.newest.document if self.newest else self.draft.document if self.draft else {}
        title = document.get("title")
        return title if isinstance(title, dict) else {}


def pipeline_overviews(actor: Actor) -> list[PipelineOverview]:
    """Every pipeline, by code: four statements. Raises NotPermitted."""
    access.demand(actor)
    newest = {
        version.code: version
        for version in PipelineVersion.objects.select_related("author").order_by("code", "-number").distinct("code")
    }
    drafts = {draft.code: draft for draft in PipelineDraft.objects.filter(author_id=actor.user_id)}
    edited = set(PipelineVersion.objects.filter(author__isnull=False).values_list("code", flat=True))
    working: dict[str, list[Shop]] = {}
    for shop in Shop.objects.select_related("pipeline").order_by("name", "id"):
        working.setdefault(shop.pipeline.code, []).append(shop)
    return [
        _overview(actor, code, newest.get(code), working.get(code, []), drafts.get(code), code not in edited)
        for code in sorted(newest.keys() | drafts.keys())
    ]


def pipeline_overview(actor: Actor, code: str) -> PipelineOverview:
    """One pipeline. Raises NotPermitted and PipelineNotFound."""
    found = next((item for item in pipeline_overviews(actor) if item.code == code), None)
    if found is None:
        raise PipelineNotFound
    return found


def _overview(
    actor: Actor,
    code: str,
    newest: PipelineVersion | None,
    working: list[Shop],
    draft: PipelineDraft | None,
    is_untouched: bool,
) -> PipelineOverview:
    seen = [shop for shop in working if actor.sees_shop(shop.pk)]
    is_behind = newest is not None and is_untouched and _differs_from_preset(newest)
    return PipelineOverview(code, newest, seen, len(working) - len(seen), draft, is_behind)


def _differs_from_preset(version: PipelineVersion) -> bool:
    return version.code in presets.names() and read_pipeline(version.pk) != presets.preset(version.code)


def draft_of(actor: Actor, code: str) -> PipelineDraft | None:
    """The actor's own draft, in the format of today. Raises NotPermitted."""
    access.demand(actor)
    draft = PipelineDraft.objects.filter(code=code, author_id=actor.user_id).first()
    if draft is not None:
        draft.document = presets.current(draft.document)
    return draft


def dry_run_of(actor: Actor, run_id: int) -> DryRun:
    """A run of the actor's own. Raises NotPermitted and PipelineNotFound."""
    access.demand(actor)
    runs = DryRun.objects.select_related("shop", "version")
    found = runs.filter(pk=run_id, author_id=actor.user_id).first()
    if found is None:
        raise PipelineNotFound
    return found


_OPEN_BY_STATUS = """
SELECT o.status, count(*) FROM orders o
JOIN shops s ON s.id = o.shop_id JOIN pipeline_versions v ON v.id = s.pipeline_id
WHERE o.status_kind = 'open' AND v.code = %s AND NOT o.status = ANY(%s) GROUP BY 1 ORDER BY 1
"""


def stranded_by(pipeline: Pipeline) -> dict[str, int]:
    """Statuses of open orders that the document has not as open, with how many stand in each: one statement."""
    kept = [status.code for status in pipeline.statuses if status.kind == "open"]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_BY_STATUS, [pipeline.code, kept])
        return dict(cursor.fetchall())
