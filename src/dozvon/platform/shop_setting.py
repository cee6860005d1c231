"""Settings of shops as capabilities declare them: a folder's `shop_settings.py` holds `SHOP_SETTINGS`.

The office's form, `dozvon shop set`, the reference and the checks of what was typed are made of these declarations.
The modules import nothing of Django: the command line reads them for its options.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from dozvon.platform.capabilities import with_module

N_: Final = str
"""Marks a text that is translated where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSetting:
    """A whole number between `least` and `most` that each shop may set.

    `title` and `about` are in English, marked by `N_`; `about` follows the title in the office and ends with a full
    stop. It is kept in the column of `shops` that has its code, where there is one, else among the shop's `settings`.
    """

    code: str
    title: str
    about: str
    least: int
    most: int
    default: int

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return "--" + self.code.replace("_", "-")


@cache
def shop_settings() -> Mapping[str, ShopSetting]:
    """All settings by code."""
    modules = [importlib.import_module(f"{package}.shop_settings") for package in with_module("shop_settings")]
    return {setting.code: setting for module in modules for setting in module.SHOP_SETTINGS}
