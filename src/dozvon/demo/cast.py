"""Who and what the demo is about: shops, people, products, clients."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dozvon.delivery.ways import flat_way

PASSWORD = "dozvon-demo"  # noqa: S105 (shown on the sign-in page of the demo)


@dataclass(frozen=True, slots=True)
class CastMember:
    """An account of the demo; `knows` None means all products, `shops` None all shops."""

    name: str
    role: str
    knows: tuple[str, ...] | None = None
    shops: tuple[str, ...] | None = None
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class Storefront:
    """A shop of the demo: its pipeline, and (sku, name, price) of what it sells."""

    code: str
    name: str
    preset: str
    products: tuple[tuple[str, str, int], ...]


MATTRESSES = Storefront(
    "matras",
    "Матрасы.рф",
    "shop",
    (
        ("MAT-160", "Матрас «Сон» 160×200", 14990),
        ("MAT-90", "Матрас «Сон» 90×200", 8490),
        ("MAT-KID", "Матрас детский «Облако»", 6290),
        ("POD-LEN", "Подушка «Лён»", 1690),
        ("POD-ORT", "Подушка ортопедическая", 2990),
        ("ODE-ZIM", "Одеяло зимнее", 3890),
        ("NAM-160", "Наматрасник 160×200", 1290),
    ),
)
WINDOWS = Storefront("okna", "Окна под ключ", "envy", (("OKNO-2", "Окно двустворчатое", 21900),))
FOOTBALL = Storefront("futbol", "Футбол с трёх лет", "school", (("PROBA", "Пробное занятие", 0),))
PROMOTIONS = {"NAM-160": 30, "POD-ORT": 20, "ODE-ZIM": 15, "POD-LEN": 100}
"""Per cent that a product's promotion allows; 100 for what may be a gift."""
ACCESSORIES = {
    "MAT-160": ["NAM-160", "POD-LEN", "ODE-ZIM"],
    "MAT-90": ["POD-LEN", "ODE-ZIM"],
    "MAT-KID": ["POD-LEN"],
}
DELIVERY = (
    flat_way("w1", "Курьер по городу", "courier", Decimal(390), Decimal(15000), (1, 2), ("Москва", "Казань")),
    flat_way("w2", "СДЭК, курьер", "courier", Decimal(590), None, (3, 5), ("Пермь", "Самара", "Екатеринбург", "Омск")),
    flat_way("w3", "СДЭК, пункт выдачи", "pickup", Decimal(290), None, (3, 5)),
    flat_way("w4", "Почта России", "post", Decimal(450), None, (7, 14)),
)
"""What the mattresses are sent by."""
SHOPS = (MATTRESSES, WINDOWS, FOOTBALL)

MATTRESS_SKUS = ("MAT-160", "MAT-90", "MAT-KID", "NAM-160")
BEDDING_SKUS = ("POD-LEN", "POD-ORT", "ODE-ZIM", "NAM-160")

PEOPLE = (
    CastMember("Ольга Лебедева", "operator", (*MATTRESS_SKUS, "OKNO-2", "PROBA")),
    CastMember("Ирина Соколова", "operator", (*BEDDING_SKUS, "PROBA")),
    CastMember("Тарас Коваленко", "operator"),
    CastMember("Марина Павлова", "head"),
    CastMember("Пётр Складов", "warehouse", shops=("matras",)),
    CastMember("Денис Дорожкин", "courier", shops=("matras",)),
    CastMember("Вера Тихая", "quality", shops=("matras",)),
    CastMember("Администратор", "admin"),
)

WOMEN = (
    "Кузнецова Марина Викторовна",
    "Смирнова Анна",
    "Попова Елена Сергеевна",
    "Васильева Ольга",
    "Новикова Татьяна Павловна",
    "Морозова Наталья",
    "Волкова Светлана Юрьевна",
    "Зайцева Дарья",
    "Мельник Оксана",
    "Тихонова Галина Петровна",
    "Фёдорова Алина",
    "Орлова Людмила",
)
MEN = (
    "Иванов Сергей",
    "Петров Алексей Николаевич",
    "Ахметов Руслан",
    "Соловьёв Дмитрий Олегович",
    "Егоров Павел",
    "Шевченко Андрей",
    "Белов Игорь Васильевич",
    "Ким Виктор",
    "Сафин Тимур Маратович",
    "Громов Николай",
)
ODD_NAMES = ("Тест", "аааа", "Оля 😊", "йцукен")

CITIES = (
    ("Москва", 12),
    ("Санкт-Петербург", 8),
    ("Казань", 5),
    ("Екатеринбург", 5),
    ("Пермь", 4),
    ("Омск", 3),
    ("Новосибирск", 4),
    ("Красноярск", 3),
    ("Иркутск", 2),
    ("Хабаровск", 2),
    ("Владивосток", 4),
    ("Петропавловск-Камчатский", 1),
    ("Калининград", 3),
    ("Самара", 3),
    ("Киев", 2),
)
STREETS = ("ул. Ленина", "ул. Садовая", "пр. Мира", "ул. Гагарина", "ул. Лесная", "пер. Школьный")
CHANNELS = ("site", "site", "site", "landing", "callback", "email", "messenger")
