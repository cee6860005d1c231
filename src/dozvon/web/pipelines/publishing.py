"""Publishing a draft: what differs first, where the open orders of dropped statuses go, then the new version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.mistake import BadPreset, Mistake
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.pipelines.queries import newest_version, read_pipeline
from dozvon.publishing import queries
from dozvon.publishing.actions.drafts import drop_draft
from dozvon.publishing.actions.publish import publish as publish_version
from dozvon.publishing.errors import BadStatusMapping, NotSound, StrandedOrders
from dozvon.publishing.models import PipelineDraft
from dozvon.publishing.queries import stranded_by
from dozvon.web.common.wording import text_of
from dozvon.web.office.sections import go
from dozvon.web.pipelines.changes import Change, changes
from dozvon.web.pipelines.faults import faults
from dozvon.web.pipelines.values import part_title
from dozvon.web.pipelines.versions import demand_publish, render_page
from dozvon.web.signin.gate import signed_in

MANAGE = MANAGE_PIPELINES


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE)
def publish_page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The draft as it would be published, and its publication."""
    draft = draft_of(actor, code)
    if request.method != "POST":
        return _page(request, actor, draft, {})
    demand_publish(actor, code)
    sound = valid_pipeline_of(draft)
    if isinstance(sound, list):
        return _page(request, actor, draft, {}, 422)
    moves = {name.removeprefix("move."): request.POST[name] for name in request.POST if name.startswith("move.")}
    try:
        publish_version(actor, sound, timezone.now(), moves)
    except (NotSound, BadStatusMapping):
        return _page(request, actor, draft, moves, 422)
    except StrandedOrders as stranded:
        return _page(request, actor, draft, moves, 422, stranded.statuses)
    return go("pipeline", code, told="published")


@require_POST
@signed_in(MANAGE)
def forget_draft(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Forgets the draft."""
    drop_draft(actor, code)
    return go("pipelines", told="dropped")


def draft_of(actor: Actor, code: str) -> PipelineDraft:
    """The actor's draft, or 404."""
    draft = queries.draft_of(actor, code)
    if draft is None:
        raise Http404
    return draft


def valid_pipeline_of(draft: PipelineDraft) -> Pipeline | list[Mistake]:
    """The draft as a pipeline without mistakes, or its mistakes."""
    try:
        pipeline = presets.from_content(draft.document, draft.code)
    except BadPreset as bad:
        return bad.problems
    return mistakes(pipeline) or pipeline


def _page(
    request: HttpRequest,
    actor: Actor,
    draft: PipelineDraft,
    moves: Mapping[str, str],
    status: int = 200,
    missing: Mapping[str, int] | None = None,
) -> HttpResponse:
    sound, newest = valid_pipeline_of(draft), newest_version(draft.code)
    old = read_pipeline(newest.pk) if newest else None
    is_sound = isinstance(sound, Pipeline)
    found: list[Change] = changes(old, sound) if old and isinstance(sound, Pipeline) else []
    listed = queries.pipeline_overview(actor, draft.code)
    shown: dict[str, Any] = {
        "draft": draft,
        "title": text_of(listed.title) or draft.code,
        "newest": newest,
        "is_behind": newest is not None and newest.number != draft.base,
        "mistakes": faults(draft.code, draft.document, sound) if isinstance(sound, list) else [],
        "changes": found,
        "is_same": is_sound and newest is not None and not found,
        "stranded": _stranded_orders(old, sound, moves, missing or {}) if isinstance(sound, Pipeline) else [],
        "shops": listed.shops,
        "try_shops": [(shop.code, shop.name) for shop in listed.shops],
    }
    if isinstance(sound, Pipeline):
        shown["targets"] = [(item.code, text_of(item.title)) for item in sound.statuses]
    return render_page(request, actor, "publish", shown, status)


def _stranded_orders(
    old: Pipeline | None, new: Pipeline, moves: Mapping[str, str], missing: Mapping[str, int]
) -> list[tuple[str, str, int, str, str]]:
    """Status, its title, how many open orders stand in it, where they go, and what is wrong with that."""
    found = []
    for code, count in stranded_by(new).items():
        title = part_title(old.status, code) if old else code
        error = gettext("Say where these orders go.") if code in missing else ""
        found.append((code, title, count, moves.get(code, ""), error))
    return found
