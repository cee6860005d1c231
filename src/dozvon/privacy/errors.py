"""Why a client's data cannot be given out or erased."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


@dataclass
class ErasureRefused(Exception):
    """Nothing was erased; each error names its field."""

    errors: list[FieldError]
