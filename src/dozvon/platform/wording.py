"""Sentences for codes: what is wrong with a field, what a flag means. Spoken in the language that is active."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dozvon.core.errors import FieldError

_SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("Fill this in."),
    "must_be_empty": gettext_lazy("Leave this empty for this action."),
    "must_be_made": gettext_lazy("This action needs a call that was made."),
    "must_be_not_made": gettext_lazy("This action is for orders that were not called."),
    "unknown": gettext_lazy("“%(value)s” is not in the list. Choose one of: %(allowed)s."),
    "not_own_client": gettext_lazy(
        "This is not a client of ours. Use “Refuse” with the problem “other” and say what it was."
    ),
    "in_past": gettext_lazy("This time has passed. Choose one in the future."),
    "not_called_yet": gettext_lazy("Nobody has called this client yet. Call first, then agree on a time."),
    "too_far": gettext_lazy("This is more than two years ahead. Check the date."),
    "no_zone": gettext_lazy("Give the time with its zone, such as 2026-03-01T10:00:00+03:00."),
    "not_moment": gettext_lazy("This is no date with time. Write it as 2026-03-01T10:00:00+03:00."),
    "not_with_task": gettext_lazy("Ask for a queue or for tasks, not for both."),
    "not_day": gettext_lazy("This is no date. Write it as 2026-03-01."),
    "not_text": gettext_lazy("This must be text."),
    "not_of_action": gettext_lazy("This action has no such field. Leave it out."),
    "forbidden": gettext_lazy("Your role does not allow this action."),
    "transition": gettext_lazy("This action is not possible in the order's present status."),
    "same_status": gettext_lazy("The order is in this status already. Choose another, or name the task that follows."),
    "closed_has_no_task": gettext_lazy("Nothing follows a closed order: leave this empty."),
    "never_handed_out": gettext_lazy("Nobody would be given this call: no tab that is dialled holds this status."),
    "too_long": gettext_lazy("This is too long: at most %(limit)s characters."),
    "too_many": gettext_lazy("These are too many: at most %(limit)s."),
    "too_small": gettext_lazy("This is too small: at least %(limit)s."),
    "too_big": gettext_lazy("This is too big: at most %(limit)s."),
    "too_many_places": gettext_lazy("Use at most two decimal places."),
    "not_whole_number": gettext_lazy("This must be a whole number."),
    "not_number": gettext_lazy("This is no number."),
    "not_money": gettext_lazy("This is no sum of money: use a number with at most two decimal places."),
    "not_object": gettext_lazy("This must be a JSON object."),
    "not_list": gettext_lazy("This must be a JSON list."),
    "not_json": gettext_lazy("The body is no JSON: line %(line)s, column %(column)s."),
    "unknown_field": gettext_lazy("There is no such field. Check its spelling or leave it out."),
    "unknown_shop": gettext_lazy("There is no shop “%(value)s”. Use the code of one of your shops."),
    "unknown_client": gettext_lazy("There is no client %(value)s among yours. Check the number, or leave it out."),
    "no_way_to_reach": gettext_lazy("Give a phone number or an e-mail address: else nobody can reach the client."),
    "unknown_product": gettext_lazy("The catalogue has no “%(value)s”. Choose from the list below the field."),
    "unknown_queue": gettext_lazy("There is no queue “%(value)s”."),
    "bad_character": gettext_lazy("A character in it cannot be stored. Remove NUL and broken characters."),
    "bad_cursor": gettext_lazy("This cursor is not from this list. Begin without one."),
    "in_future": gettext_lazy("This time is in the future. Check the clock that sent it."),
    "too_early": gettext_lazy("This is before %(least)s. Check the date."),
    "too_much_money": gettext_lazy("The lines come to more than %(most)s. Check prices and quantities."),
    "same": gettext_lazy("A client cannot be merged into itself."),
    "merged": gettext_lazy("One of the clients is already merged into another."),
    "undone": gettext_lazy("This merge is already undone."),
    "not_last": gettext_lazy("The kept client was merged on since: undo that merge first."),
    "erased": gettext_lazy("This client's data were erased; there is nothing left to change."),
    "open_orders": gettext_lazy("There is open work for this client: %(value)s. Close it first."),
    "other_shops": gettext_lazy("The client also ordered in shops you do not see. Ask who sees all shops."),
    "names_client": gettext_lazy("The reason is kept: leave out the client's name and contacts."),
    "not_confirmed": gettext_lazy("Type the client's number, %(value)s, to confirm."),
    "discount_too_big": gettext_lazy("The promotion allows at most %(limit)s%%."),
    "discount_needs_quantity": gettext_lazy("The promotion gives this from %(least)s pieces on. Raise the quantity."),
    "no_discount": gettext_lazy("A promotion without a discount is none: give more than 0%%."),
    "ends_before_it_begins": gettext_lazy("The promotion would end before it begins. Check the two days."),
    "unknown_promotion": gettext_lazy("This shop has no promotion “%(value)s”. Make it first."),
    "unknown_skus": gettext_lazy("The catalogue has no such article numbers: %(value)s."),
    "bad_sku": gettext_lazy("An article number holds no commas, semicolons or line breaks."),
    "sku_stays": gettext_lazy("The article number stays: orders know the product by it. Make a new product instead."),
    "price_fixed": gettext_lazy("The price is fixed: %(value)s. Who may name any price can change it."),
    "unknown_user": gettext_lazy("Nobody of this shop is named “%(value)s”."),
    "unknown_zone": gettext_lazy("“%(value)s” is no time zone. Use a name such as Europe/Moscow."),
    "contact_taken": gettext_lazy("Another client has this contact. Merge the two instead."),
    "not_flag": gettext_lazy("This must be true or false."),
    "not_yes_or_no": gettext_lazy("Write yes or no: whether it is on offer."),
    "bad_code": gettext_lazy("Use 1 to 40 small Latin letters, digits or _, a letter first."),
    "taken": gettext_lazy("This is taken already. Choose another."),
    "not_choice": gettext_lazy("Choose one of the field's values."),
    "retired_field": gettext_lazy("This field is retired. An administrator can bring it back."),
    "not_each_once": gettext_lazy("Name each of these once: %(allowed)s."),
    "values_lost": gettext_lazy("Cards that would lose what is in this field: %(value)s. Give this number to confirm."),
    "conflict": gettext_lazy("Another request took in the same at this moment. Send it again."),
    "not_email": gettext_lazy("This is no e-mail address. Check the part around @."),
    "too_short": gettext_lazy("This is too short: at least %(limit)s characters."),
    "common_password": gettext_lazy("This password is among the first that are guessed. Choose another."),
    "wrong_password": gettext_lazy("This is not your password."),
    "wrong_code": gettext_lazy("This code is wrong or was used already. Wait for the next one."),
    "oneself": gettext_lazy("You cannot take this from yourself. Ask another administrator."),
    "last_admin": gettext_lazy("Nobody else could manage people then. Name another administrator first."),
    "not_your_shop": gettext_lazy("Choose among your own shops."),
    "closed_account": gettext_lazy("This account is closed. Open it first."),
    "not_hours": gettext_lazy("Write hours as 09:00-18:00, several with commas between."),
    "not_phone": gettext_lazy("This is no phone number. Check its digits."),
    "not_days": gettext_lazy("Write days as 3 or 2-4."),
    "not_postcode": gettext_lazy("A postcode has %(limit)s digits."),
    "never_open": gettext_lazy("The shop must be open on one day at least."),
    "not_currency": gettext_lazy("Use the three letters of a currency, such as RUB."),
    "no_calendar": gettext_lazy("The public holidays of this country are not known."),
    "more_than_yours": gettext_lazy("This role may do what you may not. Ask an administrator."),
    "fixed_right": gettext_lazy("This right cannot be changed: somebody must always be able to put things right."),
    "not_your_right": gettext_lazy("You may not do this yourself, so you cannot give or take it."),
    "not_after": gettext_lazy("The end must be after the beginning and ahead of now."),
    "no_stand_in": gettext_lazy("Choose who stands in: somebody else, at work, of the same shops."),
    "shops_alone": gettext_lazy(
        "Nobody chosen works in %(value)s. Choose somebody of that shop as well, or give one of them the shop."
    ),
    "away_then": gettext_lazy("An absence is set for this time already. End it first."),
    "too_far_banner": gettext_lazy("Choose a time within a month."),
    "invalid": gettext_lazy("This value cannot be used here."),
}

_FLAGS: dict[str, Any] = {
    "no_phone": gettext_lazy("No phone number: write or find another way"),
    "empty": gettext_lazy("No digits in the phone number"),
    "too_short": gettext_lazy("Too few digits in the number: do not call, choose “wrong number”"),
    "too_long": gettext_lazy("Too many digits in the number: do not call, choose “wrong number”"),
    "invalid_phone": gettext_lazy("There is no such number: do not call, choose “wrong number”"),
    "suspect_phone": gettext_lazy("The number looks made up: call once to see"),
    "profanity": gettext_lazy("Obscene name: do not call, choose “spam”"),
    "has_digits": gettext_lazy("Digits in the name: check it with the client"),
    "has_url_or_at": gettext_lazy("A link in the name: probably spam"),
    "has_emoji": gettext_lazy("Pictures in the name: check it with the client"),
    "single_letter": gettext_lazy("One letter for a name: ask for the full name"),
    "repeat": gettext_lazy("Repeated letters in the name: check it with the client"),
    "keyboard_row": gettext_lazy("The name was typed at random: check it with the client"),
    "no_vowel": gettext_lazy("A name without vowels: check it with the client"),
    "mixed_script": gettext_lazy("Two alphabets in one name: check it with the client"),
    "all_same_as_phone": gettext_lazy("The phone number stands for the name: ask for the name"),
    "test_word": gettext_lazy("Looks like a test order"),
    "company_marker": gettext_lazy("A company: ask for its requisites"),
    "name_too_long": gettext_lazy("The name is very long: check it with the client"),
    "no_price": gettext_lazy("No price yet: work it out and tell the client"),
    "bad_email": gettext_lazy("The e-mail address cannot be right: ask for it"),
}


def sentence(error: FieldError) -> str:
    """One sentence that says what is missing or too much, and the cure."""
    text = str(_SENTENCES.get(error.code, _SENTENCES["invalid"]))
    params = {"limit": error.params.get("most", "—"), "value": "", "allowed": "—", **error.params}
    return text % _Forgiving(params)


class _Forgiving(dict[str, str]):
    """Parameters for a sentence; one that is not given reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def flag_title(code: str) -> str:
    """What a flag means and what to do about it."""
    return str(_FLAGS.get(code) or _("Check this order: %(code)s") % {"code": code})


def known_codes() -> tuple[frozenset[str], frozenset[str]]:
    """All codes of sentences and of flags, for the test that none is forgotten."""
    return frozenset(_SENTENCES), frozenset(_FLAGS)
