"""Why a call to the outside did not come about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class OutsideError(Exception):
    """A call failed; `code` is one of REASONS, or words of the other side, and never holds a secret."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EgressRefused(OutsideError):
    """The program does not make this call: it would be refused again."""


class Unreachable(OutsideError):
    """The other side could not be reached or did not answer in full; another try may succeed."""


REASONS = {
    "bad_address": _("The address cannot be used; write https://host/path."),
    "plain_http": _("The address must be https; plain http is for the networks of DOZVON_OUTBOUND_PRIVATE."),
    "private_address": _("The address is in a private network that DOZVON_OUTBOUND_PRIVATE does not list."),
    "no_such_host": _("There is no host of that name."),
    "no_connection": _("The host does not take connections."),
    "tls": _("The certificate or the encryption of the other side is not in order."),
    "time_out": _("The other side did not answer in time."),
    "cut_off": _("The other side broke off."),
    "too_big": _("The answer is too big."),
    "breaker_open": _("The other side failed several times; the next try comes by itself."),
    "off": _("The connection is off."),
    "broken": _("A mistake of the program; its log tells more."),
    "no_handler": _("This version of the program does not know such calls."),
    "replaced": _("It was replaced or taken back meanwhile."),
    "webhook_off": _("The webhook is off."),
    "not_allowed": _("Whoever made the webhook may not see this any more."),
    "unreadable_secret": _("The secret was sealed with another key."),
}


def reason_of(code: str) -> str:
    """The sentence of a reason in the active language; words of the other side as they are."""
    return str(REASONS.get(code, code))
