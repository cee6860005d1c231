"""Pipelines as the office shows them: versions with authors, dates and the shops that work by them; drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.pipelines import access
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.models import PipelineDraft
from dozvon.shops.models import PipelineVersion, Shop
from dozvon.shops.queries import pipeline as published


@dataclass(frozen=True, slots=True)
class Listed:
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


def listed(actor: Actor) -> list[Listed]:
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
        _listed(actor, code, newest.get(code), working.get(code, []), drafts.get(code), code not in edited)
        for code in sorted(newest.keys() | drafts.keys())
    ]


def one(actor: Actor, code: str) -> Listed:
    """One pipeline. Raises NotPermitted and PipelineNotFound."""
    found = next((item for item in listed(actor) if item.code == code), None)
    if found is None:
        raise PipelineNotFound
    return found


def _listed(
    actor: Actor,
    code: str,
    newest: PipelineVersion | None,
    working: list[Shop],
    draft: PipelineDraft | None,
    is_untouched: bool,
) -> Listed:
    seen = [shop for shop in working if actor.sees_shop(shop.pk)]
    is_behind = newest is not None and is_untouched and _differs_from_preset(newest)
    return Listed(code, newest, seen, len(working) - len(seen), draft, is_behind)


def _differs_from_preset(version: PipelineVersion) -> bool:
    return version.code in presets.names() and published(version.pk) != presets.preset(version.code)


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


def newest(code: str) -> PipelineVersion | None:
    """The newest version of that code."""
    return PipelineVersion.objects.filter(code=code).order_by("-number").first()


def draft_of(actor: Actor, code: str) -> PipelineDraft | None:
    """The actor's own draft. Raises NotPermitted."""
    access.demand(actor)
    return PipelineDraft.objects.filter(code=code, author_id=actor.user_id).first()
