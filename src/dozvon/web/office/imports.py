"""Imports that people made, with their tables as long as these are kept."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.exchange import kept
from dozvon.exchange.headers import Kind
from dozvon.platform.events.actions import record_access
from dozvon.platform.files.errors import FileNotFound
from dozvon.platform.files.serving import file_answer
from dozvon.web.office.sections import page, zone_of
from dozvon.web.signin.gate import signed_in

SHOWN: Final = 100
KINDS: Final = {Kind.ORDERS: _("Orders"), Kind.CLIENTS: _("Clients"), Kind.PRODUCTS: _("Price list")}


@require_safe
@signed_in(MANAGE_CATALOG)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The latest imports into the actor's shops."""
    tables = list(kept.visible(actor)[:SHOWN])
    files = kept.files_of([table.pk for table in tables])
    rows = [(table, str(KINDS[Kind(table.kind)]), files.get(table.pk)) for table in tables]
    return page(request, actor, "imports", "imports", {"rows": rows, "zone": zone_of(actor)})


@require_safe
@signed_in(MANAGE_CATALOG)
def table(request: HttpRequest, actor: Actor, table_id: int) -> HttpResponse:
    """The table as it was imported."""
    try:
        file = kept.file_of(actor, table_id)
    except FileNotFound as error:
        raise Http404 from error
    record_access(actor, timezone.now(), "import.file", detail=file.name)
    return file_answer(file)
