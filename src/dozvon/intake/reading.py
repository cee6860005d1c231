"""From what a client wrote to what we store: contacts in their one spelling, a name in parts, flags, a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dozvon.clients.actions.match import NewClient, NewContact
from dozvon.core import names, phones
from dozvon.core.phones import Phone
from dozvon.geo import queries as geo
from dozvon.intake.schema import ClientIn
from dozvon.shops.models import Shop

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")


@dataclass(frozen=True, slots=True)
class ReadClient:
    """The client ready to be matched, and what is doubtful: a bad number is flagged, never refused."""

    client: NewClient
    flags: tuple[str, ...]


def read_client(given: ClientIn, shop: Shop) -> ReadClient:
    """What came, cleaned. No statement is needed; zones come from tables in memory."""
    phone = phones.normalise(given.phone, shop.country) if given.phone else None
    e164 = phone.e164 if phone else None
    name = names.clean(given.name) if given.name else ""
    last, first, middle = names.split(name) if name else ("", "", "")
    zone = geo.client_zone(manual=None, city=given.city, e164=e164, shop=shop.zone, country=shop.country)
    return ReadClient(
        NewClient(
            zone=zone.zone,
            zone_source=zone.source,
            name=name[:300],
            last_name=last[:120],
            first_name=first[:120],
            middle_name=middle[:120],
            gender=(names.gender(last, first, middle) or "") if name else "",
            company=given.company or "",
            country=(phone.country if phone else None) or shop.country,
            city=given.city or "",
            contacts=tuple(_contacts(given, phone)),
            known_id=given.id,
        ),
        tuple(_flags(given, phone, e164)),
    )


def _contacts(given: ClientIn, phone: Phone | None) -> list[NewContact]:
    found = []
    if phone is not None and phone.e164 is not None:
        found.append(NewContact("phone", phone.e164, phone.raw, phones.INVALID not in phone.flags))
    elif phone is not None and given.phone:
        found.append(NewContact("phone", given.phone, given.phone, matches=False))
    if given.email and is_email(given.email):
        found.append(NewContact("email", given.email.lower(), given.email))
    return found


def is_email(text: str) -> bool:
    """Whether it can be an address. Some letters become two when made small: it is that spelling which must fit."""
    return _EMAIL.fullmatch(text) is not None and len(text.lower()) <= LONGEST_EMAIL


def _flags(given: ClientIn, phone: Phone | None, e164: str | None) -> list[str]:
    found = list(phone.flags) if phone is not None else ["no_phone"]
    if given.name:
        found += names.flags(given.name, e164)
    if given.email and not is_email(given.email):
        found.append("bad_email")
    return list(dict.fromkeys(found))
