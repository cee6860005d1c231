"""The letter with an invitation: the request puts it into the outbox, its handler makes the link and sends it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform import letters
from dozvon.platform.accounts import invitations, people
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import Invitation
from dozvon.platform.outbox import actions as outbox
from dozvon.platform.outbox.handlers import GiveUp
from dozvon.platform.outbox.models import Outgoing
from dozvon.platform.outbox.traces import CallResult

KIND: Final = "accounts.invitation"


def invite_by_letter(actor: Actor, user_id: int, address: str, now: datetime) -> None:
    """A letter with a link goes to the person; `address` is this site's, such as https://desk.example.org.

    Raises NotPermitted, UserNotFound and BadAccount.
    """
    if not people.get(actor, user_id).email:
        raise BadAccount([FieldError("email", "missing")])
    with transaction.atomic():
        invitation = invitations.prepare(actor, user_id, now)
        put(invitation.pk, now.isoformat(), address, now)


def put(invitation_id: int, made: str, address: str, now: datetime) -> None:
    """Puts the letter into the outbox. Call it inside a transaction."""
    payload = {"invitation_id": invitation_id, "made": made, "address": address}
    outbox.add(KIND, letters.TARGET, payload, now)


def send(row: Outgoing, now: datetime) -> CallResult:
    """Writes and sends the letter. Raises GiveUp when the link was taken back or replaced meanwhile."""
    made = datetime.fromisoformat(row.payload["made"])
    with transaction.atomic():
        found = Invitation.objects.select_related("user").select_for_update(of=("self",))
        mine = found.filter(pk=row.payload["invitation_id"], created_at=made, accepted_at=None)
        invitation = mine.first()
        if invitation is None or not invitation.user.email:
            raise GiveUp("replaced")
        token = invitations.renew_secret(invitation, now)
    user = invitation.user
    with override(user.language):
        subject, text = _("Your Dozvon account"), _text(user.name, row.payload["address"], token)
    outcome = letters.send(row.key, invitation.user.email, subject, text)
    if not outcome.reason:
        Invitation.objects.filter(pk=invitation.pk, created_at=made).update(sent_at=now)
    return outcome


def _text(name: str, address: str, token: str) -> str:
    text = _(
        "Hello, %(name)s!\n\nAn account at the order desk is ready for you. Choose a password here:\n\n%(link)s\n\n"
        "The link works once, within three days. If you expected no such letter, do nothing.\n"
    )
    return text % {"name": name, "link": f"{address}/invitation/{token}"}
