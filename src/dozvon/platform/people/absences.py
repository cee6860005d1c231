"""Who is away and who takes over their queues meanwhile (domain, section 12: shifts and replacement).

A stand-in is handed what the absent person would be: orders they are responsible for and products they know, in the
shops the stand-in sees anyway; nobody comes to see a shop by standing in. So those who stand in must together work in
every shop of the person, and what nobody takes over after all is told on the control page. Nothing is written into the
orders, so all is as before when the person is back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.models import Absence, User
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Persons

LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=731)
"""How far ahead an absence may begin."""
MOST_STAND_INS = 20


def colleagues(actor: Actor) -> QuerySet[User]:
    """People at work in the actor's shops, whom the actor may send away and have stand in. Raises NotPermitted."""
    if not actor.may(LEAD_PEOPLE):
        raise NotPermitted
    found = User.objects.filter(active=True)
    if actor.shops is not None:
        found = _of_shops(found, actor.shops)
    return found.order_by("name", "pk")


def list_absences(actor: Actor, now: datetime) -> list[Absence]:
    """Absences that are on or to come, the soonest first. Raises NotPermitted."""
    found = Absence.objects.filter(user__in=colleagues(actor), until__gt=now).select_related("user")
    return list(found.order_by("since", "pk"))


def stand_in_names(now: datetime) -> dict[int, str]:
    """Who is away now, by id, and who stands in for them by name: one statement, none where nobody is away."""
    away = [one for one in staff_state.last_read_state().away if one.is_on(now)]
    ids = {pk for one in away for pk in one.stand_in_ids}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return {one.user_id: ", ".join(sorted(names[pk] for pk in one.stand_in_ids if pk in names)) for one in away}


def absent_without_stand_in(shop_id: int, now: datetime) -> list[int]:
    """Who is away with nobody at work standing in for them in the shop: one statement, none where nobody is away."""
    away = [one for one in staff_state.last_read_state().away if one.is_on(now)]
    if not away:
        return []
    gone = {one.user_id for one in away}
    there = _of_shops(
        User.objects.filter(active=True, pk__in={pk for one in away for pk in one.stand_in_ids}), [shop_id]
    )
    at_work = set(there.values_list("pk", flat=True)) - gone
    return sorted(one.user_id for one in away if not one.stand_in_ids & at_work)


def send_away(
    actor: Actor,
    user_id: int,
    since: datetime,
    until: datetime,
    stand_in_ids: Sequence[int],
    of: Mapping[int, str],
    now: datetime,
) -> Absence:
    """Marks the person as away for that time; `of` are the actor's shops, name by id, in which nothing may wait.

    Raises NotPermitted, UserNotFound and BadAccount.
    """
    if not actor.may(LEAD_PEOPLE):
        raise NotPermitted
    if not timedelta() < until - since < LONGEST or until <= now:
        raise BadAccount([FieldError("until", "not_after")])
    if since > now + FARTHEST:
        raise BadAccount([FieldError("since", "too_far")])
    with transaction.atomic():
        staff_state.bump_revision()
        user = colleagues(actor).select_for_update().filter(pk=user_id).first()
        if user is None:
            raise UserNotFound
        chosen = sorted(set(stand_in_ids))
        stand_ins = [one for one in colleagues(actor).filter(pk__in=chosen) if _shares_a_shop(user, one)]
        if not 0 < len(chosen) <= MOST_STAND_INS or len(stand_ins) < len(chosen) or user.pk in chosen:
            raise BadAccount([FieldError("stand_ins", "no_stand_in")])
        alone = [
            name for pk, name in of.items() if _works_in(user, pk) and not any(_works_in(one, pk) for one in stand_ins)
        ]
        if alone:
            raise BadAccount([FieldError("stand_ins", "shops_alone", {"value": ", ".join(alone)})])
        if Absence.objects.filter(user=user, since__lt=until, until__gt=since).exists():
            raise BadAccount([FieldError("since", "away_then")])
        absence = Absence.objects.create(user=user, since=since, until=until, stand_in_ids=chosen)
        names = [one.name for one in stand_ins]
        times = {"since": since.isoformat(), "until": until.isoformat()}
        note(actor, "absence.set", user, **times, stand_ins=names)
        notify(actor, Persons(frozenset(chosen)), NewNotice("stand_in.set", {"name": user.name, **times}), now)
    return absence


def end(actor: Actor, absence_id: int, now: datetime) -> None:
    """The person is back, or does not leave after all. Raises NotPermitted and UserNotFound.

    One's own absence may be ended by whoever came back.
    """
    own = Absence.objects.filter(pk=absence_id, until__gt=now)
    if not actor.may(LEAD_PEOPLE):
        own = own.filter(user_id=actor.user_id or 0)
    else:
        own = own.filter(user__in=colleagues(actor))
    with transaction.atomic():
        staff_state.bump_revision()
        absence = own.select_related("user").select_for_update(of=("self",)).first()
        if absence is None:
            raise UserNotFound
        note(actor, "absence.ended", absence.user)
        told = NewNotice("stand_in.ended", {"name": absence.user.name})
        notify(actor, Persons(frozenset(absence.stand_in_ids)), told, now)
        if absence.since < now:
            absence.until = now
            absence.save(update_fields=["until"])
        else:
            absence.delete()


def _works_in(one: User, shop_id: int) -> bool:
    return one.shop_ids is None or shop_id in one.shop_ids


def _of_shops(people: QuerySet[User], shop_ids: Collection[int]) -> QuerySet[User]:
    return people.filter(Q(shop_ids__isnull=True) | Q(shop_ids__overlap=sorted(shop_ids)))


def _shares_a_shop(one: User, other: User) -> bool:
    return one.shop_ids is None or other.shop_ids is None or bool(set(one.shop_ids) & set(other.shop_ids))
