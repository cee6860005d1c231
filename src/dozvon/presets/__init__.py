"""The pipelines that come with the program, one TOML file each."""

from __future__ import annotations

from importlib.resources import files

from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.load import read


def names() -> list[str]:
    """Codes of the shipped pipelines, sorted."""
    return sorted(entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if _is_preset(entry.name))


def text(name: str) -> str:
    """The document as shipped; raises LookupError for a name that is not in `names()`."""
    if name not in names():
        raise LookupError(f"no preset {name!r}; there are {', '.join(names())}")
    return files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def preset(name: str) -> Pipeline:
    """A shipped pipeline; raises LookupError as `text` does."""
    return read(text(name), name)


def _is_preset(file_name: str) -> bool:
    return file_name.endswith(".toml")
