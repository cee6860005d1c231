"""Imported tables that hold a client: a dossier names them, an erasure takes their files away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from dozvon.core.iso import iso_utc
from dozvon.exchange.headers import Kind
from dozvon.exchange.kept import OWNER, files_of
from dozvon.exchange.models import ImportedTable
from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.platform.files import actions as files
from dozvon.platform.files import store


class TablesOfClients(ClientData):
    """Tables of orders and clients with one of the person's contacts in them, while their files are kept."""

    name: ClassVar[str] = "imported_tables"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """Which tables of the actor's shops they are; others stand in them too, so none is given out."""
        found = [table for table in _telling(person) if table.shop_id in person.shop_codes]
        shown = [
            {"id": one.pk, "what": one.kind, "imported_at": iso_utc(one.at), "imported_by": one.actor_label}
            for one in found
        ]
        return {"imported_tables": shown}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Takes the whole files away; what was made of their rows is another part's."""
        return {"imported_tables": files.give_up(OWNER, [table.pk for table in _telling(person)])}


def _telling(person: PersonTraces) -> Iterator[ImportedTable]:
    tables = {one.pk: one for one in ImportedTable.objects.filter(kind__in=(Kind.ORDERS, Kind.CLIENTS)).order_by("pk")}
    for table_id, file in files_of(list(tables)).items():
        path = store.path_of(file.blob.digest)
        # A table of UTF-16 has a zero in every digit.
        if path.is_file() and person.words.in_bytes(path.read_bytes().replace(b"\x00", b"")):
            yield tables[table_id]
