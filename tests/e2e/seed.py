"""Fills a fresh installation for the browser tests, by the program's real actions. Run as a program of its own."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import orjson

from dozvon.config.cli import _installation
from dozvon.delivery.ways import flat_way

PASSWORD = "a long password"
ALWAYS = "mon-sun 00:00-24:00"
"""The tests are to pass at any hour."""
ZONES = ["Europe/Moscow", "Asia/Vladivostok"]
MORNING, NIGHT = 1, 22
SHOPS = [
    ("shop", "shop", "Матрасы.рф"),
    ("envy", "envy", "Сделки"),
    ("school", "school", "Школа"),
    ("quiet", "envy", "Тихая лавка"),
    ("live", "shop", "Живая лавка"),
    ("drafts", "shop", "Забывчивая лавка"),
    ("times", "shop", "Подушки"),
    ("entry", "shop", "Приёмная"),
    ("day", "shop", "Одеяла"),
    ("card", "shop", "Матрасы почтой"),
    ("work", "shop", "Склад"),
    ("asked", "shop", "Доставленное"),
    ("weight", "shop", "Лёгкие подушки"),
]
PEOPLE = [("Ольга", "operator"), ("Ирина", "operator"), ("Павел", "head")]
STAFF = [
    *PEOPLE,
    *[("Вера", "secretary"), ("Марк", "manager"), ("Нина", "quality"), ("Егор", "warehouse"), ("Тимур", "courier")],
    ("Анна", "director"),
]
"""One of every role, in the shop `quiet`; the administrator sees all shops."""
PRODUCTS = {
    "M-160": ("Матрас «Сон» 160×200", "4990"),
    "M-090": ("Матрас «Сон» 90×200", "3490"),
    "N-160": ("Наматрасник 160×200", "1290"),
}
SHOP_ORDERS = [
    ("Кузнецова Марина Викторовна", "+7 912 488-31-07", "Пермь", ["M-160", "N-160"], 3),
    ("Ахметов Руслан", "8 (917) 255-14-90", "Казань", ["M-090"], 2),
    ("Соколова Ирина", "+7 913 640-27-18", "Омск", ["M-160"], 2),
    ("Белов Пётр", "+7 926 318-44-52", "Москва", ["N-160"], 1),
    ("Громова Елена", "+7 905 771-36-29", "", ["M-160"], 1),
    ("Орлов Денис", "+7 903 284-17-65", "Тверь", ["M-090"], 1),
    ("Титова Анна", "+7 916 552-83-40", "Москва", ["N-160"], 0),
    ("Лебедев Игорь", "+7 921 437-90-16", "Санкт-Петербург", ["M-160"], 0),
]
# Ordered for the second time.
OURS = ("Носова Вера", "+7 910 554-88-36", "Москва", ["M-090"], 0)
OTHERS = [
    ("Петренко Олексій", "+380 67 318 44 52", "Київ", ["M-160"], 2),
    ("Зайцева Ольга", "+7 902 374-65-18", "Екатеринбург", ["M-090"], 1),
    ("Фомин Артём", "+7 908 615-29-43", "Москва", ["N-160"], 0),
]
LIVE_ORDERS = [
    (f"{name} {family}", f"+7 915 6{place}7-31-0{place}", "Москва", ["M-160"], 3)
    for place, (name, family) in enumerate(
        [
            *[("Мария", "Аксёнова"), ("Пётр", "Дёмин"), ("Анна", "Ершова"), ("Олег", "Жилин"), ("Ольга", "Зотова")],
            *[("Иван", "Кротов"), ("Юлия", "Левина"), ("Глеб", "Мохов"), ("Дарья", "Нилова"), ("Семён", "Окунев")],
        ]
    )
]
ENTRY_ORDERS = [
    ("Яшина Вера", "+7 915 204-66-81", "Москва", ["M-160"], 3),
    ("Рогов Тимур", "+7 915 204-77-92", "Казань", ["M-090"], 2),
]
CARD_ORDERS = [
    (family, f"+7 916 70{place}-44-1{place}", "Казань", ["M-160"], 3)
    for place, family in enumerate(["Рогова", "Сёмина", "Тюрина", "Ушакова", "Фокина", "Хохлова", "Цветаева", "Чехова"])
]
WORK_ORDERS = [
    (f"{name} {family}", f"+7 916 5{place}4-30-1{place}", "Москва", ["M-160", "N-160"], 3)
    for place, (name, family) in enumerate(
        [("Ада", "Юрьева"), ("Лев", "Эрнст"), ("Ия", "Щукина"), ("Том", "Шубин"), ("Ева", "Чернова"), ("Ким", "Цой")]
    )
]
WEIGHT_ORDERS = [
    (f"{family} Инна", f"+7 916 80{place}-55-2{place}", "Тверь", ["M-160"], 3)
    for place, family in enumerate(["Абрамова", "Быкова", "Волкова", "Гусева", "Дроздова", "Ежова", "Жукова", "Зуева"])
]
ORDERS = {
    "shop": [*SHOP_ORDERS, OURS, OURS],
    "live": LIVE_ORDERS,
    "drafts": LIVE_ORDERS,
    "entry": ENTRY_ORDERS,
    "card": CARD_ORDERS,
    "work": WORK_ORDERS,
    "weight": WEIGHT_ORDERS,
}
WAYS = [
    flat_way("w1", "Курьер", "courier", Decimal(390), None, (1, 2), ("Казань", "Пермский край")),
    flat_way("w2", "Почта", "post", Decimal(450), None, (7, 14)),
    flat_way("w3", "По договорённости", "pickup"),
]
"""Of the shop `card`."""


def body(shop: str, row: tuple[str, str, str, list[str], int], now: datetime) -> bytes:
    """The order as a site would send it."""
    name, phone, city, skus, minutes = row
    client = {"name": name, "phone": phone, **({"city": city} if city else {})}
    lines = [{"sku": sku, "name": PRODUCTS[sku][0], "quantity": 1, "price": PRODUCTS[sku][1]} for sku in skus]
    sent = {"shop": shop, "channel": "site", "client": client, "lines": lines, "search_query": "матрас 160"}
    return orjson.dumps({**sent, "received_at": (now - timedelta(minutes=minutes)).isoformat()})


def zone_by_day(now: datetime) -> str:
    """Where no midnight is near: an order of three minutes ago is of today, and stays so while the tests run."""
    return next(zone for zone in ZONES if MORNING <= now.astimezone(ZoneInfo(zone)).hour < NIGHT)


def fill() -> None:
    """A shop for each preset and for each kind of test that changes what it shows; two operators and a head each."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from dozvon.catalog.actions import offer
    from dozvon.catalog.models import Product
    from dozvon.core.actor import SYSTEM
    from dozvon.core.pipeline.facts import Form
    from dozvon.delivery.actions import set_ways
    from dozvon.intake.actions.single import take_in
    from dozvon.orders.actions.perform import perform
    from dozvon.orders.models import Order
    from dozvon.platform.accounts import access
    from dozvon.platform.accounts.actions import create_user
    from dozvon.platform.accounts.models import User
    from dozvon.presets import preset
    from dozvon.publishing.actions.publish import publish
    from dozvon.shops.actions import create_shop

    now = timezone.now()
    zone = zone_by_day(now)
    taker = access.actor_of(create_user("Администратор", "admin"))
    for code, name, title in SHOPS:
        version = publish(SYSTEM, preset(name), now)
        shop = create_shop(code, version, zone, name=title, week=ALWAYS, window="00:00-24:00")
        if code == "card":
            set_ways(taker, shop.pk, WAYS)
        for name, role in STAFF if code == "quiet" else PEOPLE:
            create_user(f"{name} {code}", role, shop_ids=[shop.pk])
        if code == "entry":
            offer([Product(shop=shop, sku=sku, name=title, price=price) for sku, (title, price) in PRODUCTS.items()])
        for row in ORDERS.get(code, OTHERS):
            take_in(taker, body(code, row, now), now)
        if code == "asked":
            create_user("Нина asked", "quality", shop_ids=[shop.pk])
            steps = [("confirm", Form("made")), *((step, Form()) for step in ("assemble", "ship", "deliver"))]
            for order, (step, form) in product(Order.objects.filter(shop=shop), steps):
                perform(taker, order.pk, step, form, now)
        if code == "work":
            create_user("Склад work", "warehouse", shop_ids=[shop.pk])
            for place, order in enumerate(Order.objects.filter(shop=shop).order_by("pk")):
                perform(taker, order.pk, "confirm", Form("made"), now + timedelta(seconds=place))
    # One for all: making it is slow on purpose.
    User.objects.update(password=make_password(PASSWORD))


if __name__ == "__main__":
    _installation.prepare()
    fill()
    _installation.leave()
    sys.exit(0)
