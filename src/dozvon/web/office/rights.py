"""What each role may do, as a grid to be changed; and the log of who changed what about accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission, Role
from dozvon.platform.accounts import changelog, staff_state
from dozvon.platform.accounts import rights as rules
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import AccountChange
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import GIVEN_ROLES
from dozvon.platform.capabilities import account_changes
from dozvon.platform.wording import sentence
from dozvon.web.common.wording import ROLES, role_title
from dozvon.web.office import change_log, wording
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.signin.gate import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_USERS)
def role_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The grid; a cell is one checkbox."""
    if request.method != "POST":
        return _grid(request, actor)
    if request.POST.get("revision") != str(staff_state.current_state().revision):
        alert = gettext("Someone else has changed the rights. Check them and save again.")
        return _grid(request, actor, alert, 409)
    try:
        rules.set_rights(actor, _read_grid(actor, set(request.POST.getlist("right"))))
    except BadAccount as refused:
        return _grid(request, actor, sentence(refused.errors[0]), 422)
    return go("roles", told="roles")


def _read_grid(actor: Actor, ticked: set[str]) -> dict[Role, list[Permission]]:
    """The rights as ticked; a cell that cannot be changed is not sent and stays as it is."""
    wanted: dict[Role, list[Permission]] = {role: [] for role in GIVEN_ROLES}
    for permission, cells in rules.grid(actor).items():
        for cell in cells:
            if cell.given if cell.fixed else f"{cell.role}.{permission}" in ticked:
                wanted[cell.role].append(permission)
    return wanted


@require_POST
@signed_in(MANAGE_USERS)
def reset(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All roles as they come."""
    try:
        rules.reset(actor)
    except BadAccount as refused:
        return _grid(request, actor, sentence(refused.errors[0]), 422)
    return go("roles", told="roles_reset")


def _grid(request: HttpRequest, actor: Actor, alert: str = "", status: int = 200) -> HttpResponse:
    grid = rules.grid(actor)
    shown = {
        "roles": list(ROLES.values()),
        "rows": [(wording.permission_title(permission), cells) for permission, cells in grid.items()],
        "role_title": role_title,
        "revision": staff_state.current_state().revision,
        "may_change": actor.shops is None,
        "differs": any(cell.given != cell.usual for cells in grid.values() for cell in cells),
        "alert": alert,
    }
    return page(request, actor, "roles", "roles", shown, status)


@require_safe
@signed_in(MANAGE_USERS)
def account_log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who changed what about people, roles, rights, tokens, absences and banners; the newest first."""
    text = request.GET.get("q", "").strip().replace("\x00", "")[:120]
    before = request.GET.get("before", "")
    found = changelog.log(actor, text, int(before) if re.fullmatch(r"[0-9]{1,18}", before) else None)
    shown = {
        "rows": [
            (change, str(account_changes().get(change.kind, change.kind)), _describe(change))
            for change in found.changes
        ],
        "older": found.older,
        "paged": bool(before),
        "text": text,
        "zone": zone_of(actor),
        "now": timezone.now(),
    }
    return page(request, actor, "account-log", "account_log", shown)


def _describe(change: AccountChange) -> str:
    """What a line of the log says beside its kind."""
    body: Mapping[str, Any] = change.body
    if change.kind in ("right.given", "right.taken"):
        return f"{role_title(body['role'])}: {wording.permission_title(body['permission'])}"
    if change.kind == "person.changed":
        return "; ".join(
            f"{_field(name)}: {_value(name, was)} → {_value(name, now)}" for name, (was, now) in body.items()
        )
    if change.kind.startswith(("product", "promotion", "field", "connection", "webhook", "outgoing")):
        return change_log.describe_change(body)
    if change.kind == "absence.set":
        return gettext("stand-ins: %(names)s") % {"names": ", ".join(body["stand_ins"])}
    if "role" in body:
        return role_title(body["role"])
    if "scopes" in body:
        return f"{body.get('name') or '—'}: {', '.join(body['scopes'])}"
    return str(body.get("text", ""))


def _field(name: str) -> str:
    titles = {
        "name": gettext("Name"),
        "role": gettext("Role"),
        "email": gettext("E-mail"),
        "language": gettext("Language"),
        "shop_ids": gettext("Shops"),
        "knows": gettext("Products known"),
    }
    return titles.get(name, name)


def _value(name: str, value: Any) -> str:
    if name in ("shop_ids", "knows"):
        return gettext("all") if value is None else str(len(value))
    return role_title(value) if name == "role" else str(value or "—")
