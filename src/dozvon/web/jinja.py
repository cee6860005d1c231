"""The template environment: a misspelt name is an error, everything is escaped, strings are translated.

Templates are named from the folder `web`: "common/base.html", "common/components/form.html", "signin/page.html".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import loader
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import (
    get_language,
    gettext,
    ngettext,
    npgettext,
    pgettext,
)
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup

from dozvon.core import phones
from dozvon.core.actor import Actor
from dozvon.web import formats, manifest, navigation
from dozvon.web.preferences import theme_of


def asset(name: str) -> str:
    """The address of a built file. Raises FrontMissing."""
    return manifest.current().address(name)


def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite: decoration, or with `label` a picture that is read aloud. Raises FrontMissing."""
    return _icon(manifest.current().icon_address(name), label)


@lru_cache(maxsize=1024)
def _icon(address: str, label: str) -> Markup:
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}"/></svg>').format(spoken, address)


@lru_cache(maxsize=4096)
def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route."""
    return reverse(name, args=args, kwargs=kwargs)


def text(message: str, **values: object) -> Markup:
    """The message in the active language, as jinja2's own `gettext` gives it: values are escaped and filled in."""
    if values:
        return Markup(gettext(message)) % values  # noqa: S704 (our own message)
    return _plain_text(get_language(), message)


@lru_cache(maxsize=8192)
def _plain_text(_language: str | None, message: str) -> Markup:
    """A card says seventy messages; putting each together anew took a fifth of its time."""
    return Markup(gettext(message)) % {}  # noqa: S704


def _covers(actor: Actor | None) -> list[str]:
    """Whom the actor stands in for, and how long still."""
    if actor is None or not actor.covers:
        return []
    now = timezone.now()
    back = gettext("%(name)s (back %(due)s)")
    return [back % {"name": one.name, "due": formats.due(one.until, now)} for one in actor.covers]


def page_context(request: HttpRequest) -> dict[str, object]:
    """What every template may use beside what its view hands over."""
    return {
        "actor": getattr(request, "actor", None),
        "banners": getattr(request, "banners", []),
        "away": getattr(request, "away", None),
        "unread_notices": getattr(request, "unread_notices", 0),
        "covers": _covers(getattr(request, "actor", None)),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "here": request.get_full_path() if request.method == "GET" else "/",
        # One for all the forms of a page: each use of Django's own would mask the token anew.
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": formats.ago,
    "clock_of": formats.clock_of,
    "due": formats.due,
    "last_day": formats.last_day,
    "local_day": formats.local_day,
    "local_time": formats.local_time,
    "money": formats.money,
    "phone": phones.pretty,
    "stopwatch": formats.stopwatch,
}


def render_static(name: str) -> Markup:
    """A template that depends on nothing but the language, rendered once for each."""
    return _render_static(name, get_language())


@lru_cache(maxsize=64)
def _render_static(name: str, _language: str | None) -> Markup:
    return Markup(loader.render_to_string(name))  # noqa: S704 (a template's)


class _Unindented(Extension):
    """Templates whose lines begin with one space where they began with many: a fifth of a page, which nobody sees.

    One is left: after a tag, whose end of line is dropped, it is all that parts two attributes.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template as it is compiled."""
        return re.sub(r"(?m)^[ \t]+", " ", source)


class _Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled last, kept beside the data: a card's take half a second to compile.

    A template that changed is told by its text. Where nothing can be written they are compiled anew at each start.
    """

    def __init__(self, directory: Path) -> None:
        with suppress(OSError):
            directory.mkdir(mode=0o700, exist_ok=True)
        super().__init__(str(directory))

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def environment(**options: Any) -> Environment:
    """The environment Django's Jinja2 backend renders with."""
    options["undefined"] = StrictUndefined
    options["bytecode_cache"] = _Compiled(Path(settings.ENVIRONMENT.home) / "templates")
    made = Environment(  # noqa: S701  (Django hands over autoescape=True among the options)
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", _Unindented],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.policies["ext.i18n.trimmed"] = True
    # The methods come from the i18n extension, which jinja2's types do not know.
    install: Callable[..., None] = made.install_gettext_callables  # type: ignore[attr-defined]
    install(
        gettext=gettext,
        ngettext=ngettext,
        pgettext=pgettext,
        npgettext=npgettext,
        newstyle=True,
    )
    places = {"has_office": navigation.has_office, "sections_of": navigation.sections_of}
    made.globals.update(asset=asset, gettext=text, icon=icon, render_static=render_static, url=url, **places)
    made.filters.update(FILTERS)
    return made
