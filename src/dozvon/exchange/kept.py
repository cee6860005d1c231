"""Imported tables for whoever may have them: the list, and the file of each while it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import QuerySet

from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.exchange.headers import Kind
from dozvon.exchange.models import ImportedTable
from dozvon.exchange.permissions import IMPORT_TABLES
from dozvon.platform.files import queries as files
from dozvon.platform.files.errors import FileNotFound
from dozvon.platform.files.models import StoredFile

OWNER: Final = "exchange"
"""The capability that owns the files."""


def visible(actor: Actor) -> QuerySet[ImportedTable]:
    """Tables of the actor's shops, the newest first: price lists for who keeps the catalogue, all for who imports."""
    kinds = [kind for kind in Kind if actor.may(MANAGE_CATALOG if kind is Kind.PRODUCTS else IMPORT_TABLES)]
    found = ImportedTable.objects.filter(kind__in=kinds).select_related("shop").order_by("-pk")
    return found if actor.shops is None else found.filter(shop_id__in=sorted(actor.shops))


def may_read(actor: Actor, table_id: int) -> bool:
    """Whether the actor may have the file of that table."""
    return visible(actor).filter(pk=table_id).exists()


def files_of(table_ids: Collection[int]) -> Mapping[int, StoredFile]:
    """The files that are still kept, by table."""
    kept = StoredFile.objects.filter(capability=OWNER, owner_id__in=table_ids).select_related("blob")
    return {file.owner_id: file for file in kept}


def file_of(actor: Actor, table_id: int) -> StoredFile:
    """The file of a table. Raises FileNotFound where it is kept no longer, or is none of the actor's."""
    file = files_of([table_id]).get(table_id)
    if file is None:
        raise FileNotFound
    return files.file_for(actor, file.pk)
