"""Refusals that every layer understands: what is wrong with a field, why an action was refused, who may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `params` fill the sentence that is made of `code` at the edge."""

    field: str
    code: str
    params: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an action was not carried out; `reason` is `fields`, `transition` or `forbidden`."""

    reason: Literal["fields", "transition", "forbidden"]
    errors: tuple[FieldError, ...]


class NotPermitted(Exception):
    """The actor's role or token does not allow this."""
