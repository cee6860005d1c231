"""Pipeline documents from TOML and back. The text may come from anybody: every mistake in it is named, none crashes."""

from __future__ import annotations

import json
import re
import tomllib
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from dozvon.core.pipeline.document import FORMAT, Pipeline
from dozvon.core.pipeline.mistake import BadPreset, Mistake, did_you_mean, mistake_sentence

LARGEST: Final = 256 * 1024
"""Characters; the longest shipped preset has about 15,000."""
DEEPEST: Final = 12
"""Levels of tables and lists; the document itself needs seven."""
MOST_PROBLEMS: Final = 50
# Strings and comments, closed or not; each alternative always matches once begun, so the search is linear.
_QUOTED: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|\'{3}(?:[^']|'(?!''))*+(?:\'{3})?'''
    r"""|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|\#[^\n]*+""",
    re.DOTALL,
)
_LONG_KEY: Final = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
_LANGUAGES: Final = {"ru": "Russian", "uk": "Ukrainian", "en": "English"}

Place = tuple[str | int, ...]


def read(text: str, name: str) -> Pipeline:
    """The document in `text`; `name` stands for the whole of it in mistakes. Raises BadPreset.

    Only its form is checked here; `check.mistakes` says whether it makes sense.
    """
    return from_content(content_of(text, name), name)


def from_content(content: dict[str, Any], name: str) -> Pipeline:
    """The document in tables and lists as TOML or JSON give them; as `read`. Raises BadPreset."""
    try:
        return Pipeline.model_validate(content)
    except ValidationError as failure:
        found = failure.errors(include_url=False, include_context=True)[:MOST_PROBLEMS]
        raise BadPreset([_plain(error, content, name) for error in found]) from None


def content_of(text: str, name: str) -> dict[str, Any]:
    """The tables and lists of `text`; `name` stands for the whole of it in mistakes. Raises BadPreset."""
    if len(text) > LARGEST:
        raise BadPreset(
            [
                Mistake(
                    name,
                    mistake_sentence("longer than {limit} K characters", limit=LARGEST // 1024),
                    mistake_sentence("split it into several presets"),
                )
            ]
        )
    too_deep = BadPreset(
        [
            Mistake(
                name,
                mistake_sentence("nested deeper than {limit} levels", limit=DEEPEST),
                mistake_sentence("a preset needs seven at most"),
            )
        ]
    )
    if _LONG_KEY.search(_QUOTED.sub("q", text)):  # tomllib needs the square of a dotted key's length
        raise too_deep
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise too_deep from None
    except ValueError as failure:  # a TOML error, or a number too long to be read
        raise BadPreset(
            [
                Mistake(
                    name,
                    mistake_sentence("not TOML: {failure}", failure=failure),
                    mistake_sentence("mend the text there"),
                )
            ]
        ) from None
    if _deeper(content, DEEPEST):
        raise too_deep
    return content


def _deeper(content: object, limit: int) -> bool:
    """Whether tables and lists stand in one another more than `limit` levels deep; walks without recursion."""
    level: list[object] = [content]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
    return any(isinstance(item, dict | list) for item in level)


def _inside(item: object) -> Iterator[object]:
    if isinstance(item, dict):
        yield from item.values()
    elif isinstance(item, list):
        yield from item


def _plain(error: Mapping[str, Any], content: dict[str, Any], name: str) -> Mistake:
    """A pydantic error as one sentence with its cure."""
    loc: Place = error["loc"]
    kind, context = error["type"], error.get("ctx", {})
    place = _place(loc, content) or name
    last = str(loc[-1]) if loc else name
    if kind == "missing":
        label = _LANGUAGES.get(last)
        what = (
            mistake_sentence("no wording in {label}", label=label)
            if label
            else mistake_sentence("`{last}` is missing", last=last)
        )
        return Mistake(place, what, mistake_sentence("add `{last} = …`", last=last))
    if kind == "extra_forbidden":
        return Mistake(
            place, mistake_sentence("unknown key `{last}`", last=last[:60]), did_you_mean(last, _keys_beside(loc))
        )
    if kind in ("literal_error", "enum"):
        written = str(error["input"])[:60]
        return Mistake(
            place,
            mistake_sentence("`{written}` cannot stand here", written=written),
            did_you_mean(written, _words(context["expected"])),
        )
    return Mistake(place, *_sentence(kind, context, error))


def _sentence(kind: str, context: Mapping[str, Any], error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with one value, and the cure."""
    written = str(error["input"])[:60]
    sentences = {
        "string_pattern_mismatch": (
            mistake_sentence("`{written}` is no code", written=written),
            mistake_sentence(
                "use lower-case Latin letters, digits and underscores, a letter first, 40 characters at most"
            ),
        ),
        "string_too_short": (mistake_sentence("the wording is empty"), mistake_sentence("write a text")),
        "string_too_long": (
            mistake_sentence("the text is too long"),
            mistake_sentence("use {limit} characters at most", limit=context.get("max_length")),
        ),
        "string_type": (mistake_sentence("this is not a text"), mistake_sentence('write it in quotes: "…"')),
        "greater_than_equal": (
            mistake_sentence("{written} is too small", written=written),
            mistake_sentence("use {limit} or more", limit=context.get("ge")),
        ),
        "less_than_equal": (
            mistake_sentence("{written} is too large", written=written),
            mistake_sentence("use {limit} or less", limit=context.get("le")),
        ),
        "value_error": (
            mistake_sentence("`{written}` is no delay; it is written as text", written=written),
            mistake_sentence("write a delay such as 3m, 1h or 7d"),
        ),
        "tuple_type": (mistake_sentence("this is not a list"), mistake_sentence("write a list: […]")),
        "model_type": (mistake_sentence("this is not a table"), mistake_sentence("write a table: { … }")),
    }
    if kind in sentences:
        return sentences[kind]
    if kind.startswith("int"):
        return mistake_sentence("`{written}` is not a whole number", written=written), mistake_sentence(
            "write a number without quotes"
        )
    if kind.startswith("bool"):
        return mistake_sentence("`{written}` is neither true nor false", written=written), mistake_sentence(
            "write true or false"
        )
    return str(error["msg"]), mistake_sentence("see the reference of presets")


def _place(loc: Place, content: object) -> str:
    """`actions.no_answer.task`: list items by their code, or by number from 1 where they have none."""
    parts: list[str] = []
    for part in loc:
        if isinstance(part, int):
            content = content[part] if isinstance(content, list) and part < len(content) else None
            code = content.get("code") if isinstance(content, dict) else None
            parts.append(code[:60] if isinstance(code, str) and code else f"#{part + 1}")
        else:
            content = content.get(part) if isinstance(content, dict) else None
            parts.append(part[:60])
    return ".".join(parts)


def _words(expected: str) -> list[str]:
    """The allowed words out of `'a', 'b' or 'c'`."""
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]


def _keys_beside(loc: Place) -> list[str]:
    """The keys the table that holds `loc` may have."""
    model: type[BaseModel] | None = Pipeline
    for part in loc[:-1]:
        if model is not None and isinstance(part, str):
            field = model.model_fields.get(part)
            model = _model_in(field.annotation) if field else None
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model is not None), None)


def dump(pipeline: Pipeline) -> str:
    """The document as TOML that `read` reads back to an equal one. What stands at its default is left out."""
    content = {"format": FORMAT, **pipeline.model_dump(mode="json", exclude_defaults=True)}
    blocks = [_lines({key: value for key, value in content.items() if not _is_section(value)})]
    for key, value in content.items():
        if _is_section(value):
            blocks += [f"[{key}]\n{_lines(value)}"] if isinstance(value, dict) else [_section(key, v) for v in value]
    return "\n\n".join(blocks) + "\n"


def _is_section(value: object) -> bool:
    """Lists of tables and tables get headers of their own; a wording stays on its line."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    return isinstance(value, dict) and "ru" not in value


def _section(path: str, item: dict[str, Any]) -> str:
    choices = item.get("choices", [])
    named = {key: item[key] for key in ("code", "title") if key in item}
    head = named | {key: value for key, value in item.items() if key != "choices"}
    own = f"[[{path}]]\n{_lines(head)}"
    return "\n\n".join([own, *(_section(f"{path}.choices", choice) for choice in choices)])


def _lines(table: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {_value(value)}" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    # A JSON string or number is a TOML one, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
