"""The words of Russian, Ukrainian and English by which people name a moment; read by `core.moments`."""

from __future__ import annotations

from typing import Final

MINUTE, HOUR, DAY, WEEK = 1, 60, 24 * 60, 7 * 24 * 60


def _each(table: dict[int, str]) -> dict[str, int]:
    return {word: value for value, words in table.items() for word in words.split()}


def _all(names: str) -> frozenset[str]:
    return frozenset(names.split())


UNITS: Final = _each(
    {
        MINUTE: "м мин минут минуту минуты минутку хв хвилин хвилину хвилини m min mins minute minutes",
        HOUR: "ч час часа часов часик годин годину години h hr hrs hour hours",
        DAY: "д день дня дней днів дні d day days сутки суток добу",
        WEEK: "нед неделю недели недель тиждень тижні тижнів w week weeks",
    }
)
"""Minutes in each unit, by every form of its name."""
HALF_HOURS: Final = frozenset({"полчаса", "пол-часа", "півгодини", "пів-години"})
HALVES: Final = frozenset({"пол", "пів", "half"})
NUMBERS: Final = _each(
    {
        1: "один одну одна one a an",
        2: "два две дві two couple пару",
        3: "три three",
        4: "четыре чотири four",
        5: "пять п'ять five",
        6: "шесть шість six",
        7: "семь сім seven",
        8: "восемь вісім eight",
        9: "девять дев'ять nine",
        10: "десять ten",
        12: "двенадцать дванадцять twelve",
        15: "пятнадцать п'ятнадцять fifteen",
        20: "двадцать двадцять twenty",
        30: "тридцать тридцять thirty",
        40: "сорок forty",
        45: "fortyfive forty-five",
    }
)
AND_A_HALF: Final = frozenset({"полтора", "полторы", "півтора", "півтори"})
AFTER: Final = frozenset({"через", "за", "in", "after", "+"})
DAYS_ON: Final = _each({0: "сегодня сьогодні today", 1: "завтра tomorrow", 2: "послезавтра післязавтра overmorrow"})
WEEKDAYS: Final = _each(
    {
        0: "пн понедельник понедельника понеділок понеділка monday mon",
        1: "вт вторник вторника вівторок вівторка tuesday tue tues",
        2: "ср среда среду среды середа середу wednesday wed",
        3: "чт четверг четверга четвер thursday thu thurs",
        4: "пт пятница пятницу пятницы п'ятниця п'ятницю friday fri",
        5: "сб суббота субботу субботы субота суботу saturday sat",
        6: "вс воскресенье воскресенья нд неділя неділю sunday sun",
    }
)
NEXT: Final = _all(
    "следующий следующую следующее следующая следующей следующего наступний наступну наступна наступного next"
)
MONTHS: Final = _each(
    {
        1: "января янв січня january jan",
        2: "февраля фев лютого february feb",
        3: "марта мар березня march mar",
        4: "апреля апр квітня april apr",
        5: "мая травня may",
        6: "июня июн червня june jun",
        7: "июля июл липня july jul",
        8: "августа авг серпня august aug",
        9: "сентября сен вересня september sep sept",
        10: "октября окт жовтня october oct",
        11: "ноября ноя листопада november nov",
        12: "декабря дек грудня december dec",
    }
)
MORNING, AFTERNOON, EVENING, NIGHT, AM, PM = "morning", "afternoon", "evening", "night", "am", "pm"
PARTS: Final[dict[str, str]] = {
    "am": AM,
    "pm": PM,
    **dict.fromkeys(_all("утра утром утро ранку вранці зранку уранці morning"), MORNING),
    **dict.fromkeys(_all("дня днём днем вдень удень afternoon обеда обіду обед обід"), AFTERNOON),
    **dict.fromkeys(_all("вечера вечером вечор вечора ввечері увечері evening tonight"), EVENING),
    **dict.fromkeys(_all("ночи ночью ночі вночі уночі night"), NIGHT),
}
PART_HOURS: Final = {MORNING: 10, AFTERNOON: 14, EVENING: 18}
"""What a part of the day alone means, by the clock."""
NOONS: Final = frozenset({"полдень", "опівдні", "полудень", "noon", "midday"})
HOUR_WORDS: Final = _all("ч час часа часов година годині години годин год o'clock oclock h")
FILLERS: Final = _all("в во у о об на к до около после at on the of by года року г и і й and t")
CLIENTS: Final = _all("клиент клиента клиенту клиентский клієнт клієнта клієнту client client's clients' clients")
CLIENT_FILLERS: Final = _all("у по за часом времени время time clock at the for")
