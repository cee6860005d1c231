"""Finishing touches to the OpenAPI document: what the framework cannot know of our answers and bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from dozvon.api.problems import PROBLEM

_JSON = "application/json"
_PLACE = "#/components/schemas/{model}"


def body(model: type[BaseModel], *, many: int | None = None) -> dict[str, Any]:
    """The request body of a route that reads its JSON itself: one of the model, or a list of at most `many`."""
    schema = model.model_json_schema(ref_template=_PLACE)
    one: dict[str, Any] = {"$ref": _PLACE.format(model=model.__name__), "x-model": schema}
    wanted = one if many is None else {"type": "array", "maxItems": many, "items": one}
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": wanted}}}}


def finish(document: dict[str, Any]) -> None:
    """Refusals are problem+json; the shapes of bodies stand among the others."""
    shapes = document["components"]["schemas"]
    for operation in _operations(document):
        for code, answer in operation["responses"].items():
            content = answer.get("content", {})
            if int(code) >= 400 and _JSON in content:
                answer["content"] = {PROBLEM: content[_JSON]}
        described = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema", {})
        for part in (described, described.get("items", {})):
            model = part.pop("x-model", None)
            if model is not None:
                shapes |= model.pop("$defs", {})
                shapes[part["$ref"].rsplit("/", 1)[-1]] = model


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()
