"""The parts of a pipeline in words: sections, fields, and what may stand in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SECTIONS: dict[str, Any] = {
    "general": _("General"),
    "statuses": _("Statuses"),
    "matrix": _("Moves down"),
    "actions": _("Buttons"),
    "reasons": _("Reasons"),
    "ladders": _("Ladders"),
    "queues": _("Tabs of the desk"),
    "tasks": _("Tasks"),
    "wording": _("All texts"),
}

PARTS: dict[str, Any] = {
    "statuses": _("Status"),
    "tasks": _("Task"),
    "problems": _("Reason"),
    "lists": _("List of reasons"),
    "ladders": _("Ladder"),
    "actions": _("Button"),
    "choices": _("Menu item"),
    "fields": _("Field"),
    "shortcuts": _("Quick answer"),
    "cases": _("Exception"),
    "say": _("Sentence"),
    "queues": _("Tab"),
}

ORDERS: dict[str, Any] = {
    "statuses": _("Order of the statuses"),
    "tasks": _("Order of the tasks"),
    "problems": _("Order of the reasons"),
    "lists": _("Order of the lists"),
    "ladders": _("Order of the ladders"),
    "actions": _("Order of the buttons"),
    "choices": _("Order of the menu"),
    "fields": _("Order of the fields"),
    "queues": _("Order of the tabs"),
}

# A field by its whole path where the last key alone says too little, else by that key.
FIELDS: dict[str, Any] = {
    "statuses": _("Statuses"),
    "tasks": _("Tasks"),
    "problems": _("Reasons"),
    "lists": _("Lists of reasons"),
    "ladders": _("Ladders"),
    "actions": _("Buttons"),
    "queues": _("Tabs of the desk"),
    "code": _("Code"),
    "title": _("Title"),
    "order_name": _("What an order is called"),
    "arrival": _("How an order begins"),
    "arrival.status": _("Status of a new order"),
    "arrival.task": _("First task"),
    "status": _("Status"),
    "kind": pgettext_lazy("kind of status", "Kind"),
    "level": _("Level"),
    "call": pgettext_lazy("field", "Call"),
    "tasks.call": _("It is a call"),
    "role": _("Whose task"),
    "also": _("In whose list too"),
    "hint": _("Hint"),
    "milestone": _("What has been achieved"),
    "trash": _("Was no order at all"),
    "siblings": _("The client's other orders"),
    "cures": _("Is the answer to"),
    "requires": _("The order must have"),
    "cases": _("Exceptions"),
    "cases.statuses": _("For orders in"),
    "cases.tasks": _("For orders whose task is"),
    "card": _("Card"),
    "sections": _("What the card shows"),
    "say": _("What the client is told"),
    "say.when": _("When it is said"),
    "say.text": _("Words"),
    "forbid": _("Forbidden"),
    "needs_comment": _("Needs a comment"),
    "lists.problems": _("Reasons, in order"),
    "steps": _("Delays"),
    "repeat": _("Then repeat every"),
    "end": _("After the last step"),
    "end.status": _("Status at the end"),
    "end.problem": _("Reason at the end"),
    "operator_names_time_from": _("Operator may name the time from call"),
    "task": _("Next task"),
    "task.kind": _("What is to be done"),
    "task.when": _("When it is due"),
    "when.ladder": _("By the ladder"),
    "when.field": _("By the field"),
    "when.before": _("So long before it"),
    "when.after": _("After a delay"),
    "when.days": _("After days"),
    "problem": _("Reason"),
    "problem.rule": _("Is it asked for"),
    "problem.list": _("From the list"),
    "problem.value": _("Set by itself"),
    "comment": _("Comment"),
    "comment.rule": _("Is it asked for"),
    "comment.auto": _("Comment made by itself"),
    "call_back_at": _("Time of the next call"),
    "fields": _("Fields of its own"),
    "shortcuts": _("Quick answers"),
    "shortcuts.when": _("Time in words"),
    "type": _("Kind of field"),
    "required": _("Must be filled in"),
    "outcome": _("Outcome of the call"),
    "to": _("Leads to"),
    "only_own_client": _("Only for our own clients"),
    "advice": _("Advice for others"),
    "restart": _("Begins anew"),
    "key": _("Key"),
    "sources": _("Offered in"),
    "roles": _("Who may"),
    "choices": _("Menu"),
    "matrix": _("Moves down"),
    "source": _("From status"),
    "where": _("What stands in it"),
    "where.statuses": _("Statuses"),
    "where.attempts": _("Unanswered calls"),
    "where.age": _("Days since arrival"),
    "min": pgettext_lazy("range", "from"),
    "max": pgettext_lazy("range", "to"),
    "attempts.min": _("Unanswered calls from"),
    "attempts.max": _("Unanswered calls to"),
    "age.min": _("Days since arrival from"),
    "age.max": _("Days since arrival to"),
    "order": _("Sorting"),
    "dialled": _("Handed out by itself"),
    "priority": _("Priority, 0 is first"),
    "only_unassigned": _("Only orders that are nobody's yet"),
    "ageing": _("Orders nobody reached"),
    "ageing.statuses": _("Statuses that leave the phone"),
    "ageing.days": _("After so many days"),
    "ageing.task": _("Their task then"),
    "ru": _("in Russian"),
    "uk": _("in Ukrainian"),
    "en": _("in English"),
}

CHOICES: dict[str, Any] = {
    "open": pgettext_lazy("status", "open"),
    "won": pgettext_lazy("status", "won"),
    "lost": pgettext_lazy("status", "lost"),
    "made": pgettext_lazy("call", "must have been made"),
    "not_made": pgettext_lazy("call", "must not be made"),
    "any": pgettext_lazy("call", "may be made or not"),
    "forbidden": pgettext_lazy("rule", "not asked for"),
    "required": pgettext_lazy("rule", "must be given"),
    "optional": pgettext_lazy("rule", "may be given"),
    "fixed": pgettext_lazy("rule", "set by itself"),
    "ladder": pgettext_lazy("rule", "left to the ladder"),
    "reached": pgettext_lazy("outcome", "client reached"),
    "unreached": pgettext_lazy("outcome", "client not reached"),
    "none": pgettext_lazy("outcome", "says nothing"),
    "oldest": pgettext_lazy("order", "oldest arrival first"),
    "due": pgettext_lazy("order", "due first"),
    "newest": pgettext_lazy("order", "newest arrival first"),
    "confirmed": pgettext_lazy("milestone", "the client agreed"),
    "paid": pgettext_lazy("milestone", "paid"),
    "shipped": pgettext_lazy("milestone", "the parcel is on its way"),
    "delivered": pgettext_lazy("milestone", "the parcel arrived"),
    "postpone": pgettext_lazy("other orders", "are called at that time too"),
    "close": pgettext_lazy("other orders", "are closed too"),
    "close_same_number": pgettext_lazy("other orders", "of that number are closed too"),
    "lines": pgettext_lazy("needed", "a product"),
    "lines.price": pgettext_lazy("needed", "the price of each product"),
    "client.last_name": pgettext_lazy("needed", "the last name"),
    "client.first_name": pgettext_lazy("needed", "the first name"),
    "client.phone": pgettext_lazy("needed", "a number that can be called"),
    "address.city": pgettext_lazy("needed", "the city"),
    "address.street": pgettext_lazy("needed", "the street"),
    "address.house": pgettext_lazy("needed", "the house"),
    "delivery.way": pgettext_lazy("needed", "the way of delivery"),
    "delivery.cost": pgettext_lazy("needed", "the cost of delivery"),
    "delivery.point": pgettext_lazy("needed", "the pick-up point"),
    "payment.way": pgettext_lazy("needed", "the way of payment"),
    "read_back": pgettext_lazy("needed", "that it was read back to the client"),
    "goods": _("the goods"),
    "client": _("the client and the address"),
    "delivery": _("the delivery"),
    "say": _("what to tell the client"),
    "total": pgettext_lazy("occasion", "no delivery is known"),
    "free": pgettext_lazy("occasion", "delivery is free of charge"),
    "priced": pgettext_lazy("occasion", "delivery has a price"),
    "way": pgettext_lazy("occasion", "a way of delivery is chosen"),
    "courier": pgettext_lazy("occasion", "a courier comes"),
    "parcel": pgettext_lazy("occasion", "the client collects the parcel"),
    "moment": pgettext_lazy("field", "day and time"),
    "day": pgettext_lazy("field", "day"),
    "text": pgettext_lazy("field", "text"),
    "number": pgettext_lazy("field", "number"),
    "money": pgettext_lazy("field", "sum of money"),
    "flag": pgettext_lazy("field", "yes or no"),
    "phone": pgettext_lazy("field", "phone number"),
    "track": pgettext_lazy("field", "tracking number"),
}

HELP: dict[str, Any] = {
    "code": _("Small Latin letters, digits and _. Stored with orders: do not change it later."),
    "level": _("Orders move up by levels, never down. A lost status has none."),
    "operator_names_time_from": _("Empty: never; the ladder alone sets the time."),
    "repeat": _("Give either this or what comes after the last step."),
    "task.when": _("Fill in exactly one way."),
    "comment.auto": _("{attempt} is the number of the call, {problem} the reason."),
    "key": _("Such as F4."),
    "roles": _("Nobody chosen: everybody may."),
    "sources": _("Statuses in which the button is shown."),
    "choices": _("What a menu item leaves out is as the button says."),
    "shortcuts": _("One key each, for a button that asks for the time of the next call alone."),
    "shortcuts.when": _("Such as: in 1 hour, tomorrow 10:00."),
    "restart": _("Counts calls from zero and takes the order from its operator."),
    "priority": _("The automatic mode asks the tabs in this order."),
    "milestone": _("Reports count by it. Nothing chosen: by the calls that can go unanswered."),
    "siblings": _("What the reason means for the client's other open orders. Noted here; not carried out yet."),
    "requires": _("Noted here; an order that lacks them is not refused yet."),
    "cases": _("The first that fits counts: where the order goes then, and its next task."),
    "say.text": _("{goods}, {delivery} and {total} are sums, {way} is the way of delivery."),
    "days": _("Calendar days, to the first opening of that day."),
}

_TOLD: dict[str, Any] = {
    "published": _("Published. Shops work by it from now on."),
    "dropped": _("The draft is discarded."),
    "moved": _(
        "Parts were changed in another window meanwhile; this is the draft as it is now. Do the last step again."
    ),
    "same": _("Nothing differs from the newest version, so there is nothing to publish."),
}


def done_sentence(code: str) -> str:
    """The sentence of a deed that is done; empty for an unknown code."""
    return str(_TOLD.get(code, ""))


def field_title(path: str) -> str:
    """The label of a field by its dotted keys: the longest ending that has words, else the last key."""
    keys = [key for key in path.split(".") if not key.isdigit()]
    for start in range(len(keys)):
        ending = ".".join(keys[start:])
        if ending in FIELDS:
            return str(FIELDS[ending])
    return keys[-1] if keys else path


def help_of(path: str) -> str:
    """What is to be known about a field beside its label; empty for most."""
    keys = [key for key in path.split(".") if not key.isdigit()]
    for start in range(len(keys)):
        ending = ".".join(keys[start:])
        if ending in HELP:
            return str(HELP[ending])
    return ""
