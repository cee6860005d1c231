"""Why a file cannot be exchanged; `wording` has the sentence with the cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dozvon.core.errors import FieldError


@dataclass
class ExchangeRefused(Exception):
    """The whole file or request is refused and nothing was written; `code` and `params` make the sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> FieldError:
        """The refusal as a field error of the body."""
        return FieldError("body", self.code, self.params)
