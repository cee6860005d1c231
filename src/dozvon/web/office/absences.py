"""Who is away and who stands in: set and ended by the head."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from dozvon.core.actor import Actor
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.platform.people import absences as rules
from dozvon.shops.queries import shops_of
from dozvon.web.common.wording import role_title
from dozvon.web.office import moments, wording
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.preferences import safe_next
from dozvon.web.signin.gate import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(LEAD_PEOPLE)
def absence_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Absences that are on or to come, and the form of a new one."""
    now, zone = timezone.now(), zone_of(actor)
    if request.method != "POST":
        tonight = moments.next_midnight(now, zone)
        typed = {"user": "", "since": moments.write(now, zone), "until": moments.write(tonight, zone)}
        return _page(request, actor, {"typed": {**typed, "stand_ins": []}})
    typed_in: dict[str, Any] = {name: request.POST.get(name, "") for name in ("user", "since", "until")}
    typed_in["stand_ins"] = request.POST.getlist("stand_ins")
    since, until = moments.read(typed_in["since"], zone), moments.read(typed_in["until"], zone)
    errors = {
        name: gettext("Enter a date and time such as 2026-03-01 10:00.")
        for name, moment in (("since", since), ("until", until))
        if moment is None
    }
    if since is None or until is None:
        return _page(request, actor, {"typed": typed_in, "errors": errors}, 422)
    chosen = [int(pk) for pk in typed_in["stand_ins"] if _is_id(pk)]
    try:
        user_id = int(typed_in["user"]) if _is_id(typed_in["user"]) else 0
        of = {shop.pk: shop.name for shop in shops_of(actor)}
        rules.send_away(actor, user_id, since, until, chosen, of, now)
    except BadAccount as refused:
        return _page(request, actor, {"typed": typed_in, "errors": wording.sentences(refused.errors)}, 422)
    except UserNotFound:
        return _page(request, actor, {"typed": typed_in, "errors": {"user": gettext("Choose one from the list.")}}, 422)
    return go("absences", told="absence")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_POST
@signed_in()
def end_absence(request: HttpRequest, actor: Actor, absence_id: int) -> HttpResponse:
    """The person is back; they may say so themselves."""
    try:
        rules.end(actor, absence_id, timezone.now())
    except UserNotFound as error:
        raise Http404 from error
    response = go("absences", told="absence_ended")
    if not actor.may(LEAD_PEOPLE):
        response.headers["Location"] = safe_next(request, "/")
    return response


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    now = timezone.now()
    people = [(str(user.pk), user.name, role_title(user.role)) for user in rules.colleagues(actor)]
    names = {int(pk): name for pk, name, _ in people}
    framed = {
        "rows": [
            (absence, [names[pk] for pk in absence.stand_in_ids if pk in names], absence.since <= now)
            for absence in rules.list_absences(actor, now)
        ],
        "people": people,
        "zone": zone_of(actor),
        **shown,
    }
    return page(request, actor, "absences", "absences", framed, status)
