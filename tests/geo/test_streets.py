"""Streets and houses to choose from: those of earlier orders and of an imported list, found by an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.geo.actions.streets import import_streets, recount
from dozvon.geo.errors import ImportRefused
from dozvon.geo.models import House, Street
from dozvon.geo.suggesting import Town, suggest_houses, suggest_streets

pytestmark = pytest.mark.django_db
PERM = Town("Пермь", None)


def lived(street: str, house: str = "1", city: str = "Пермь", shop: int = 1, times: int = 1) -> None:
    for _ in range(times):
        recount(shop, {}, {"city": city, "street": street, "house": house, "flat": "12"})


def test_streets_of_the_city_come_by_any_word_the_usual_ones_first() -> None:
    lived("ул. Старых Большевиков")
    lived("Большевистская ул.", times=3)
    lived("ул. Королёва")
    lived("ул. Большая", city="Казань")
    assert suggest_streets(PERM, "больш", 9) == ["Большевистская ул.", "ул. Старых Большевиков"]
    assert suggest_streets(PERM, "ул. старых б", 9) == ["ул. Старых Большевиков"]
    assert suggest_streets(PERM, "королев", 9) == ["ул. Королёва"]
    assert suggest_streets(PERM, "", 1) == ["Большевистская ул."]
    assert suggest_streets(PERM, "ая", 9) == []


def test_a_street_that_was_begun_and_left_is_not_offered_until_a_house_stands_there() -> None:
    begun = {"city": "Пермь", "street": "ул. Лен"}
    recount(1, {}, begun)
    assert suggest_streets(PERM, "", 9) == []
    street = {**begun, "street": "ул. Ленина"}
    recount(1, begun, street)
    recount(1, street, {**street, "house": "5"})
    assert suggest_streets(PERM, "", 9) == ["ул. Ленина"]
    recount(1, {**street, "house": "5"}, street)
    assert (Street.objects.count(), House.objects.count()) == (0, 0)


def test_a_street_is_offered_once_however_it_was_written_and_a_lane_apart() -> None:
    lived("Мира", times=2)
    lived("ул. Мира", shop=2)
    lived("пер. Мира")
    assert suggest_streets(PERM, "мир", 9) == ["Мира", "пер. Мира"]


def test_houses_of_the_street_come_by_their_beginning_the_usual_ones_first() -> None:
    lived("ул. Мира", "12")
    lived("ул. Мира", "1", times=2)
    lived("ул. Мира", "7а")
    lived("пер. Мира", "13")
    assert suggest_houses(PERM, "улица Мира", "", 9) == ["1", "12", "7а"]
    assert suggest_houses(PERM, "Мира", "1", 9) == ["1", "12"]
    assert suggest_houses(PERM, "Мира", "7 А", 9) == ["7а"]


def test_only_addresses_of_the_shops_one_sees_are_offered() -> None:
    lived("ул. Тайная", "3", shop=1)
    lived("ул. Явная", "4", shop=2)
    mine = Town("Пермь", frozenset({2}))
    assert suggest_streets(mine, "", 9) == ["ул. Явная"]
    assert suggest_houses(mine, "Тайная", "", 9) == []
    assert suggest_streets(Town("Пермь", frozenset()), "", 9) == []


def test_a_mistake_that_is_put_right_and_an_address_that_is_erased_are_forgotten() -> None:
    wrong = {"city": "Пермь", "street": "ул. Лнина", "house": "5"}
    right = {"city": "Пермь", "street": "ул. Ленина", "house": "5"}
    recount(1, {}, wrong)
    recount(1, wrong, right)
    recount(1, right, {**right, "flat": "7"})
    assert suggest_streets(PERM, "", 9) == ["ул. Ленина"]
    recount(1, right, {**right, "house": "6"})
    assert suggest_houses(PERM, "Ленина", "", 9) == ["6"]
    recount(1, {**right, "house": "6"}, {})
    assert (Street.objects.count(), House.objects.count()) == (0, 0)


@pytest.mark.parametrize("text", ["'", "\\", "':*", "a'|b", "%", "😀", "ул. O’Коннор"])
def test_signs_of_the_database_are_only_text(text: str) -> None:
    lived("ул. Тихая", "1", city="Тверь")
    lived(text, text, city=text)
    town = Town(text, None)
    # A name without a letter or a digit is no street.
    offered = [text] if any(sign.isalnum() for sign in text) else []
    assert suggest_streets(town, text, 9) == offered
    assert suggest_houses(town, text, text, 9) == offered


def test_a_list_of_streets_is_imported_beside_those_of_orders_and_replaced_by_the_next(tmp_path: Path) -> None:
    lived("ул. Мира", "1")
    file = tmp_path / "streets.csv"
    file.write_text("city;street;house\nПермь;улица Мира;2\nПермь;улица Мира;10\nПермь;ул. Лесная;\n", "utf-8")
    assert import_streets(file).rows == 2
    assert suggest_streets(PERM, "", 9) == ["ул. Мира", "ул. Лесная"]
    assert suggest_houses(PERM, "Мира", "", 9) == ["1", "2", "10"]
    assert suggest_streets(Town("Пермь", frozenset()), "лес", 9) == ["ул. Лесная"]
    file.write_text("city,street\nПермь,Полевая\n", "utf-8")
    import_streets(file)
    assert suggest_streets(PERM, "", 9) == ["ул. Мира", "Полевая"]
    for text in ("town,street\nx,y\n", "city,street\n", "city,street\nПермь,\n"):
        file.write_text(text, "utf-8")
        with pytest.raises(ImportRefused):
            import_streets(file)
    assert suggest_streets(PERM, "", 9) == ["ул. Мира", "Полевая"]


_MANY = """
INSERT INTO geo_street (shop_id, city, key, name, words, used)
SELECT i %% 3, 'город' || i %% 50, 'street улица' || i, 'Улица' || i,
    array_to_tsvector(ARRAY['город' || i %% 50 || '|', 'город' || i %% 50 || '|улица' || i]), i %% 100 + 1
FROM generate_series(1, 50000) AS i;
INSERT INTO geo_house (street_id, key, name, used) SELECT s.id, h::text, h::text, 1
FROM geo_street s, generate_series(1, 2) AS h;
"""


def nodes(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """How each table is reached."""
    own = [(plan["Relation Name"], plan["Node Type"])] if "Relation Name" in plan else []
    return own + [found for inner in plan.get("Plans", ()) for found in nodes(inner)]


def test_among_many_streets_nothing_is_read_whole() -> None:
    with connection.cursor() as cursor:
        for statement in filter(str.strip, _MANY.split(";")):
            cursor.execute(statement, [])
        cursor.execute("ANALYZE geo_street; ANALYZE geo_house")
    town = Town("Город7", [1, 2])
    with CaptureQueriesContext(connection) as captured:
        assert suggest_streets(town, "улица10", 12)
        assert suggest_houses(town, "Улица7007", "", 12) == ["1", "2"]
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
            assert all(kind != "Seq Scan" for _, kind in nodes(cursor.fetchone()[0][0]["Plan"]))
