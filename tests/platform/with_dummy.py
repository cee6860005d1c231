"""What a program sees that has one capability more; run by test_added_capability in a process of its own.

Prints what it saw as JSON. All it writes is rolled back, but for the job, which a worker must see.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

import dozvon


def main(database: str) -> None:
    """Puts the folder of the dummy on the path, and looks around."""
    dozvon.__path__.append(str(Path(__file__).parent / "added"))
    django.setup()
    from django.db import connections, transaction

    connections["default"].settings_dict["NAME"] = database
    seen: dict[str, Any] = {}
    with transaction.atomic():
        seen |= pages() | api() | registry() | client() | shop_setting()
        transaction.set_rollback(True)
    seen |= {"audit": audited(), "job": job()}
    print(json.dumps(seen))


def pages() -> dict[str, Any]:
    """The page for a head, who has the permission, and for an operator, who has not; the menu and the grid."""
    from django.test import Client

    from dozvon.platform.accounts.models import User
    from tests import factories as make
    from tests.web.office.conftest import PASSWORD, browser_of

    browsers: dict[str, Client] = {}
    for role in ("head", "operator", "admin"):
        user: User = make.user(f"{role} of bells", role, password=PASSWORD, language="en")
        browsers[role] = browser_of(user.name)
        browsers[role].defaults["SERVER_NAME"] = "localhost"
    return {
        "opened": {role: browser.get("/office/bells/").status_code for role, browser in browsers.items()},
        "menu": {
            role: "/office/bells/" in browser.get("/account/").content.decode() for role, browser in browsers.items()
        },
        "grid": "Ring bells" in browsers["admin"].get("/office/roles/").content.decode(),
    }


def api() -> dict[str, Any]:
    """The route in the document, and its refusal."""
    from django.test import Client

    from tests import factories as make

    caller = make.Api(make.user("Ringer", "head", language="en"), "desk")
    answer = caller.call("GET", "/bells")
    document = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json").json()
    return {
        "documented": "/api/v1/bells" in document["paths"],
        "refusal": [answer.status_code, answer["Content-Type"], json.loads(answer.content)],
    }


def registry() -> dict[str, Any]:
    """What else is made of declarations."""
    from dozvon.config import cli
    from dozvon.config.cli import _database_checks
    from dozvon.platform.capabilities import capabilities, scope_rights, usual_rights

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        cli._parser().parse_args(["--help"])
    return {
        "roles": [role for role, rights in usual_rights().items() if "ring_bells" in rights],
        "scopes": [scope for scope, rights in scope_rights().items() if "ring_bells" in rights],
        "events": [kind.kind for one in capabilities() for kind in one.events if one.name == "dummy"],
        "doctor": [finding.sentence for finding in _database_checks.database() if finding.what == "bells"],
        "command": "ring a bell" in said.getvalue(),
    }


def client() -> dict[str, Any]:
    """The dummy's section of a client's dossier."""
    from datetime import UTC, datetime

    from dozvon.privacy.dossier import dossier
    from tests import factories as make

    order = make.order(make.shop())
    admin = make.actor("Keeper", "admin")
    held = dossier(admin, order.client_id, datetime.now(UTC))
    return {"dossier": held["bells"]}


def shop_setting() -> dict[str, Any]:
    """The setting as a shop has it at first, in the office's form, changed by the form and by the command."""
    from dozvon.config.cli import shop as command
    from dozvon.shops.models import Shop
    from tests import factories as make
    from tests.web.office.conftest import PASSWORD, browser_of

    shop = make.shop(code="belfry")
    make.user("Owner", "admin", password=PASSWORD, language="en")
    browser = browser_of("Owner")
    browser.defaults["SERVER_NAME"] = "localhost"
    address = f"/office/shops/{shop.pk}/"
    typed = {
        "name": "Belfry",
        "zone": shop.zone,
        "window": shop.window,
        "currency": shop.currency,
        "mon": "09:00-18:00",
    }
    typed |= {"response_minutes": "5", "claim_minutes": "15", "undo_seconds": "10"}
    found: list[Any] = [shop.setting("bell_count"), b"So many bells the shop has." in browser.get(address).content]
    for bells in ("13", "7"):
        status = browser.post(address, {**typed, "bell_count": bells}).status_code
        found.append((status, Shop.objects.get(pk=shop.pk).setting("bell_count")))
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["shop", "set", shop.code, "--bell-count", "9"])
    with contextlib.redirect_stdout(io.StringIO()):
        command._installation.prepare = lambda *_given, **_named: None  # type: ignore[assignment]
        command.run(args)
    return {"setting": [*found, Shop.objects.get(pk=shop.pk).setting("bell_count")]}


def audited() -> list[str]:
    """The offenders that the dummy's invariant names."""
    from dozvon.audit.queries import audit

    return [offender for finding in audit() if finding.code == "bell_cracked" for offender in finding.offenders]


def job() -> str:
    """What the job wrote, after a worker took all that waits in its own queue."""
    from django.db import transaction
    from dozvon.dummy.tasks import ring
    from procrastinate.contrib.django import app

    from dozvon.platform import jobs

    tower = Path(tempfile.mkdtemp()) / "tower"
    ring.queue = "bells"  # the worker must not take what other tests left
    with transaction.atomic():
        jobs.enqueue(ring, tower=str(tower))
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(queues=["bells"], wait=False, delete_jobs="always", install_signal_handlers=False)
    return tower.read_text(encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
