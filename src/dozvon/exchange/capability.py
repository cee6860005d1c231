"""Tables in and out, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.exchange.permissions import EXPORT_TABLES, IMPORT_TABLES
from dozvon.platform.capabilities import LEADING, Capability, Grant
from dozvon.platform.people.kinds import NoticeKind

CAPABILITY = Capability(
    name="exchange",
    permissions=(
        Grant(permission=EXPORT_TABLES, title=_("Export tables"), roles=LEADING),
        Grant(permission=IMPORT_TABLES, title=_("Import tables")),
    ),
    sentences={
        "since_after_until": _("The first day is after the last one. Exchange the two dates."),
        "empty_file": _("The file is empty. Choose the one that holds the rows."),
        "workbook": _(
            "This workbook cannot be read: it is damaged, has a password, or is of another sort. "
            "Save it as .xlsx or “CSV UTF-8”."
        ),
        "workbook_too_big": _("The workbook is too large to be unpacked. Save its table as “CSV UTF-8”."),
        "binary": _("This is no table. Save it as .xlsx or “CSV UTF-8” and send that file."),
        "bad_encoding": _("The text is neither UTF-8 nor Windows-1251. Save the table as “CSV UTF-8”."),
        "no_header": _(
            "The first row must name the columns, but none of these is known: %(found)s. Name them, for example, "
            "%(allowed)s, or say with map=column=field what they are."
        ),
        "needs_column": _(
            "The first row names none of the columns %(allowed)s. Add one, or say with map=column=field which it is."
        ),
        "same_column_twice": _(
            "The columns “%(first)s” (%(first_place)s) and “%(second)s” (%(second_place)s) both mean %(name)s. "
            "Rename or remove one of them."
        ),
        "map_unknown_column": _("map: there is no column “%(value)s”. The file has: %(allowed)s."),
        "map_unknown_field": _("map: there is no field “%(value)s”. Choose one of: %(allowed)s."),
        "map_not_pair": _("map: “%(value)s” is no pair. Write it as column=field,column=field."),
        "too_many_rows": _(
            "The file has more than %(limit)s rows. Divide it, or use the command, which takes files of any length."
        ),
        "too_big_file": _("The file is larger than %(limit)s MB. Divide it, or use the command."),
        "no_file": _("Choose the file first."),
        "column_count": _(
            "The row has %(found)s cells and the header %(expected)s. Look for a missing or unquoted separator."
        ),
        "broken_formula": _("The formula in this cell fails (%(value)s). Mend it, or write the value itself."),
        "bad_quotes": _(
            "A quotation mark is not closed or has text after it: lines %(first)s–%(last)s. Double marks inside a cell."
        ),
        "bad_json_line": _("This line is no JSON object. Write one object a line."),
        "not_lines": _("The lines of the order must be a JSON list, or columns sku, quantity, price."),
        "unknown_status": _(
            "“%(value)s” is no status of this shop. Empty the cell if the order is open; "
            "leave the row out if it is not."
        ),
        "not_contacts": _("The contacts must be a JSON list of objects with kind and value."),
        "not_source": _("The source must be a JSON object with utm and search_query."),
        "closed_order": _(
            "The order is closed (%(value)s); taken in, it would be called again. "
            "Empty its status to take it in as new."
        ),
        "sku_twice": _("Row %(row)s has this article number already. Leave one of the two."),
        "not_this_shop": _("This row is of the shop “%(value)s”. Bring it in for that shop."),
        "no_name": _("The catalogue does not have this product yet: give it a name."),
        "no_way_to_recognise": _(
            "Neither phone nor e-mail can be right, so the client could not be recognised again. Correct one."
        ),
        "total_differs": _("Taken in with the total of its lines; the file says %(value)s."),
    },
    notices=(
        NoticeKind(
            "import.orders",
            _("Import of orders into %(shop)s: of %(read)s rows %(refused)s were refused."),
            "alert-circle",
            "soon",
        ),
        NoticeKind(
            "import.clients",
            _("Import of clients into %(shop)s: of %(read)s rows %(refused)s were refused."),
            "alert-circle",
            "soon",
        ),
        NoticeKind(
            "import.products",
            _("Import of a price list into %(shop)s: of %(read)s rows %(refused)s were refused."),
            "alert-circle",
            "soon",
        ),
    ),
    api=("dozvon.api.v1.exchange.router",),
)
