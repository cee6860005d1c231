"""Roles, permissions and scopes in words; wrong fields and finished deeds as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dozvon.core.errors import FieldError
from dozvon.core.roles import Permission
from dozvon.platform.capabilities import grants
from dozvon.platform.wording import sentence

SCOPES: dict[str, Any] = {
    "intake": _("Only send orders in: for a site's form"),
    "desk": _("Work on orders as the person does"),
    "admin": _("Everything the person may do"),
}

LANGUAGES = (("ru", "Русский"), ("uk", "Українська"), ("en", "English"))

# Countries whose public holidays are known.
HOLIDAYS = (("RU", _("Russia")), ("UA", _("Ukraine")), ("BY", _("Belarus")), ("KZ", _("Kazakhstan")))

LEVELS: dict[str, Any] = {"news": _("News"), "warning": _("Warning"), "alarm": _("Alarm")}
LEVEL_TONES = {"news": "accent", "warning": "soon", "alarm": "late"}

FIELD_TYPES: dict[str, Any] = {
    "text": _("Text"),
    "number": _("Number"),
    "money": _("Sum of money"),
    "day": _("Date"),
    "moment": _("Date and time"),
    "flag": _("Yes or no"),
    "choice": _("One of a list"),
    "phone": _("Phone number"),
}

WEEKDAYS: dict[str, Any] = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}

LOOKS: dict[str, Any] = {
    "order.card": _("An order's card"),
    "order": _("An order, by the API"),
    "order.events": _("An order's history, by the API"),
    "orders.list": _("A list of orders"),
    "client": _("A client's card"),
    "clients.list": _("A list of clients"),
    "client.export": _("All data of a client as a file"),
    "client.erase": _("Erasure"),
    "export.orders": _("Orders as a table"),
    "export.clients": _("Clients as a table"),
    "export.events": _("The history as a table"),
    "export.products": _("Products as a table"),
    "import.file": _("An imported table"),
}

_TOLD: dict[str, Any] = {
    "connection_added": _("The connection is made. Check that it works."),
    "connection_works": _("The connection works."),
    "connection_on": _("The connection is on."),
    "connection_off": _("The connection is off: nothing goes out or comes in by it."),
    "outgoing_retried": _("The call is tried again now."),
    "outgoing_given_up": _("The call is given up."),
    "saved": _("Saved."),
    "letter": _("The letter is on its way."),
    "closed": _("The account is closed; the person is signed out everywhere."),
    "reopened": _("The account is open again."),
    "factor_removed": _("The second factor is removed; the password alone is asked for."),
    "session_ended": _("The session is ended."),
    "sessions_ended": _("All other sessions are ended."),
    "password": _("The password is changed; all other sessions are ended."),
    "factor_off": _("The second factor is off."),
    "revoked": _("The token is revoked: programs that use it are refused from now on."),
    "day": _("The day is set."),
    "day_removed": _("The day follows the week again."),
    "holidays": _("Public holidays are marked as closed; days set before were kept."),
    "erased": _("The client's data are erased."),
    "roles": _("The rights are changed; they hold with everybody's next step."),
    "roles_reset": _("All roles are as they come."),
    "absence": _("The absence is set; the queues are taken over for its time."),
    "absence_ended": _("The absence is over."),
    "banner": _("The banner is on the pages of all whom it concerns."),
    "banner_ended": _("The banner is taken down."),
    "product": _("The product is in the catalogue: operators can add it to orders."),
    "product_archived": _("The product is in the archive: nobody can add it to an order."),
    "product_restored": _("The product is on offer again."),
    "promotion": _("The promotion is kept."),
    "promotion_ended": _("The promotion is over: its discount cannot be given any more."),
    "promotion_products": _("The products are under the promotion."),
    "promotion_left": _("The product has left the promotion."),
    "list_gone": _("This file was replaced or applied meanwhile. Look at what waits now."),
    "list_dropped": _("The file is thrown away; nothing was changed."),
    "field": _("The field is on every client's card now."),
    "field_choice": _("The choice is renamed, on the cards too."),
    "field_retired": _("The field is not asked for any more; what was written in it is kept."),
    "field_removed": _("The field is deleted."),
}


def permission_title(permission: str) -> str:
    """A permission in the active language; its code where no words are known for it."""
    grant = grants().get(Permission(permission))
    return permission if grant is None else str(grant.title)


def look_title(what: str) -> str:
    """What was looked at; its code where no words are known for it."""
    return str(LOOKS.get(what, what))


def done_sentence(code: str) -> str:
    """The sentence of a deed that is done; empty for an unknown code."""
    return str(_TOLD.get(code, ""))


# A browser names itself last or in its own word; those that pretend to be others stand first.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "YaBrowser": "Yandex Browser",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> str:
    """Browser and system of a User-Agent, such as «Firefox, Windows»; empty where neither is known."""
    named = [next((known[mark] for mark in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in named if name)


def sentences(errors: Sequence[FieldError]) -> dict[str, str]:
    """Field -> one sentence; of several for one field the first."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(error.field, sentence(error))
    return found
