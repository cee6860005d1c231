"""Clients and their contacts, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.clients.client_data import Cards
from dozvon.clients.errors import BadClient, BadMerge, ClientNotFound, FieldNotFound
from dozvon.clients.events import EVENTS
from dozvon.clients.invariants import INVARIANTS
from dozvon.clients.permissions import MERGE_CLIENTS, SEE_CLIENTS
from dozvon.core.errors import FieldError
from dozvon.core.roles import Role
from dozvon.platform.capabilities import Capability, Grant, HttpRefusal, MenuEntry, MenuGroup
from dozvon.shops.permissions import MANAGE_SHOPS

CAPABILITY = Capability(
    name="clients",
    permissions=(
        Grant(
            permission=SEE_CLIENTS,
            title=_("See clients"),
            roles=(
                Role.OPERATOR,
                Role.SECRETARY,
                Role.MANAGER,
                Role.HEAD,
                Role.QUALITY,
                Role.WAREHOUSE,
                Role.DIRECTOR,
            ),
            scopes=("desk",),
        ),
        Grant(
            permission=MERGE_CLIENTS,
            title=_("Merge duplicate clients"),
            roles=(
                Role.MANAGER,
                Role.HEAD,
                Role.DIRECTOR,
            ),
            scopes=("desk",),
        ),
    ),
    sentences={
        "no_way_to_reach": _("Enter a phone number or an e-mail address, so that the client can be reached."),
        "same": _("A client cannot be merged into itself."),
        "merged": _("One of the clients has already been merged into another."),
        "undone": _("This merge has already been undone."),
        "not_last": _("The remaining client has been merged again since then: undo that merge first."),
        "erased": _("This client's data has been erased; there is nothing left to change."),
        "contact_taken": _("Another client has this contact. Merge the two clients instead."),
        "bad_code": _("Use 1 to 40 lowercase Latin letters, digits or _, starting with a letter."),
        "retired_field": _("This field is switched off. An administrator can restore it."),
        "not_each_once": _("List each of these once: %(allowed)s."),
        "values_lost": _("Cards that would lose their value: %(value)s. Enter this number to confirm."),
    },
    flags={
        "no_phone": _("No phone number: write, or find another way to reach the client"),
        "empty": _("No digits in the phone number"),
        "too_short": _("Too few digits in the number: do not call"),
        "too_long": _("Too many digits in the number: do not call"),
        "invalid_phone": _("There is no such number: do not call"),
        "suspect_phone": _("The number looks made up: call once to check"),
        "profanity": _("Obscene name: do not call"),
        "has_digits": _("Digits in the name: check it with the client"),
        "has_url_or_at": _("A link in the name: probably spam"),
        "has_emoji": _("Emoji or symbols in the name: check it with the client"),
        "single_letter": _("The name is a single letter: ask for the full name"),
        "repeat": _("Repeated letters in the name: check it with the client"),
        "keyboard_row": _("The name looks random: check it with the client"),
        "no_vowel": _("A name without vowels: check it with the client"),
        "mixed_script": _("Two alphabets in one name: check it with the client"),
        "all_same_as_phone": _("A phone number instead of a name: ask for the name"),
        "test_word": _("Looks like a test order"),
        "company_marker": _("A company: ask for its legal and bank details"),
        "name_too_long": _("The name is very long: check it with the client"),
        "bad_email": _("The e-mail address looks wrong: ask for it"),
    },
    problems={"merge": _("These clients cannot be merged or separated")},
    refusals=(
        HttpRefusal(kind=ClientNotFound, status=404, code="not_found"),
        HttpRefusal(kind=FieldNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BadClient, status=422, code="invalid", errors=lambda error: error.errors),
        HttpRefusal(kind=BadMerge, status=409, code="merge", errors=lambda error: [FieldError("into", error.code)]),
    ),
    api=("dozvon.api.v1.clients.router", "dozvon.api.v1.fields.router"),
    pages=("dozvon.web.office.urls.clients",),
    menu=(
        MenuEntry(
            route="client-fields",
            title=_("Client fields"),
            permission=MANAGE_SHOPS,
            group=MenuGroup.RULES,
            place=20,
            icon="tag",
        ),
    ),
    events=EVENTS,
    client_data=(Cards(),),
    invariants=INVARIANTS,
    account_changes={
        "field.added": _("Client field added"),
        "field.changed": _("Client field changed"),
        "field.choice_renamed": _("Client field option renamed"),
        "field.ordered": _("Client fields reordered"),
        "field.retired": _("Client field switched off"),
        "field.restored": _("Client field restored"),
        "field.removed": _("Client field deleted"),
    },
)
