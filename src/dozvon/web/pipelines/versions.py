"""Pipelines and their versions: listed, read, compared, exported, brought in, put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.load import LARGEST, dump
from dozvon.core.pipeline.mistake import BadPreset, Mistake, mistake_sentence
from dozvon.pipelines import queries
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.pipelines.queries import read_pipeline
from dozvon.pipelines.rules import stored_document
from dozvon.publishing import access
from dozvon.publishing.actions.drafts import draft_from
from dozvon.publishing.queries import PipelineOverview, pipeline_overview, pipeline_overviews
from dozvon.web.common.wording import text_of
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.pipelines import wording
from dozvon.web.pipelines.changes import changes
from dozvon.web.pipelines.faults import put_in_words
from dozvon.web.pipelines.reading import tables
from dozvon.web.signin.gate import signed_in

MANAGE = MANAGE_PIPELINES


@require_safe
@signed_in(MANAGE)
def pipeline_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every pipeline with its newest version and the shops that work by it."""
    return _list(request, actor, {})


@require_POST
@signed_in(MANAGE)
def import_pipeline(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A TOML file as the actor's draft; nothing is kept of one with mistakes, all of them are named."""
    file = request.FILES.get("file")
    if file is None:
        return _list(request, actor, {"no_file": True}, 422)
    try:
        text = file.read(LARGEST * 4 + 1).decode("utf-8-sig")
        pipeline = presets.read(text, file.name or "pipeline")
        found = mistakes(pipeline)
    except UnicodeDecodeError:
        found = [
            Mistake(
                file.name or "",
                mistake_sentence("this is not a text in UTF-8"),
                mistake_sentence("save it in that encoding"),
            )
        ]
    except BadPreset as bad:
        found = bad.problems
    if found:
        return _list(request, actor, {"mistakes": found, "file_name": file.name}, 422)
    draft = draft_from(actor, stored_document(pipeline), timezone.now())
    return go("pipeline-publish", draft.code)


@require_safe
@signed_in(MANAGE)
def pipeline_page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One pipeline: its versions, newest first."""
    found = _find(actor, code)
    shown = {
        "one": found,
        "title": text_of(found.title) or found.code,
        "versions": queries.versions(actor, code),
        "may_publish": access.may_publish(actor, code),
        "zone": zone_of(actor),
    }
    return render_page(request, actor, "pipeline", shown)


@require_safe
@signed_in(MANAGE)
def version_page(request: HttpRequest, actor: Actor, code: str, number: int) -> HttpResponse:
    """One version, readable."""
    found = _version(actor, code, number)
    document = read_pipeline(found.pk)
    shown = {"version": found, "title": text_of(document.title), "tables": tables(document), "zone": zone_of(actor)}
    return render_page(request, actor, "version", shown)


@require_safe
@signed_in(MANAGE)
def compare_versions(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What differs between two versions, the older first; without a choice the two newest."""
    known = queries.versions(actor, code)
    if not known:
        raise Http404
    numbers = [item.number for item in known]
    newer = _number(request.GET.get("newer"), numbers[0])
    older = _number(request.GET.get("older"), max(newer - 1, 1))
    if newer not in numbers or older not in numbers:
        raise Http404
    old, new = (read_pipeline(_version(actor, code, number).pk) for number in (older, newer))
    shown = {"code": code, "title": text_of(new.title), "numbers": numbers, "older": older, "newer": newer}
    return render_page(request, actor, "compared", {**shown, "changes": changes(old, new)})


@require_safe
@signed_in(MANAGE)
def export_version(request: HttpRequest, actor: Actor, code: str, number: int) -> HttpResponse:
    """The version as TOML, which can be brought in again."""
    found = _version(actor, code, number)
    response = HttpResponse(dump(read_pipeline(found.pk)), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.toml"'
    return response


@require_POST
@signed_in(MANAGE)
def put_back(request: HttpRequest, actor: Actor, code: str, number: int) -> HttpResponse:
    """An older version as the draft, to be published anew."""
    found = _version(actor, code, number)
    draft_from(actor, found.document, timezone.now())
    return go("pipeline-publish", code)


@require_POST
@signed_in(MANAGE)
def take_shipped(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The pipeline as the program brings it today, as the draft."""
    if code not in presets.names():
        raise Http404
    draft_from(actor, stored_document(presets.preset(code)), timezone.now())
    return go("pipeline-publish", code)


def render_page(
    request: HttpRequest, actor: Actor, template: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of this section of the office."""
    told = wording.done_sentence(request.GET.get("told", ""))
    return page(request, actor, "pipelines", f"pipelines/{template}.html", {"told": told, **shown}, status)


def demand_publish(actor: Actor, code: str) -> None:
    """403 for who does not see every shop of the pipeline."""
    if not access.may_publish(actor, code):
        raise PermissionDenied


def _list(request: HttpRequest, actor: Actor, shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
    rows = [(item, text_of(item.title) or item.code) for item in pipeline_overviews(actor)]
    framed_ = {
        "rows": rows,
        "zone": zone_of(actor),
        "mistakes": [],
        "worded": put_in_words,
        "file_name": "",
        "no_file": False,
        **shown,
    }
    return render_page(request, actor, "list", framed_, status)


def _find(actor: Actor, code: str) -> PipelineOverview:
    try:
        return pipeline_overview(actor, code)
    except PipelineNotFound as error:
        raise Http404 from error


def _version(actor: Actor, code: str, number: int) -> PipelineVersion:
    try:
        return queries.version(actor, code, number)
    except PipelineNotFound as error:
        raise Http404 from error


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else usual
