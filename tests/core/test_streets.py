"""Spellings of a street and of a house that mean the same, and those that do not."""

from __future__ import annotations

import pytest

from dozvon.core.streets import house_key, street_key, words


@pytest.mark.parametrize("text", ["Ленина", "ул. Ленина", "УЛИЦА ЛЕНИНА", "Ленина ул", "вул. Ленина", " ул.Ленина "])
def test_a_street_is_the_same_however_its_kind_is_written(text: str) -> None:
    assert street_key(text) == street_key("ул. Ленина")
    assert words(text) == ["ленина"]


def test_a_lane_is_another_than_the_street_of_its_name() -> None:
    kinds = ["Ленина", "пер. Ленина", "пр-т Ленина", "Ленина площадь", "бульвар Ленина"]
    assert len({street_key(text) for text in kinds}) == len(kinds)


def test_yo_is_e_and_a_double_word_is_found_by_its_second_part() -> None:
    assert street_key("ул. Королёва") == street_key("Королева")
    assert words("ул. Римского-Корсакова") == ["римского-корсакова", "римского", "корсакова"]


def test_a_street_named_by_a_kind_keeps_its_name() -> None:
    assert words("ул. Набережная") == ["набережная"]
    assert street_key("Набережная") == street_key("ул. Набережная")


@pytest.mark.parametrize("text", ["", " ", "…", "'"])
def test_what_names_no_street_has_no_key(text: str) -> None:
    assert street_key(text) == ""


def test_a_house_is_the_same_with_and_without_its_word_and_spaces() -> None:
    assert house_key("д. 5 А") == house_key("5а") == house_key("дом 5 а") == "5а"
    assert house_key("5/1") != house_key("51")
