"""The client and the address as a form on the card: what stands in it, and what is changed by what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.actions.match import NewContact
from dozvon.clients.models import Client, Contact
from dozvon.core import names, phones
from dozvon.core.errors import FieldError
from dozvon.intake.reading import is_email
from dozvon.intake.schema import storable
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.web.common.wording import ADDRESS

NAMES = ("last_name", "first_name", "middle_name")
LONGEST = {"first_name": 120, "last_name": 120, "middle_name": 120, "city": 200, "email": 254, "phone": 60}
LONGEST_PART = 120
"""Characters of the other parts of an address."""
PHONE = "phone"
"""The field of one more phone; "phone.7" is the contact 7: a form drawn before a change hits no other number."""
_DIGITS = {"RU": 6, "BY": 6, "KZ": 6, "UA": 5}
"""Digits of a postcode."""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """The form. `extras` are the further parts of an address that the shop asks for, `phones` the fields of further
    numbers, that of one more last."""

    order: Order
    values: Mapping[str, str]
    extras: list[str]
    phones: list[str]
    may_edit: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What is to be changed; None where nothing is. `fields` says where each new contact was typed."""

    client: ClientChanges | None
    address: dict[str, str] | None
    errors: dict[str, str]
    fields: dict[str, str]


def person_of(
    order: Order,
    contacts: Sequence[Contact],
    *,
    may_edit: bool,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    alert: str = "",
) -> PersonForm:
    """The form filled from the order and its client; `typed` stands where something was wrong. No statement."""
    extras = list(order.shop.address_extras)
    values = {**stored_values(order, contacts), **{extra: order.address.get(extra, "") for extra in extras}}
    errors = errors or {}
    kept = typed if typed is not None and alert else {name: (typed or {}).get(name, "") for name in errors}
    numbers = [*_further_phones(contacts), PHONE]
    return PersonForm(order, {**values, **kept}, extras, numbers, may_edit, errors, alert)


def stored_values(order: Order, contacts: Sequence[Contact]) -> dict[str, str]:
    """What stands in the form at first."""
    client, address = order.client, order.address
    parts = {name: getattr(client, name) for name in NAMES}
    if not any(parts.values()):
        # A name that could not be taken apart is put right by hand.
        parts["first_name"] = client.name
    return {
        **parts,
        "gender": client.gender,
        **{name: _display(contact) for name, contact in _further_phones(contacts).items()},
        PHONE: "",
        "email": next((contact.value for contact in contacts if contact.kind == "email"), ""),
        **{name: address.get(name, "") for name in ADDRESS},
        "city": address.get("city") or client.city,
    }


def read_person(sent: Mapping[str, str], order: Order) -> dict[str, str]:
    """The fields that came, without spaces around them; a field that did not come is left as it is."""
    known = (*NAMES, "gender", PHONE, "email", *ADDRESS, *order.shop.address_extras)
    numbers = [name for name in sent if _is_phone(name)]
    return {name: " ".join(sent[name].split()) for name in (*known, *numbers) if name in sent}


def changes_of(order: Order, contacts: Sequence[Contact], typed: Mapping[str, str]) -> PersonChanges:
    """What differs from what is stored. A field with a mistake changes nothing, the others do."""
    was = {
        **stored_values(order, contacts),
        **{extra: order.address.get(extra, "") for extra in order.shop.address_extras},
    }
    # A number that is no longer theirs, or that stands there already, is nothing to be changed.
    there = {text for name, text in was.items() if _is_phone(name) and text} | {_display(one) for one in contacts}
    changed = {
        name: text
        for name, text in typed.items()
        if _complete_address(order, name, text) != was.get(name, "")
        and not (name not in was and name.startswith(f"{PHONE}."))
        and not (_is_phone(name) and _complete_address(order, name, text) in there)
    }
    errors = {name: said for name, text in changed.items() if (said := _fault(order, name, text))}
    good = {name: text for name, text in changed.items() if name not in errors}
    if "city" in good and good["city"] and "region" not in typed:
        good["region"] = ""
    address = {name: text for name, text in good.items() if name in (*ADDRESS, *order.shop.address_extras)}
    whole = {name: text for name, text in {**order.address, **address}.items() if text} if address else None
    client = _client(order.client, contacts, was, good, typed)
    fields = {_contact(order.client, name, good[name]).value: name for name in good if _is_contact(name) and good[name]}
    return PersonChanges(client, whole, errors, fields)


def _complete_address(order: Order, name: str, text: str) -> str:
    """As it would be shown: another spelling of the same number is no other number."""
    if _is_phone(name):
        number = phones.normalise(text, order.shop.country).e164
        return phones.pretty(number) if number else text
    return text.lower() if name == "email" else text


def _fault(order: Order, name: str, text: str) -> str:
    limit = LONGEST.get(PHONE if _is_phone(name) else name, LONGEST_PART)
    if len(text) > limit:
        return sentence(FieldError(name, "too_long", {"limit": str(limit)}))
    if not storable(text):
        return sentence(FieldError(name, "bad_character"))
    digits = _DIGITS.get(order.shop.country)
    if name == "postcode" and text and digits and not re.fullmatch(rf"[0-9]{{{digits}}}", text):
        return sentence(FieldError(name, "not_postcode", {"limit": str(digits)}))
    if name == "email" and text and not is_email(text):
        return sentence(FieldError(name, "not_email"))
    if name == "gender" and text not in ("", "male", "female"):
        return sentence(FieldError(name, "not_choice"))
    if _is_phone(name) and text and phones.normalise(text, order.shop.country).e164 is None:
        return sentence(FieldError(name, "not_phone"))
    return ""


def _client(
    client: Client,
    contacts: Sequence[Contact],
    was: Mapping[str, str],
    good: Mapping[str, str],
    typed: Mapping[str, str],
) -> ClientChanges | None:
    parts: dict[str, Any] = {name: good[name] for name in NAMES if name in good}
    if parts:
        # All three together: the name is put together from them.
        parts = {name: good.get(name, was[name]) for name in NAMES}
    added, dropped = _contacts(client, contacts, was, good)
    city = good.get("city")
    region = typed.get("region", was["region"])
    gender = good.get("gender", _guess(client, was, parts) if parts else None)
    if not parts and gender is None and city is None and not added and not dropped:
        return None
    return ClientChanges(**parts, gender=gender, city=city, region=region, contacts=added, dropped=dropped)


def _guess(client: Client, was: Mapping[str, str], parts: Mapping[str, str]) -> str | None:
    """The gender by the new name, unless somebody knew better than the old name did; None leaves it."""
    before = names.gender(*(was[name] for name in NAMES)) or ""
    if client.gender not in ("", before):
        return None
    guess = names.gender(*(parts[name] for name in NAMES)) or ""
    return guess if guess != client.gender else None


def _contacts(
    client: Client, contacts: Sequence[Contact], was: Mapping[str, str], good: Mapping[str, str]
) -> tuple[list[NewContact], list[tuple[str, str]]]:
    """What is added, and what is taken off: a number that was changed is another one."""
    added, dropped = list[NewContact](), list[tuple[str, str]]()
    further = _further_phones(contacts)
    for name, text in good.items():
        if not _is_contact(name):
            continue
        if name in further:
            dropped.append(("phone", further[name].value))
        elif was[name]:
            dropped.append((name, was[name]))
        if text:
            added.append(_contact(client, name, text))
    return added, dropped


def _contact(client: Client, name: str, text: str) -> NewContact:
    if not _is_phone(name):
        return NewContact("email", text.lower(), text)
    phone = phones.normalise(text, client.country or "RU")
    return NewContact("phone", phone.e164 or text, text, phones.INVALID not in phone.flags)


def _is_phone(name: str) -> bool:
    return re.fullmatch(rf"{PHONE}(\.[0-9]{{1,18}})?", name) is not None


def _is_contact(name: str) -> bool:
    return name == "email" or _is_phone(name)


def _further_phones(contacts: Sequence[Contact]) -> dict[str, Contact]:
    """Every number but the main one, by its field."""
    return {f"{PHONE}.{contact.pk}": contact for contact in [one for one in contacts if one.kind == "phone"][1:]}


def _display(contact: Contact) -> str:
    return phones.pretty(contact.value) if contact.value.startswith("+") else contact.value
