"""The editor of a draft: a page for each section, kept as it is typed, with the mistakes beside their places."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from dozvon.core.actor import Actor
from dozvon.core.hours import zones
from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.document import Pipeline
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.publishing.actions import drafts
from dozvon.publishing.errors import DraftMoved
from dozvon.publishing.models import PipelineDraft
from dozvon.shops.queries import shops_of
from dozvon.web.common.requests import is_htmx
from dozvon.web.common.wording import text_of
from dozvon.web.office.sections import go
from dozvon.web.pipelines import moves, sent, wording
from dozvon.web.pipelines.controls import Content, Control, control_of, known_in, part_of
from dozvon.web.pipelines.faults import Fault, faults, settle
from dozvon.web.pipelines.previews import Trial, preview_ladders, trial_of
from dozvon.web.pipelines.publishing import draft_of, valid_pipeline_of
from dozvon.web.pipelines.shaping import UnknownEdit, edit_parts, removed_by
from dozvon.web.pipelines.versions import render_page
from dozvon.web.signin.gate import signed_in

MANAGE = MANAGE_PIPELINES
BACK = "back"
"""The deed that undoes the removal of a part."""
KEYS: dict[str, tuple[str, ...]] = {
    "general": ("title", "order_name", "arrival", "ageing", "card", "say"),
    "statuses": ("statuses",),
    "matrix": (),
    "actions": (),
    "reasons": ("problems", "lists"),
    "ladders": ("ladders",),
    "queues": ("queues",),
    "tasks": ("tasks",),
    "wording": (),
}
"""What each page holds; the last ones of their own make."""


@require_POST
@signed_in(MANAGE)
def begin_draft(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Into the draft; it is begun from the newest version where there is none yet."""
    try:
        drafts.begin_draft(actor, code, timezone.now())
    except PipelineNotFound as error:
        raise Http404 from error
    return go("pipeline-section", code, "statuses")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE)
def section_page(request: HttpRequest, actor: Actor, code: str, section: str) -> HttpResponse:
    """One page of the editor; what is typed is kept at once, with the mistakes told."""
    if section not in KEYS:
        raise Http404
    draft = draft_of(actor, code)
    if request.method != "POST":
        return _page(request, actor, draft, section)
    deed = request.POST.get("do", "")
    try:
        draft, at = _apply(request, actor, draft, section, deed)
    except UnknownEdit as error:
        raise Http404 from error
    except DraftMoved:
        return _answer_moved(request, code, section)
    if is_htmx(request):
        return render(request, "pipelines/side.html", _side(request, actor, draft, section))
    return _back(request, code, section, at)


def _apply(
    request: HttpRequest, actor: Actor, draft: PipelineDraft, section: str, deed: str
) -> tuple[PipelineDraft, str]:
    """The draft with what was sent and done, and the path to look at. Raises UnknownEdit and DraftMoved."""
    sent_shape, now = request.POST.get("shape", ""), timezone.now()
    shape = int(sent_shape) if sent_shape.isdecimal() else 0
    if deed == BACK:
        return drafts.bring_back(actor, draft.code, shape, now), ""
    document = _read(request, draft.document, section)
    if not deed:
        return drafts.change_draft(actor, draft.code, document, shape, now), ""
    after, at = edit_parts(document, deed)
    # What was typed just before the press is in both: bringing the part back does not lose it.
    removed = removed_by(document, deed)
    removal = (removed, document) if removed else None
    return drafts.change_draft(actor, draft.code, after, shape, now, True, removal), at


def _read(request: HttpRequest, document: Content, section: str) -> Content:
    if section == "matrix":
        return moves.read(document, moves.role_of(request.POST), request.POST)
    return sent.read(_controls(document, section, _part(request)), request.POST, document)


def _part(request: HttpRequest) -> int | None:
    """The number of the button that is edited; None for the list of them."""
    number = request.GET.get("part", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else None


def _controls(document: Content, section: str, part: int | None) -> list[Control]:
    known = known_in(document)
    if section == "wording":
        every = [
            control_of(Pipeline, key, document.get(key), key, known) for key in Pipeline.model_fields if key != "format"
        ]
        return _wordings(every)
    if section == "actions":
        buttons = document.get("actions", [])
        if part is None or part >= len(buttons):
            return []
        return [part_of(Action, "actions", buttons[part], f"actions.{part}", known)]
    return [control_of(Pipeline, key, document.get(key), key, known) for key in KEYS[section]]


def _wordings(controls: list[Control], place: str = "") -> list[Control]:
    """Every text of the document, each with the part it stands in; those that may be left out only where they are."""
    found = []
    for control in controls:
        if control.kind == "wording":
            if any(text.value for text in control.inner) or not control.optional:
                control.label = f"{place}: {control.label}" if place else control.label
                found.append(control)
        else:
            here = f"{control.label} «{control.value}»" if control.kind == "part" else ""
            found += _wordings(control.inner, ", ".join(filter(None, (place, here))))
    return found


def _answer_moved(request: HttpRequest, code: str, section: str) -> HttpResponse:
    address = f"{reverse('pipeline-section', args=[code, section])}?{urlencode({'told': 'moved'})}"
    if not is_htmx(request):
        return HttpResponseRedirect(address)
    response = HttpResponse(status=409)
    response.headers["HX-Redirect"] = address
    return response


def _back(request: HttpRequest, code: str, section: str, at: str) -> HttpResponse:
    part = _part(request)
    if at.startswith("actions.") and at.count(".") == 1:
        part = int(at.split(".")[1]) if request.POST.get("do", "").startswith("add:") else None
    elif at == "actions":
        part = None
    shown = {"part": part, "at": at or None, "role": request.POST.get("role")}
    query = urlencode({name: value for name, value in shown.items() if value is not None})
    response = HttpResponseRedirect(
        reverse("pipeline-section", args=[code, section]) + (f"?{query}" if query else "") + (f"#c-{at}" if at else "")
    )
    response.status_code = 303
    return response


def _page(request: HttpRequest, actor: Actor, draft: PipelineDraft, section: str) -> HttpResponse:
    document, part = draft.document, _part(request)
    controls = _controls(document, section, part)
    side = _side(request, actor, draft, section)
    settle(controls, side["faults"])
    at = request.GET.get("at", "")
    shown: dict[str, Any] = {
        **side,
        "title": text_of(document.get("title")) or draft.code,
        "page_section": section,
        "page_title": str(wording.SECTIONS[section]),
        "menu": _menu(draft.code, side["faults"]),
        "controls": controls,
        "buttons": _buttons(document) if section == "actions" and not controls else [],
        "at": at,
        "zones": sorted(zones()) if section == "ladders" else [],
        "query": f"?part={part}" if part is not None else "",
    }
    if section == "matrix":
        role = moves.role_of(request.GET)
        columns, rows = moves.grid(document, role)
        shown |= {"columns": columns, "rows": rows, "role": role.value, "roles": moves.roles()}
    return render_page(request, actor, "editor", shown)


def _side(request: HttpRequest, actor: Actor, draft: PipelineDraft, section: str) -> dict[str, Any]:
    """What follows every change: mistakes, and the ladders tried out."""
    sound = valid_pipeline_of(draft)
    found: list[Fault] = faults(draft.code, draft.document, sound) if isinstance(sound, list) else []
    asked: Trial | None = None
    offered = shops_of(actor) if section == "ladders" else []
    if offered:
        working = [shop for shop in offered if shop.pipeline.code == draft.code] or offered
        asked = trial_of({**request.GET.dict(), **request.POST.dict()}, working, timezone.now())
        offered = working
    return {
        "draft": draft,
        "faults": found,
        "trial": asked,
        "trial_shops": [(shop.code, shop.name) for shop in offered],
        "previews": preview_ladders(draft.document, asked),
        "now": timezone.now(),
    }


def _menu(code: str, found: list[Fault]) -> list[tuple[str, str, int | None]]:
    counts: dict[str, int] = {}
    for fault in found:
        holder = fault.address.split("?")[0].split("#")[0]
        counts[holder] = counts.get(holder, 0) + 1
    addresses = {name: reverse("pipeline-section", args=[code, name]) for name in KEYS}
    return [(addresses[name], str(wording.SECTIONS[name]), counts.get(addresses[name])) for name in KEYS]


def _buttons(document: Content) -> list[tuple[int, str, str, str]]:
    """Number, title, statuses it is offered in, items of its menu."""
    titles = {item.get("code"): text_of(item.get("title")) for item in document.get("statuses", [])}
    found = []
    for number, button in enumerate(document.get("actions", [])):
        sources = ", ".join(titles.get(code) or code for code in button.get("sources", []))
        menu = ", ".join(text_of(item.get("title")) for item in button.get("choices", []))
        found.append((number, text_of(button.get("title")) or button.get("code", ""), sources, menu))
    return found
