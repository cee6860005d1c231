"""What all parts of a pipeline document are made of: codes, wordings in three languages, delays."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from dozvon.core import durations

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Kind = Literal["open", "won", "lost"]


def _delay(value: Any) -> timedelta:
    """A bare number would be read as seconds: only a written delay is taken."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise durations.BadDuration("a delay is written as text: 3m, 1h or 7d")
    return durations.parse(value)


Delay = Annotated[timedelta, BeforeValidator(_delay), PlainSerializer(durations.write, return_type=str)]


class DocumentPart(BaseModel):
    """Base of all parts: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(DocumentPart):
    """One text in the three languages of the interface."""

    ru: Label
    uk: Label
    en: Label

    def text(self, language: str) -> str:
        """The text in that language; Russian for any language we do not speak."""
        return {"uk": self.uk, "en": self.en}.get(language, self.ru)
