"""Raw intakes that were kept but never read: the process died in between."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import OperationalError
from django.utils import timezone

from dozvon.core.actor import SYSTEM, Actor
from dozvon.intake.actions import bulk, single
from dozvon.intake.errors import IntakeRefused
from dozvon.intake.models import RECEIVED, RawIntake
from dozvon.platform.accounts.access import OF_A_SITE, actor_of
from dozvon.platform.accounts.models import User
from dozvon.platform.jobs import periodic

log = logging.getLogger(__name__)
LEFT_BEHIND = timedelta(minutes=2)
AT_ONCE = 200


@periodic("intake.recover", cron="* * * * *")
def recover(due: datetime) -> None:
    """Reads what was left behind, as whoever sent it."""
    now = timezone.now()
    left = RawIntake.objects.filter(state=RECEIVED, received_at__lt=now - LEFT_BEHIND).order_by("id")[:AT_ONCE]
    for raw in left:
        actor = _sender(raw)
        try:
            if raw.kind == "single":
                single.process(actor, raw, now, again=True)
            else:
                bulk.process(actor, raw, now)
        except IntakeRefused:
            log.warning("a kept intake was refused", extra={"intake": raw.pk})
        except OperationalError:
            raise  # the database is away: the next run begins again
        except Exception:
            log.exception("a kept intake broke its reader; the others go on", extra={"intake": raw.pk})


def _sender(raw: RawIntake) -> Actor:
    """Who sent it, dismissed since or not: it may enter the shops it could enter then, and no others.

    Whether it came by a site's token is not known any more: its prices are taken as they came.
    """
    user = User.objects.filter(pk=raw.actor_id or 0).first()
    if user is None:
        return SYSTEM
    sender = actor_of(user)
    return replace(sender, permissions=sender.permissions | OF_A_SITE)
