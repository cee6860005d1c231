"""What capabilities bring: found by their folders, resolved, and each code declared once."""

from __future__ import annotations

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string
from ninja import Router

from dozvon.api import problems
from dozvon.platform import wording
from dozvon.platform.capabilities import capabilities, menu, with_module


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


def test_every_problem_that_a_refusal_names_has_its_title() -> None:
    named = {refusal.code for one in capabilities() for refusal in one.refusals if isinstance(refusal.code, str)}
    assert named - set(problems.titles()) == set()
