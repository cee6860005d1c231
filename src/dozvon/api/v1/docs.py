"""The reference page of the API, made on the spot from the OpenAPI document; the page loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter of an address or a field of a shape; `note` tells its limits and what stands when it is left out."""

    name: str
    kind: str
    required: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address; `answers` are (HTTP status, kind of the body)."""

    method: str
    path: str
    group: str
    about: str
    parameters: tuple[Member, ...]
    body: str
    answers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON object with its fields, or a closed list of texts (`choices`)."""

    name: str
    about: str
    members: tuple[Member, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """All endpoints by group, in the order of the document, and all shapes by name."""

    endpoints: tuple[Endpoint, ...]
    shapes: tuple[Shape, ...]

    @property
    def groups(self) -> dict[str, list[Endpoint]]:
        """Endpoints under the title of their group."""
        found: dict[str, list[Endpoint]] = {}
        for endpoint in self.endpoints:
            found.setdefault(endpoint.group, []).append(endpoint)
        return found


@lru_cache(maxsize=1)
def reference(api: NinjaAPI) -> Reference:
    """The API as it is described in its OpenAPI document."""
    document = api.get_openapi_schema(path_prefix="")
    schemas: dict[str, Schema] = dict(document["components"]["schemas"])
    endpoints = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            schemas |= _named_in(_body_schema(operation))
            endpoints.append(_endpoint(method, path, operation))
    asked = {name for name in schemas if name.endswith("Query")}  # told of as parameters already
    shapes = tuple(_shape(name, schemas[name]) for name in sorted(set(schemas) - asked))
    return Reference(tuple(endpoints), shapes)


def _endpoint(method: str, path: str, operation: Schema) -> Endpoint:
    parameters = (
        Member(p["name"], kind_of(p["schema"]).removesuffix(" or null"), p.get("required", False), _note(p["schema"]))
        for p in operation.get("parameters", [])
    )
    answers = ((int(code), _content(answer)) for code, answer in operation["responses"].items())
    return Endpoint(
        method=method.upper(),
        path=path,
        group=operation["tags"][0],
        about=operation.get("description", ""),
        parameters=tuple(parameters),
        body=_content(operation.get("requestBody", {})),
        answers=tuple(sorted(answers)),
    )


def _content(holder: Schema) -> str:
    """What a request or an answer carries: a kind of JSON value, or media types."""
    content: Schema = holder.get("content", {})
    if "application/json" in content:
        return kind_of(content["application/json"]["schema"])
    return " or ".join(content)


def _body_schema(operation: Schema) -> Schema:
    content = operation.get("requestBody", {}).get("content", {})
    schema: Schema = content.get("application/json", {}).get("schema", {})
    return schema


def _named_in(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The shapes that a body describes in its own place."""
    yield from schema.get("$defs", {}).items()
    if "title" in schema and "properties" in schema:
        yield schema["title"], schema


def _shape(name: str, schema: Schema) -> Shape:
    required = schema.get("required", ())
    members = (
        Member(field, kind_of(described), field in required, _note(described))
        for field, described in schema.get("properties", {}).items()
    )
    return Shape(name, schema.get("description", ""), tuple(members), tuple(map(str, schema.get("enum", ()))))


_FORMATS = {"date-time": "moment", "date": "day"}


def kind_of(schema: Schema) -> str:
    """A JSON schema in words: `text`, `moment or null`, `list of LineOut`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "properties" in schema and "title" in schema:
        return str(schema["title"])
    if "enum" in schema or "const" in schema:
        return " or ".join(f"“{value}”" for value in schema.get("enum", [schema.get("const")]))
    branches: Sequence[Schema] = schema.get("anyOf") or schema.get("allOf") or ()
    if branches:
        return " or ".join(dict.fromkeys(kind_of(branch) for branch in branches))
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "text")
    return {"integer": "whole number", "boolean": "true or false"}.get(kind, str(kind))


_LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "up to {}"),
    ("maxItems", "at most {} items"),
)


def _note(schema: Schema) -> str:
    branches = [schema, *(schema.get("anyOf") or ())]
    told = [
        sentence.format(branch[limit])
        for branch in branches
        for limit, sentence in _LIMITS
        if branch.get(limit) not in (None, 0)
    ]
    default = schema.get("default")
    if default not in (None, "", {}, []):
        told.append(f"{default} when left out")
    return ", ".join(dict.fromkeys(told))


def install(api: NinjaAPI) -> None:
    """Serves the page at `/docs` of the API, to anybody."""

    def docs(request: HttpRequest) -> HttpResponse:
        """The endpoints and shapes, readable."""
        page = render(request, "api/docs.html", {"reference": reference(api), "about": api.description})
        page["Content-Language"] = "en"
        return page

    api.get("/docs", auth=None, include_in_schema=False)(docs)
