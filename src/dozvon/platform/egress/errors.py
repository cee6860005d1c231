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
    "bad_address": _("The address is not valid; use the form https://host/path."),
    "plain_http": _("The address must be https; plain http is for the networks of DOZVON_OUTBOUND_PRIVATE."),
    "private_address": _("The address is in a private network that DOZVON_OUTBOUND_PRIVATE does not list."),
    "no_such_host": _("No such host."),
    "no_connection": _("The host refuses connections."),
    "tls": _("The other side's certificate or encryption is not valid."),
    "time_out": _("The other side did not answer in time."),
    "cut_off": _("The other side closed the connection."),
    "too_big": _("The response is too large."),
    "breaker_open": _("The other side failed several times; the next attempt is automatic."),
    "off": _("The connection is switched off."),
    "broken": _("Internal error; see the log for details."),
    "no_handler": _("This version does not support such calls."),
    "replaced": _("It has been replaced or withdrawn."),
    "webhook_off": _("The webhook is switched off."),
    "not_allowed": _("The webhook's owner no longer has access to this."),
    "unreadable_secret": _("The secret was encrypted with another key."),
}


def reason_of(code: str) -> str:
    """The sentence of a reason in the active language; words of the other side as they are."""
    return str(REASONS.get(code, code))
