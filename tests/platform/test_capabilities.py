"""What capabilities bring: found by their folders, resolved, and each code declared once."""

from __future__ import annotations

import ast
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string
from ninja import Router

import dozvon.core
from dozvon.api import problems
from dozvon.core.actor import SYSTEM
from dozvon.core.roles import Permission, Role
from dozvon.platform import wording
from dozvon.platform.capabilities import (
    account_changes,
    capabilities,
    grants,
    menu,
    scope_rights,
    usual_rights,
    with_module,
)
from dozvon.platform.shop_setting import shop_settings
from dozvon.shops.models import Shop


def repeated(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_every_folder_with_a_capability_or_models_is_an_app_of_django() -> None:
    assert set(with_module("capability", "models")) <= {app.name for app in apps.get_app_configs()}


def test_every_name_of_a_capability_is_its_own() -> None:
    assert repeated([one.name for one in capabilities()]) == []


@pytest.mark.parametrize("path", [path for one in capabilities() for path in one.api])
def test_every_router_is_there(path: str) -> None:
    assert isinstance(import_string(path), Router)


@pytest.mark.parametrize("path", [path for one in capabilities() for path in one.pages])
def test_every_module_of_pages_is_there(path: str) -> None:
    assert import_module(path).urlpatterns


@pytest.mark.parametrize("route", [entry.route for entry in menu()])
def test_every_menu_entry_leads_to_a_page(route: str) -> None:
    assert reverse(route).startswith("/")


def test_every_code_is_declared_once() -> None:
    sentences = [code for one in capabilities() for code in one.sentences] + list(wording._COMMON)
    flags = [code for one in capabilities() for code in one.flags]
    titles = [code for one in capabilities() for code in one.problems] + list(problems._COMMON)
    kinds = [refusal.kind.__qualname__ for one in capabilities() for refusal in one.refusals]
    assert [repeated(codes) for codes in (sentences, flags, titles, kinds)] == [[], [], [], []]


def test_every_permission_is_declared_once_with_a_title() -> None:
    declared = [grant.permission for one in capabilities() for grant in one.permissions]
    assert repeated(list(declared)) == []
    assert {entry.permission for entry in menu()} <= set(declared)


def test_every_permission_that_the_code_names_is_declared_by_a_capability() -> None:
    modules = ["dozvon.core.roles", *(f"{package}.permissions" for package in with_module("permissions"))]
    named = [value for module in modules for value in vars(import_module(module)).values()]
    assert {value for value in named if isinstance(value, Permission)} == set(grants())


def test_administrators_and_the_program_may_everything() -> None:
    assert usual_rights()[Role.ADMIN] == frozenset(grants()) == scope_rights()["admin"]
    assert all(SYSTEM.may(permission) for permission in grants())
    assert SYSTEM.may_all(frozenset(grants()))


def test_every_problem_that_a_refusal_names_has_its_title() -> None:
    named = {refusal.code for one in capabilities() for refusal in one.refusals if isinstance(refusal.code, str)}
    assert named - set(problems.titles()) == set()


def test_a_setting_with_a_column_of_its_own_begins_as_declared() -> None:
    columns = {field.name: field for field in Shop._meta.get_fields() if field.name in shop_settings()}
    assert columns.keys() == Shop.settings_in_columns
    assert {name: field.default for name, field in columns.items()} == {
        name: shop_settings()[name].default for name in columns
    }


def test_every_kind_of_the_account_log_has_its_title() -> None:
    noted: set[str] = set()
    for file in Path(dozvon.core.__file__).resolve().parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note":
                kinds = (part for part in ast.walk(node.args[1]) if isinstance(part, ast.Constant))
                noted |= {kind.value for kind in kinds if isinstance(kind.value, str) and "." in kind.value}
    assert len(noted) > 20
    assert noted <= set(account_changes())
    assert repeated([kind for one in capabilities() for kind in one.account_changes]) == []
