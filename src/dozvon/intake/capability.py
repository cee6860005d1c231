"""What comes in and becomes orders, as the rest of the program sees it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.roles import TAKE_IN_ORDERS, Role
from dozvon.intake.client_data import Intakes
from dozvon.intake.errors import IntakeRefused
from dozvon.intake.readers import READERS
from dozvon.platform.capabilities import Capability, Grant, HttpRefusal

CAPABILITY = Capability(
    name="intake",
    permissions=(
        Grant(
            permission=TAKE_IN_ORDERS,
            title=_("Accept orders"),
            roles=(
                Role.OPERATOR,
                Role.SECRETARY,
                Role.MANAGER,
                Role.HEAD,
                Role.DIRECTOR,
            ),
            scopes=(
                "intake",
                "desk",
            ),
        ),
    ),
    sentences={
        "unknown_client": _("You have no client %(value)s. Check the number, or leave it out."),
        "in_future": _("This time is in the future. Check the sender's clock."),
        "too_early": _("This is before %(least)s. Check the date."),
        "needs_one_shop": _("The connection “%(value)s” must belong to exactly one shop, which receives its orders."),
        "unknown_connection": _("The connection this came through no longer exists."),
        "not_form": _("The form cannot be read: it is not UTF-8 or has too many fields."),
        "mapped_missing": _("Line %(line)s of the mapping: there is no value at “%(path)s”, and an order requires it."),
        "mapped_not_value": _("Line %(line)s of the mapping: “%(path)s” is a list or an object, not a value."),
        "mapped_not_list": _("Line %(line)s of the mapping: “%(path)s” is not a list."),
        "mapped_not_moment": _("Line %(line)s of the mapping: “%(value)s” at “%(path)s” is not a date and time."),
        "mapped_not_number": _("Line %(line)s of the mapping: “%(value)s” at “%(path)s” is not a valid number."),
        "conflict": _("Another request is processing the same order. Send it again."),
    },
    flags={
        "no_price": _("No price yet: calculate it and tell the client"),
    },
    refusals=(
        HttpRefusal(
            kind=IntakeRefused,
            status=lambda error: 400 if error.not_json else 422,
            code=lambda error: "not_json" if error.not_json else "invalid",
            errors=lambda error: error.errors,
            extras=lambda error: {"intake": error.raw_id},
        ),
    ),
    pages=("dozvon.web.entry.urls",),
    inbox_readers=READERS,
    client_data=(Intakes(),),
)
