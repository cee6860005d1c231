"""What a browser would send of a form: the fields as they stand in the page."""

from __future__ import annotations

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form `editor`; `sent` may be changed before it is posted."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._inside, self._select, self._chosen = False, "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == "editor"
        if not self._inside:
            return
        if tag == "input" and "name" in given:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self.sent.setdefault(given["name"], []).append(given.get("value", ""))
        elif tag == "select":
            self._select, self._chosen = given["name"], False
        elif tag == "option" and self._select:
            values = self.sent.setdefault(self._select, [])
            if "selected" in given or not self._chosen:
                if self._chosen:
                    values.pop()
                values.append(given["value"])
                self._chosen = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
