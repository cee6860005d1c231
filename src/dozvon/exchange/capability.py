"""Tables in and out, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.exchange.client_data import TablesOfClients
from dozvon.exchange.kept import may_read
from dozvon.exchange.permissions import EXPORT_TABLES, IMPORT_TABLES
from dozvon.platform.capabilities import LEADING, Capability, Grant, MenuEntry, MenuGroup
from dozvon.platform.people.kinds import NoticeKind

CAPABILITY = Capability(
    name="exchange",
    permissions=(
        Grant(permission=EXPORT_TABLES, title=_("Export tables"), roles=LEADING),
        Grant(permission=IMPORT_TABLES, title=_("Import tables")),
    ),
    sentences={
        "since_after_until": _("The first day is after the last one. Swap the two dates."),
        "empty_file": _("The file is empty. Choose a file with rows."),
        "workbook": _(
            "This workbook cannot be read: it is damaged, password-protected or in another format. "
            "Save it as .xlsx or “CSV UTF-8”."
        ),
        "workbook_too_big": _("The workbook is too large to unpack. Save its table as “CSV UTF-8”."),
        "binary": _("This file is not a table. Save it as .xlsx or “CSV UTF-8” and upload that file."),
        "bad_encoding": _("The text is neither UTF-8 nor Windows-1251. Save the table as “CSV UTF-8”."),
        "no_header": _(
            "The first row must contain column names, but none of these is known: %(found)s. Use "
            "names such as %(allowed)s, or map the columns with map=column=field."
        ),
        "needs_column": _(
            "The first row has none of the columns %(allowed)s. Add one, or map a column to it with map=column=field."
        ),
        "same_column_twice": _(
            "The columns “%(first)s” (%(first_place)s) and “%(second)s” (%(second_place)s) both mean %(name)s. "
            "Rename or remove one of them."
        ),
        "map_unknown_column": _("map: there is no column “%(value)s”. The file has: %(allowed)s."),
        "map_unknown_field": _("map: there is no field “%(value)s”. Choose one of: %(allowed)s."),
        "map_not_pair": _("map: “%(value)s” is not a pair. Use the form column=field,column=field."),
        "too_many_rows": _(
            "The file has more than %(limit)s rows. Split it, or use the command line, which takes files of any length."
        ),
        "too_big_file": _("The file is larger than %(limit)s MB. Split it, or use the command line."),
        "no_file": _("Choose a file first."),
        "column_count": _(
            "The row has %(found)s cells but the header has %(expected)s. Look for a missing or unquoted separator."
        ),
        "broken_formula": _(
            "The formula in this cell has an error (%(value)s). Correct it, or enter the value itself."
        ),
        "bad_quotes": _(
            "A quotation mark is not closed or has text after it: lines %(first)s–%(last)s. Double "
            "the quotation marks inside a cell."
        ),
        "bad_json_line": _("This line is not a JSON object. Write one object per line."),
        "not_lines": _("The order lines must be a JSON list, or the columns sku, quantity, price."),
        "unknown_status": _(
            "“%(value)s” is not a status of this shop. Clear the cell if the order is open; remove "
            "the row if it is closed."
        ),
        "not_contacts": _("The contacts must be a JSON list of objects with kind and value."),
        "not_source": _("The source must be a JSON object with utm and search_query."),
        "closed_order": _(
            "The order is closed (%(value)s); if imported, the client would be called again. Clear "
            "its status to import it as new."
        ),
        "sku_twice": _("Row %(row)s already has this article number. Keep one of the two."),
        "not_this_shop": _("This row belongs to the shop “%(value)s”. Import it for that shop."),
        "no_name": _("This product is not in the catalogue yet: enter a name for it."),
        "no_way_to_recognise": _(
            "Neither the phone number nor the e-mail address is valid, so the client could not be "
            "recognised later. Correct one of them."
        ),
        "total_differs": _("Imported with the total of its lines; the file says %(value)s."),
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
    pages=("dozvon.web.office.urls.exchange",),
    menu=(
        MenuEntry(
            route="imports",
            title=_("Imports"),
            permission=MANAGE_CATALOG,
            group=MenuGroup.JOURNALS,
            place=50,
            icon="upload",
        ),
    ),
    client_data=(TablesOfClients(),),
    may_read_file=may_read,
    api=("dozvon.api.v1.exchange.router",),
)
