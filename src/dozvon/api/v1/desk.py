"""The desk: how full the tabs are, and the next order to work on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Body, Router

from dozvon.api.auth import actor_of
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.refusals import STANDARD
from dozvon.core.errors import NotPermitted
from dozvon.core.iso import iso_utc
from dozvon.core.roles import SEE_ORDERS
from dozvon.dispatch.actions import take_next
from dozvon.dispatch.queries import tabs
from dozvon.dispatch.wording import reason_sentence

router = Router(tags=["desk"])


@router.get("/desk/queues", response={200: list[schemas.QueueOut], **STANDARD})
def queues(request: HttpRequest) -> HttpResponse:
    """The tabs of the token's user, in their order."""
    actor, language = actor_of(request), get_language() or "ru"
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    return present.answer(
        [
            {
                "code": tab.code,
                "title": tab.title.text(language),
                "count": tab.count,
                "dialled": tab.dialled,
                "first_at": iso_utc(tab.first_at),
            }
            for tab in tabs(actor, timezone.now())
        ]
    )


@router.post("/desk/next", response={200: schemas.NextOut, 204: None, **STANDARD})
def following(request: HttpRequest, wanted: Body[schemas.NextIn | None] = None) -> HttpResponse:
    """Claims the next order for the token's user, by priority or from one queue; 204 when there is none."""
    now, actor = timezone.now(), actor_of(request)
    handed = take_next(actor, now, (wanted.queue or None) if wanted else None)
    if handed is None:
        return HttpResponse(status=204)
    return present.answer({"order": present.order(handed.order, now), "reason": reason_sentence(handed.reason, now)})
