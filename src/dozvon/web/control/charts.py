"""What a chart says: rows of a table. The script draws from them, so that the numbers stand in the page once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A place of a chart: a value for each series, the same in words, and the page of the orders behind it."""

    label: str
    values: tuple[int, ...]
    says: str
    address: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over a common ground; `heading` says what their labels are, `series` what their values count.

    Where `is_part` is set, the second value is a part of the first and is drawn over it, else beside it.
    """

    title: str
    heading: str
    series: tuple[str, ...]
    bars: Sequence[ChartBar]
    is_part: bool = False
    is_wide: bool = False
