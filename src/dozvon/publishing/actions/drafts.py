"""Keeping drafts of pipelines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.pipelines import access
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.queries import newest_version
from dozvon.publishing import queries
from dozvon.publishing.errors import DraftMoved
from dozvon.publishing.models import PipelineDraft


def begin_draft(actor: Actor, code: str, now: datetime) -> PipelineDraft:
    """The actor's draft of a pipeline: the one there is, or a copy of the newest version.

    Raises NotPermitted and PipelineNotFound.
    """
    kept = queries.draft_of(actor, code)
    if kept is not None:
        return kept
    newest = newest_version(code)
    if newest is None:
        raise PipelineNotFound
    return _keep(actor, code, newest.number, newest.document, now)


def draft_from(actor: Actor, document: Mapping[str, Any], now: datetime) -> PipelineDraft:
    """The document (with its code) as the actor's draft, in place of the one there was. Raises NotPermitted."""
    access.demand(actor)
    code = str(document["code"])
    newest = newest_version(code)
    return _keep(actor, code, newest.number if newest else 0, document, now)


def _keep(actor: Actor, code: str, base: int, content: Mapping[str, Any], now: datetime) -> PipelineDraft:
    document = presets.current(dict(content))
    with transaction.atomic():
        kept, made = PipelineDraft.objects.select_for_update().get_or_create(
            code=code, author_id=actor.user_id, defaults={"base": base, "document": document, "changed_at": now}
        )
        if not made:
            kept.base, kept.document, kept.changed_at = base, document, now
            kept.before, kept.removed = None, ""
            kept.shape += 1
            kept.save()
    return kept


def change_draft(
    actor: Actor,
    code: str,
    document: Mapping[str, Any],
    shape: int,
    now: datetime,
    reshaped: bool = False,
    removal: tuple[str, Mapping[str, Any]] | None = None,
) -> PipelineDraft:
    """The draft with this content; `shape` is the one the form was made of, `reshaped` says that parts came or went.

    `removal` is the name of the part that went, and the document with it: until the next change `bring_back` undoes it.
    Raises NotPermitted, PipelineNotFound and DraftMoved.
    """
    with transaction.atomic():
        kept = _to_change(actor, code, shape)
        kept.removed, kept.before = (removal[0][:200], dict(removal[1])) if removal else ("", None)
        kept.document, kept.changed_at = dict(document), now
        kept.shape += reshaped
        kept.save()
    return kept


def bring_back(actor: Actor, code: str, shape: int, now: datetime) -> PipelineDraft:
    """The draft as it was before the last change took a part out.

    Raises NotPermitted, PipelineNotFound, and DraftMoved where something was changed since.
    """
    with transaction.atomic():
        kept = _to_change(actor, code, shape)
        if kept.before is None:
            raise DraftMoved
        kept.document, kept.before, kept.removed, kept.changed_at = presets.current(kept.before), None, "", now
        kept.shape += 1
        kept.save()
    return kept


def _to_change(actor: Actor, code: str, shape: int) -> PipelineDraft:
    access.demand(actor)
    kept = PipelineDraft.objects.select_for_update().filter(code=code, author_id=actor.user_id).first()
    if kept is None:
        raise PipelineNotFound
    if kept.shape != shape:
        raise DraftMoved
    return kept


def drop_draft(actor: Actor, code: str) -> None:
    """Forgets the actor's draft. Raises NotPermitted."""
    access.demand(actor)
    PipelineDraft.objects.filter(code=code, author_id=actor.user_id).delete()
