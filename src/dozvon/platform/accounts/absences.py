"""Who is away and who takes over their queues meanwhile (domain, section 12: shifts and replacement).

A stand-in is handed what the absent person would be: orders they are responsible for and products they know, in the
shops the stand-in sees anyway. Nothing is written into the orders, so all is as before when the person is back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import FieldError
from dozvon.core.roles import Permission
from dozvon.platform.accounts import standing
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, NotPermitted, UserNotFound
from dozvon.platform.accounts.models import Absence, User

LONGEST = timedelta(days=366)
MOST_STAND_INS = 20


def colleagues(actor: Actor) -> QuerySet[User]:
    """People at work in the actor's shops, whom the actor may send away and have stand in. Raises NotPermitted."""
    if not actor.may(Permission.LEAD_PEOPLE):
        raise NotPermitted
    found = User.objects.filter(active=True)
    if actor.shops is not None:
        found = found.filter(Q(shop_ids__isnull=True) | Q(shop_ids__overlap=sorted(actor.shops)))
    return found.order_by("name", "pk")


def listed(actor: Actor, now: datetime) -> list[Absence]:
    """Absences that are on or to come, the soonest first. Raises NotPermitted."""
    found = Absence.objects.filter(user__in=colleagues(actor), until__gt=now).select_related("user")
    return list(found.order_by("since", "pk"))


def replaced(now: datetime) -> dict[int, str]:
    """Who is away now, by id, and who stands in for them by name: one statement, none where nobody is away."""
    away = [one for one in standing.latest().away if one.is_on(now)]
    ids = {pk for one in away for pk in one.stand_in_ids}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return {one.user_id: ", ".join(sorted(names[pk] for pk in one.stand_in_ids if pk in names)) for one in away}


def send_away(
    actor: Actor, user_id: int, since: datetime, until: datetime, stand_in_ids: Sequence[int], now: datetime
) -> Absence:
    """Marks the person as away for that time. Raises NotPermitted, UserNotFound and BadAccount."""
    if not timedelta() < until - since < LONGEST or until <= now:
        raise BadAccount([FieldError("until", "not_after")])
    with transaction.atomic():
        standing.changed()
        user = colleagues(actor).select_for_update().filter(pk=user_id).first()
        if user is None:
            raise UserNotFound
        chosen = sorted(set(stand_in_ids))
        stand_ins = [one for one in colleagues(actor).filter(pk__in=chosen) if _shares_a_shop(user, one)]
        if not 0 < len(chosen) <= MOST_STAND_INS or len(stand_ins) < len(chosen) or user.pk in chosen:
            raise BadAccount([FieldError("stand_ins", "no_stand_in")])
        if Absence.objects.filter(user=user, since__lt=until, until__gt=since).exists():
            raise BadAccount([FieldError("since", "away_then")])
        absence = Absence.objects.create(user=user, since=since, until=until, stand_in_ids=chosen)
        names = [one.name for one in stand_ins]
        note(actor, "absence.set", user, since=since.isoformat(), until=until.isoformat(), stand_ins=names)
    return absence


def end(actor: Actor, absence_id: int, now: datetime) -> None:
    """The person is back, or does not leave after all. Raises NotPermitted and UserNotFound.

    One's own absence may be ended by whoever came back.
    """
    own = Absence.objects.filter(pk=absence_id, until__gt=now)
    if not actor.may(Permission.LEAD_PEOPLE):
        own = own.filter(user_id=actor.user_id or 0)
    else:
        own = own.filter(user__in=colleagues(actor))
    with transaction.atomic():
        standing.changed()
        absence = own.select_related("user").select_for_update(of=("self",)).first()
        if absence is None:
            raise UserNotFound
        note(actor, "absence.ended", absence.user)
        if absence.since < now:
            absence.until = now
            absence.save(update_fields=["until"])
        else:
            absence.delete()


def _shares_a_shop(one: User, other: User) -> bool:
    return one.shop_ids is None or other.shop_ids is None or bool(set(one.shop_ids) & set(other.shop_ids))
