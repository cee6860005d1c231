"""What stands for everybody until further notice: the rights of roles, who is away, banners.

All of it is kept in memory under a revision. The statement that reads a session or a token brings the revision along,
so a request costs nothing more, and every process follows a change with its next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection, models
from django.db.models.expressions import RawSQL

from dozvon.core.actor import Covered
from dozvon.core.roles import Permission, Role
from dozvon.platform.accounts.models import Absence, Banner, RoleRight, User
from dozvon.platform.capabilities import grants, usual_rights

INITIAL = 1
"""The revision of an installation in which nobody has changed anything yet."""
FIXED = frozenset({Role.ADMIN, Role.SYSTEM})
"""Roles whose rights are not to be changed: somebody must always be able to put things right."""


def revision() -> RawSQL:
    """The revision as an annotation of a query."""
    return RawSQL("(SELECT revision FROM standing)", (), output_field=models.BigIntegerField())


@dataclass(frozen=True, slots=True)
class StaffAbsence:
    """An absence with what a stand-in takes over; `knows` is None where the person knows all products."""

    absence_id: int
    user_id: int
    name: str
    since: datetime
    until: datetime
    stand_in_ids: frozenset[int]
    knows: frozenset[str] | None

    def is_on(self, now: datetime) -> bool:
        """Whether the person is away at `now`."""
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class PostedBanner:
    """A banner; `shop_id` is None where it is for all."""

    banner_id: int
    text: str
    level: str
    shop_id: int | None
    until: datetime
    author: str


@dataclass(frozen=True, slots=True)
class StaffState:
    """All that stands at one revision."""

    revision: int
    rights: Mapping[Role, frozenset[Permission]]
    away: tuple[StaffAbsence, ...] = ()
    banners: tuple[PostedBanner, ...] = ()

    def covered_by(self, user_id: int, now: datetime) -> list[StaffAbsence]:
        """Who is away now and leaves their queues to that person."""
        return [one for one in self.away if user_id in one.stand_in_ids and one.is_on(now)]

    def absence_of(self, user_id: int, now: datetime) -> StaffAbsence | None:
        """The absence of that person now."""
        return next((one for one in self.away if one.user_id == user_id and one.is_on(now)), None)


_held: StaffState | None = None


@cache
def _initial() -> StaffState:
    return StaffState(INITIAL, usual_rights())


def state_at(number: int | None) -> StaffState:
    """The state of that revision; read anew only when it is another than the one in memory."""
    global _held
    number = number or INITIAL
    held = _held
    if held is None or held.revision != number:
        held = _held = _initial() if number == INITIAL else _read(number)
    return held


def current_state() -> StaffState:
    """The state as it is now: one statement, three more after a change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM standing")
        row = cursor.fetchone()
    return state_at(row[0] if row else None)


def last_read_state() -> StaffState:
    """The state the process read last: that of the request under way. No statement."""
    return _held or _initial()


_CHANGE = """
INSERT INTO standing (id, revision) VALUES (1, nextval('standing_revisions'))
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision
"""


def bump_revision() -> None:
    """Tells all processes; in the transaction of the change. Two changes at once wait for one another here."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE)


def covered_people(away: list[StaffAbsence]) -> tuple[Covered, ...]:
    """The same as an actor knows it."""
    return tuple(Covered(one.user_id, one.name, one.until) for one in away)


def _read(number: int) -> StaffState:
    rights = dict(usual_rights())
    for right in RoleRight.objects.filter(permission__in=list(grants())):
        role = Role(right.role)
        if role not in FIXED:
            own = {Permission(right.permission)}
            rights[role] = rights[role] | own if right.given else rights[role] - own
    lasting = models.Q(until__gt=models.functions.Now())
    people = Absence.objects.filter(lasting, user__active=True).select_related("user").order_by("until", "id")
    banners = Banner.objects.filter(lasting).order_by("id")
    return StaffState(number, rights, tuple(map(_away, people)), tuple(map(posted_banner, banners)))


def _away(row: Absence) -> StaffAbsence:
    user: User = row.user
    knows = None if user.knows is None else frozenset(user.knows)
    return StaffAbsence(row.pk, user.pk, user.name, row.since, row.until, frozenset(row.stand_in_ids), knows)


def posted_banner(row: Banner) -> PostedBanner:
    """The banner as pages show it."""
    return PostedBanner(row.pk, row.text, row.level, row.shop_id, row.until, row.author)
