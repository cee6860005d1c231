"""Names as clients type them: cleaned with care, split when clear, doubts flagged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core import names

WORDS = st.sampled_from(
    [
        "иван",
        "ИВАНОВ",
        "Анна-мария",
        "о'коннор",
        "в’ячеслав",
        "aнна",
        "оглы",
        "фон",
        "ООО",
        "МакКой",
        "john",
        "а.с.",
        "😀",
    ]
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Иванов Иван Иванович", "Иванов Иван Иванович"),
        ("  ИВАНОВА-петрова   анна ", "Иванова-Петрова Анна"),
        ("иВАНОВ", "Иванов"),
        ("Aннa", "Анна"),
        ("Сергiй", "Сергій"),
        ("John Smith", "John Smith"),
        ("о'коннор", "О'Коннор"),
        ("д'артаньян", "Д'Артаньян"),
        ("д'яченко в’ячеслав", "Д'яченко В'ячеслав"),
        ("АЛИЕВ ВАГИФ ГАСАН ОГЛЫ", "Алиев Вагиф Гасан оглы"),
        ("Макс фон Штирлиц", "Макс фон Штирлиц"),
        ("ДеВито", "ДеВито"),
        ("а.с. пушкин", "А.С. Пушкин"),
        ("ооо Ромашка", "ооо Ромашка"),
        ("Иван\x00\u202e Петров", "Иван Петров"),
        ("Але\u0308на", "Алёна"),
        ("", ""),
    ],
)
def test_a_name_is_cleaned_and_what_is_in_doubt_stays(typed: str, shown: str) -> None:
    assert names.clean(typed) == shown


@given(st.one_of(st.text(), st.lists(WORDS, max_size=4).map(" ".join)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = names.clean(text)
    assert names.clean(once) == once
    assert "\x00" not in once


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_splitting_judging_or_gender(one: str, two: str, three: str) -> None:
    assert len(names.split(f"{one} {two}")) == 3
    assert set(names.flags(one, two)) <= ALL_FLAGS
    assert names.gender(one, two, three) in ("male", "female", None)


@given(st.lists(WORDS, max_size=4).map(" ".join))
def test_splitting_loses_and_adds_no_word(full: str) -> None:
    parts = names.split(full)
    if any(parts):
        assert sorted(" ".join(parts).split()) == sorted(names.clean(full).split())


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("иван иванович иванов", ("Иванов", "Иван", "Иванович")),
        ("Иван Петров", ("Петров", "Иван", "")),
        ("Петров Иван", ("Петров", "Иван", "")),
        ("Шевченко Тарас Григорович", ("Шевченко", "Тарас", "Григорович")),
        ("Ткач Олена", ("Ткач", "Олена", "")),
        ("Ольга Сергеевна", ("", "Ольга", "Сергеевна")),
        ("Абрамович Роман", ("Абрамович", "Роман", "")),
        ("Нестерович Пётр Ильич", ("Нестерович", "Пётр", "Ильич")),
        ("Алиев Вагиф Гасан оглы", ("Алиев", "Вагиф", "Гасан оглы")),
        ("никита", ("", "Никита", "")),
        ("Анна Мария", ("", "", "")),
        ("Ли Ван", ("", "", "")),
        ("ООО Ромашка", ("", "", "")),
        ("Абу Али Хусейн ибн Сина", ("", "", "")),
    ],
)
def test_a_name_is_split_only_when_it_is_clear(full: str, parts: tuple[str, str, str]) -> None:
    assert names.split(full) == parts


@pytest.mark.parametrize(
    ("parts", "gender"),
    [
        (("", "Саша", "Олександрівна"), "female"),
        (("", "Саша", "Миколайович"), "male"),
        (("Алиева", "Нигяр", "Гасан кызы"), "female"),
        (("", "Микола", ""), "male"),
        (("", "Ілля", ""), "male"),
        (("", "Сергій", ""), "male"),
        (("", "Наталія", ""), "female"),
        (("", "Любов", ""), "female"),
        (("", "Артём", ""), "male"),
        (("Иванова", "Саша", ""), "female"),
        (("Петров", "Женя", ""), "male"),
        (("Шевченко", "Саша", ""), None),
        (("Ли", "Ван", ""), None),
        (("", "", ""), None),
    ],
)
def test_gender_comes_from_the_strongest_sign_or_stays_unknown(parts: tuple[str, str, str], gender: str | None) -> None:
    assert names.gender(*parts) == gender


ALL_FLAGS = {
    "has_digits", "has_url_or_at", "has_emoji", "single_letter", "repeat", "keyboard_row", "no_vowel", "mixed_script",
    "all_same_as_phone", "test_word", "profanity", "name_too_long", "company_marker",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "flags"),
    [
        ("Иванов Иван Иванович", set()),
        ("Анна Смит", set()),
        ("О'Коннор John", set()),
        ("А.С. Пушкин", set()),
        ("", set()),
        ("Иван2", {"has_digits"}),
        ("ivan@mail.ru", {"has_url_or_at"}),
        ("t.me/ivan", {"has_url_or_at"}),
        ("Иван 😀", {"has_emoji"}),
        ("Ы", {"single_letter"}),
        ("Иваааан", {"repeat"}),
        ("йцукен", {"keyboard_row"}),
        ("asdfgh", {"keyboard_row"}),
        ("Ткч", {"no_vowel"}),
        ("Cергей", {"mixed_script"}),
        ("8 916 488-31-07", {"has_digits", "all_same_as_phone"}),
        ("Тест тест", {"test_word"}),
        ("тестовый заказ", {"test_word"}),
        ("-", {"test_word"}),
        ("Тестов Иван", set()),
        ("И" + "ван" * 40, {"name_too_long"}),
        ("ООО Ромашка", {"company_marker"}),
        ("ФОП Коваль", {"company_marker"}),
    ],
)
def test_what_looks_wrong_with_a_name_is_flagged(typed: str, flags: set[str]) -> None:
    assert set(names.flags(typed, "+79164883107")) == flags


@pytest.mark.parametrize(
    "typed",
    [
        "Хуй",
        "х у й",
        "х.у.й",
        "хуууй",
        "xyй",
        "Охуел",
        "ПИЗДА",
        "Ёбаный Иван",
        "6лядь",
        "Сука",
        "підар",
        "Мудак",
        "pizda",
    ],
)
def test_an_obscene_name_is_flagged_however_it_is_spelt(typed: str) -> None:
    assert "profanity" in names.flags(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Мудров Иван", "Сукачёв Гарик", "Команда", "Подстрахуй", "Употребляева Анна", "Хуан", "Хулио", "Глебов Глеб",
        "Небаев", "Худякова Ия", "Хуснутдинов", "Мандела", "Педро", "Педерсен", "Херсонский", "Трахтенберг",
        "Себастьян", "Скипидаров", "Бляхер", "Рукосуев", "Хлебников", "Ребров", "Дебова",
    ],
)  # fmt: skip
def test_an_innocent_name_is_not_taken_for_an_obscene_one(typed: str) -> None:
    assert "profanity" not in names.flags(typed)


@given(st.text(alphabet="абвгдежзиклмнопрст ", max_size=40))
def test_a_very_long_name_is_judged_by_its_beginning(text: str) -> None:
    assert "name_too_long" in names.flags("Имя" + text * 300 + "я" * 100)
