"""Sentences for what is wrong with a file or a row. Spoken in the language that is active."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from dozvon.core.errors import FieldError
from dozvon.platform import wording

_SENTENCES: dict[str, Any] = {
    "since_after_until": gettext_lazy("The first day is after the last one. Exchange the two dates."),
    "empty_file": gettext_lazy("The file is empty. Choose the one that holds the rows."),
    "workbook": gettext_lazy(
        "This workbook cannot be read: it is damaged, has a password, or is of another sort. "
        "Save it as .xlsx or “CSV UTF-8”."
    ),
    "workbook_too_big": gettext_lazy("The workbook is too large to be unpacked. Save its table as “CSV UTF-8”."),
    "binary": gettext_lazy("This is no table. Save it as .xlsx or “CSV UTF-8” and send that file."),
    "bad_encoding": gettext_lazy("The text is neither UTF-8 nor Windows-1251. Save the table as “CSV UTF-8”."),
    "no_header": gettext_lazy(
        "The first row must name the columns, but none of these is known: %(found)s. Name them, for example, "
        "%(allowed)s, or say with map=column=field what they are."
    ),
    "needs_column": gettext_lazy(
        "The first row names none of the columns %(allowed)s. Add one, or say with map=column=field which it is."
    ),
    "same_column_twice": gettext_lazy(
        "The columns “%(first)s” (%(first_place)s) and “%(second)s” (%(second_place)s) both mean %(name)s. "
        "Rename or remove one of them."
    ),
    "map_unknown_column": gettext_lazy("map: there is no column “%(value)s”. The file has: %(allowed)s."),
    "map_unknown_field": gettext_lazy("map: there is no field “%(value)s”. Choose one of: %(allowed)s."),
    "map_not_pair": gettext_lazy("map: “%(value)s” is no pair. Write it as column=field,column=field."),
    "too_many_rows": gettext_lazy(
        "The file has more than %(limit)s rows. Divide it, or use the command, which takes files of any length."
    ),
    "too_big_file": gettext_lazy("The file is larger than %(limit)s MB. Divide it, or use the command."),
    "no_file": gettext_lazy("Choose the file first."),
    "column_count": gettext_lazy(
        "The row has %(found)s cells and the header %(expected)s. Look for a missing or unquoted separator."
    ),
    "broken_formula": gettext_lazy("The formula in this cell fails (%(value)s). Mend it, or write the value itself."),
    "bad_quotes": gettext_lazy(
        "A quotation mark is not closed or has text after it: lines %(first)s–%(last)s. Double marks inside a cell."
    ),
    "bad_json_line": gettext_lazy("This line is no JSON object. Write one object a line."),
    "not_lines": gettext_lazy("The lines of the order must be a JSON list, or columns sku, quantity, price."),
    "unknown_status": gettext_lazy(
        "“%(value)s” is no status of this shop. Empty the cell if the order is open; leave the row out if it is not."
    ),
    "not_contacts": gettext_lazy("The contacts must be a JSON list of objects with kind and value."),
    "not_source": gettext_lazy("The source must be a JSON object with utm and search_query."),
    "closed_order": gettext_lazy(
        "The order is closed (%(value)s); taken in, it would be called again. Empty its status to take it in as new."
    ),
    "sku_twice": gettext_lazy("Row %(row)s has this article number already. Leave one of the two."),
    "not_this_shop": gettext_lazy("This row is of the shop “%(value)s”. Bring it in for that shop."),
    "no_name": gettext_lazy("The catalogue does not have this product yet: give it a name."),
    "no_way_to_recognise": gettext_lazy(
        "Neither phone nor e-mail can be right, so the client could not be recognised again. Correct one."
    ),
    "total_differs": gettext_lazy("Taken in with the total of its lines; the file says %(value)s."),
}


def sentence(error: FieldError) -> str:
    """One sentence with the cure: ours, else the program's common one."""
    ours = _SENTENCES.get(error.code)
    return wording.sentence(error) if ours is None else str(ours) % {"value": "", **error.params}
