"""Which column means what: names in Russian, Ukrainian and English, our own exports', and what the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dozvon.exchange.errors import ExchangeRefused


class Kind(StrEnum):
    """What can be imported."""

    ORDERS = "orders"
    CLIENTS = "clients"
    PRODUCTS = "products"


_PERSON = {
    "name": "name, full name, client, customer, buyer, фио, ф и о, имя, клиент, покупатель, контакт, контактное лицо, "
    "имя клиента, фио клиента, получатель, піб, п і б, ім я, клієнт, покупець, контактна особа, одержувач, отримувач",
    "last_name": "last name, surname, фамилия, прізвище",
    "first_name": "first name, given name, собственное имя",
    "middle_name": "middle name, patronymic, отчество, по батькові",
    "phone": "phone, telephone, tel, mobile, phone number, client phone, телефон, тел, мобильный, моб телефон, "
    "сотовый, номер телефона, мобильный телефон, контактный телефон, телефон клиента, мобільний, мобільний телефон, "
    "номер телефону, контактний телефон, телефон клієнта",
    "extra_phone": "extra phone, second phone, phone 2, доп телефон, дополнительный телефон, телефон 2, "
    "второй телефон, дод телефон, додатковий телефон, другий телефон",
    "email": "email, e mail, mail, почта, эл почта, электронная почта, имейл, емейл, пошта, ел пошта, електронна пошта",
    "city": "city, town, город, населенный пункт, город доставки, місто, населений пункт, місто доставки",
    "company": "company, organization, organisation, компания, организация, фирма, компанія, організація, фірма",
}
_ORDER = {
    "external_id": "external id, order, order id, order no, order number, id заказа, номер заказа, заказ, заказа, "
    "номер, внешний id, код заказа, id замовлення, номер замовлення, замовлення, зовнішній id, код замовлення",
    "number": "number",
    "channel": "channel, канал, канал заказа, источник, джерело, канал замовлення",
    "received_at": "received at, date, order date, created, created at, дата, дата заказа, дата создания, "
    "дата и время, создан, время заказа, дата замовлення, дата створення, створено, дата та час",
    "status": "status, статус, статус заказа, статус замовлення",
    "status_kind": "status kind",
    "lines": "lines",
    "sku": "sku, article, product code, артикул, код товара, артикул товара, код товару, артикул товару",
    "product": "product, product name, item, товар, наименование, название, название товара, наименование товара, "
    "назва, назва товару, найменування, найменування товару",
    "quantity": "quantity, qty, количество, кол во, шт, кількість, к сть",
    "price": "price, unit price, цена, цена за единицу, цена за шт, ціна, ціна за одиницю, ціна за шт",
    "discount_percent": "discount percent, discount, скидка, процент скидки, знижка, відсоток знижки",
    "totals.total": "totals total, total, sum, amount, сумма, итого, сумма заказа, стоимость заказа, "
    "сума, разом, всього, сума замовлення",
    "comment": "comment, note, notes, комментарий, примечание, комментарий к заказу, коментар, примітка",
    "search_query": "search query, поисковый запрос, пошуковий запит",
    "source": "source",
}

_PRODUCT = {
    "sku": _ORDER["sku"] + ", код, article number, item number, vendor code, арт, код артикула",
    "name": _ORDER["product"].replace("product, ", "product, name, ", 1) + ", title, номенклатура",
    "price": _ORDER["price"]
    + ", retail price, розничная цена, цена розничная, цена продажи, роздрібна ціна, ціна продажу",
    "max_discount": "max discount, discount limit, discount up to, discount, скидка до, предел скидки, "
    "максимальная скидка, макс скидка, скидка, знижка до, межа знижки, максимальна знижка, знижка",
    "promotion": "promotion, акция, акція",
    "accessories": "accessories, goes along, related, аксессуары, сопутствующие, сопутствующие товары, "
    "предлагать вместе, аксесуари, супутні, супутні товари, пропонувати разом",
    "shop": "shop, магазин, код магазина, код магазину",
    "active": "active, on offer, в продаже, активен, у продажу, активний",
}

LINE_FIELDS = frozenset({"sku", "product", "quantity", "price", "discount_percent"})
"""Fields of one position, in files that write a position a row."""


def _names(table: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for field, listed in table.items():
        found |= {name.strip(): prefix + field for name in listed.split(",")}
        found[plain(prefix + field)] = prefix + field
    return found


def plain(header: str) -> str:
    """A header without case, signs and double spaces; ё is е.

    >>> plain(" E-mail: ")
    'e mail'
    """
    return " ".join(re.findall(r"[^\W_]+", header.casefold().replace("ё", "е")))


# Further numbers belong to the client's card: intake takes one with an order.
_ORDERER = {field: names for field, names in _PERSON.items() if field != "extra_phone"}
_NAMES = {
    Kind.ORDERS: _names(_ORDERER, "client.") | _names(_ORDER),
    Kind.CLIENTS: _names(_PERSON) | _names({"contacts": "contacts"}),
    Kind.PRODUCTS: _names(_PRODUCT),
}
FIELDS = {kind: tuple(dict.fromkeys(names.values())) for kind, names in _NAMES.items()}
_NEEDED = {
    Kind.ORDERS: ("client.phone", "client.email", "client.name"),
    Kind.CLIENTS: ("phone", "email", "extra_phone", "contacts"),
    Kind.PRODUCTS: ("sku",),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The header as understood: where each field stands, what its column is called, and what is not used."""

    places: Mapping[str, int]
    titles: Mapping[str, str]
    unused: tuple[str, ...]
    count: int

    def title_of(self, field: str) -> str:
        """The user's own name for the column that a field error means; the field itself where there is none."""
        if field in self.titles:
            return self.titles[field]
        last = field.rsplit(".", 1)[-1]
        inner = "product" if field.startswith("lines.") and last == "name" else last
        return self.titles.get(inner) or self.titles.get(field.split(".", 1)[0]) or field


def read_map(text: str) -> dict[str, str]:
    """`column=field,column=field` as a table; a column without a field is left out of the import.

    Raises ExchangeRefused for what is no pair.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        column, equals, field = pair.rpartition("=")
        if not equals or not column.strip():
            raise ExchangeRefused("map_not_pair", {"value": pair[:80]})
        found[column.strip()] = field.strip()
    return found


def understand(header: Sequence[str], kind: Kind, said: Mapping[str, str]) -> Columns:
    """The columns of a header row. Raises ExchangeRefused where nothing can be made of it."""
    chosen = _chosen(header, kind, said)
    places: dict[str, int] = {}
    unused: list[str] = []
    for place, title in enumerate(header):
        key = plain(title)
        field = chosen[key] if key in chosen else _NAMES[kind].get(key)
        if not field:
            unused.append(title.strip() or f"({place + 1})")
        elif field in places:
            raise _twice(header, field, places[field], place)
        else:
            places[field] = place
    _check_needed(header, kind, places)
    titles = {field: header[place].strip() for field, place in places.items()}
    return Columns(places, titles, tuple(name[:80] for name in unused), len(header))


def _chosen(header: Sequence[str], kind: Kind, said: Mapping[str, str]) -> dict[str, str]:
    present = {plain(title) for title in header}
    for column, field in said.items():
        if plain(column) not in present:
            raise ExchangeRefused("map_unknown_column", {"value": column[:80], "allowed": _listed(header)})
        if field and field not in FIELDS[kind]:
            raise ExchangeRefused("map_unknown_field", {"value": field[:80], "allowed": ", ".join(FIELDS[kind])})
    return {plain(column): field for column, field in said.items()}


def _twice(header: Sequence[str], field: str, first: int, second: int) -> ExchangeRefused:
    return ExchangeRefused(
        "same_column_twice",
        {
            "name": field,
            "first": header[first].strip()[:80],
            "first_place": str(first + 1),
            "second": header[second].strip()[:80],
            "second_place": str(second + 1),
        },
    )


def _check_needed(header: Sequence[str], kind: Kind, places: Mapping[str, int]) -> None:
    if not places:
        raise ExchangeRefused("no_header", {"found": _listed(header), "allowed": ", ".join(_NEEDED[kind])})
    if not any(field in places for field in _NEEDED[kind]):
        raise ExchangeRefused("needs_column", {"allowed": ", ".join(_NEEDED[kind])})


def _listed(header: Sequence[str]) -> str:
    return ", ".join(f"«{title.strip()[:40]}»" for title in header[:12])
