"""Trying again what failed: after the shop was made, the limit raised, or the programme mended."""

from __future__ import annotations

from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import Permission
from dozvon.intake.actions import bulk, single
from dozvon.intake.errors import IntakeNotFound
from dozvon.intake.models import DONE, RawIntake


def retry(actor: Actor, raw_id: int, now: datetime) -> RawIntake:
    """Reads a failed intake again as `actor`; gives it back with its new state.

    Raises NotPermitted, IntakeNotFound and, where it fails again, IntakeRefused.
    """
    if not actor.may(Permission.SEE_INTAKES):
        raise NotPermitted
    kept = RawIntake.objects.exclude(state=DONE).filter(pk=raw_id).first()
    if kept is None:
        raise IntakeNotFound
    if kept.kind == "single":
        single.process(actor, kept, now, again=True)
    else:
        bulk.process(actor, kept, now)
    kept.refresh_from_db()
    return kept
