"""The letter with an invitation: the request enqueues it, a job makes the link and sends it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform import letters
from dozvon.platform.accounts import invitations, people
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import Invitation
from dozvon.platform.jobs import enqueue


def invite_by_letter(actor: Actor, user_id: int, address: str, now: datetime) -> None:
    """A letter with a link goes to the person; `address` is this site's, such as https://desk.example.org.

    Raises NotPermitted, UserNotFound and BadAccount.
    """
    from dozvon.platform.accounts.tasks import send_invitation  # a task needs the app to be loaded

    if not people.get(actor, user_id).email:
        raise BadAccount([FieldError("email", "missing")])
    with transaction.atomic():
        invitation = invitations.prepare(actor, user_id, now)
        enqueue(send_invitation, invitation_id=invitation.pk, made=now.isoformat(), address=address)


def send(invitation_id: int, made: str, address: str, now: datetime) -> None:
    """Writes and sends the letter, unless the link was taken back or replaced meanwhile."""
    with transaction.atomic():
        found = Invitation.objects.select_related("user").select_for_update(of=("self",))
        invitation = found.filter(pk=invitation_id, created_at=datetime.fromisoformat(made), accepted_at=None).first()
        if invitation is None or not invitation.user.email or not invitation.user.active:
            return
        token = invitations.written(invitation, now)
        with override(invitation.user.language):
            letters.send(invitation.user.email, _("Your way into Dozvon"), _text(invitation.user.name, address, token))
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=now)


def _text(name: str, address: str, token: str) -> str:
    text = _(
        "Hello, %(name)s!\n\nAn account at the order desk is ready for you. Choose a password here:\n\n%(link)s\n\n"
        "The link works once, within three days. If you expected no such letter, do nothing.\n"
    )
    return text % {"name": name, "link": f"{address}/invitation/{token}"}
