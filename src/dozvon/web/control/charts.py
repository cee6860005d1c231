"""Bars as SVG: places and sizes are attributes, colours are classes, so no inline style is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NARROW, WIDE = 340, 720
"""Units of the drawing: about as many pixels as its place on the page has, so that letters keep their size."""
HEIGHT: Final = 110
GAP: Final = 4
BROADEST: Final = 96
LABEL: Final = 18
VALUE: Final = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: `value` of `most`, a part of it filled darker, where it leads, what it says in words."""

    label: str
    value: int
    part: int
    says: str
    address: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A column with its place: the whole from `y` down for `height`, its part from `part_y` for `part_height`."""

    bar: Bar
    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over a common ground line."""

    title: str
    columns: list[Drawn]
    width: int
    height: int = HEIGHT + LABEL + VALUE
    ground: int = HEIGHT + VALUE


def chart(title: str, bars: Sequence[Bar], width: int = NARROW) -> Chart:
    """The bars side by side, the highest as high as the drawing."""
    most = max((bar.value for bar in bars), default=0) or 1
    step = min(BROADEST, width / max(len(bars), 1))
    ground = HEIGHT + VALUE
    columns = []
    for place, bar in enumerate(bars):
        whole, part = HEIGHT * bar.value / most, HEIGHT * min(bar.part, bar.value) / most
        columns.append(
            Drawn(
                bar,
                round(place * step + GAP / 2, 1),
                round(step - GAP, 1),
                round(ground - whole, 1),
                round(whole, 1),
                round(ground - part, 1),
                round(part, 1),
            )
        )
    return Chart(title, columns, width)
