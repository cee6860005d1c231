"""A folder with a `capability.py` brings all it declares; nothing outside the folder is edited for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def seen(django_db_setup: None) -> dict[str, Any]:
    script = [sys.executable, "-m", "tests.platform.with_dummy", str(connection.settings_dict["NAME"])]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_its_page_opens_for_those_who_have_its_permission_and_for_nobody_else(seen: dict[str, Any]) -> None:
    assert seen["opened"] == {"head": 200, "operator": 403, "admin": 200}
    assert seen["menu"] == {"head": True, "operator": False, "admin": True}


def test_its_permission_is_in_the_grid_of_roles_and_in_scopes_of_tokens(seen: dict[str, Any]) -> None:
    assert seen["grid"]
    assert seen["roles"] == ["head", "admin", "system"]
    assert seen["scopes"] == ["desk", "admin"]


def test_its_route_is_documented_and_its_refusal_becomes_a_problem(seen: dict[str, Any]) -> None:
    assert seen["documented"]
    status, kind, problem = seen["refusal"]
    assert (status, kind) == (409, "application/problem+json")
    assert (problem["code"], problem["title"], problem["bell"]) == ("bell", "The bell cannot be rung", "tenor")
    assert problem["errors"] == [
        {"field": "bell", "code": "cracked", "message": "The bell tenor is cracked. Cast it anew."}
    ]


def test_its_event_invariant_check_and_command_are_found(seen: dict[str, Any]) -> None:
    assert seen["events"] == ["bell.rung"]
    assert seen["audit"] == ["bell 7"]
    assert seen["doctor"] == ["hanging"]
    assert seen["command"]


def test_its_part_of_a_client_is_in_the_dossier(seen: dict[str, Any]) -> None:
    assert seen["dossier"] == ["tenor"]


def test_its_setting_of_shops_is_in_the_form_and_on_the_command_line(seen: dict[str, Any]) -> None:
    assert seen["setting"] == [3, True, [422, 3], [303, 7], 9]


def test_its_job_runs_though_it_has_no_tables(seen: dict[str, Any]) -> None:
    assert seen["job"] == "rung"
