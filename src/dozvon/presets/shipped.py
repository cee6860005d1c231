"""Every document the program ever came with, by digest: what is one of them was never changed by hand."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from dozvon.core.pipeline.document import Pipeline

LIST = "shipped.txt"


def digest(content: dict[str, Any]) -> str:
    """The digest of a sound document: what it says, without what stands at its default and without its format."""
    said = Pipeline.model_validate({key: value for key, value in content.items() if key != "format"})
    written = json.dumps(said.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=12).hexdigest()


def was_shipped(content: dict[str, Any]) -> bool:
    """Whether the program came with that document, now or before."""
    return digest(content) in _shipped()


@cache
def _shipped() -> frozenset[str]:
    lines = files("dozvon.presets").joinpath(LIST).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[1] for line in lines if line and not line.startswith("#"))
