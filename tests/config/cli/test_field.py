"""`dozvon field`: what the office can do with the fields of the client card, by command."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.clients.models import Client, ClientField
from dozvon.config.cli import _installation, main
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda *given, **named: None)


@pytest.fixture
def fields() -> None:
    assert main(["field", "create", "pet", "--type", "choice", "--choice", "cat", "--choice", "dog"]) == 0
    assert main(["field", "create", "size", "--type", "number", "--title", "Размер"]) == 0


def held(value: str) -> Client:
    """A client whose card has it for a pet."""
    client = make.order(make.shop()).client
    Client.objects.filter(pk=client.pk).update(fields={"pet": value})
    return client


@pytest.mark.usefixtures("fields")
def test_a_title_changes_in_one_language_or_in_all() -> None:
    assert main(["field", "set", "size", "--title-en", "Size"]) == 0
    assert ClientField.objects.get(code="size").title == {"ru": "Размер", "uk": "Размер", "en": "Size"}
    assert main(["field", "set", "size", "--title", "Рост", "--title-uk", "Зріст"]) == 0
    assert ClientField.objects.get(code="size").title == {"ru": "Рост", "uk": "Зріст", "en": "Рост"}


@pytest.mark.usefixtures("fields")
def test_choices_are_given_anew_and_renamed_on_the_cards(capsys: Any) -> None:
    client = held("dog")
    assert main(["field", "rename-choice", "pet", "dog", "puppy"]) == 0
    assert "1 cards changed" in capsys.readouterr().out
    client.refresh_from_db()
    assert client.fields == {"pet": "puppy"}
    assert main(["field", "set", "pet", "--choice", "hen", "--choice", "cat"]) == 0
    assert ClientField.objects.get(code="pet").choices == ["hen", "cat"]


@pytest.mark.usefixtures("fields")
def test_fields_are_ordered_retired_and_restored(capsys: Any) -> None:
    assert main(["field", "order", "size", "pet"]) == 0
    capsys.readouterr()
    assert main(["field", "retire", "size"]) == 0
    assert main(["field", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["pet\tchoice\tpet\tcat, dog", "size\tnumber\tРазмер\t\tretired"]
    assert main(["field", "restore", "size"]) == 0
    assert main(["field", "list"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()[1:]] == ["size", "pet"]


@pytest.mark.usefixtures("fields")
def test_a_field_is_deleted_only_by_who_says_how_many_cards_lose_something(capsys: Any) -> None:
    client = held("cat")
    assert main(["field", "delete", "pet"]) == 2
    assert "1" in capsys.readouterr().err
    assert main(["field", "delete", "pet", "--losing", "1"]) == 0
    client.refresh_from_db()
    assert (client.fields, ClientField.objects.filter(code="pet").exists()) == ({}, False)


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "size"], "say what to change"),
        (["set", "shoe", "--title", "Shoe"], "dozvon field list"),
        (["set", "size", "--choice", "big"], "choices"),
        (["order", "size"], "codes"),
        (["rename-choice", "pet", "hen", "cock"], "was"),
        (["retire", "shoe"], "dozvon field list"),
        (["delete", "shoe"], "dozvon field list"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(words: list[str], said: str, capsys: Any) -> None:
    assert main(["field", *words]) == 2
    assert said in capsys.readouterr().err
