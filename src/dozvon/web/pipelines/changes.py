"""What differs between two versions, as sentences a head reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from dozvon.core.pipeline.differences import ChangedPart, Difference, differences
from dozvon.core.pipeline.document import Pipeline
from dozvon.web.common.wording import text_of
from dozvon.web.pipelines.values import ladder_title, value_in_words
from dozvon.web.pipelines.wording import ORDERS, PARTS, field_title


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence; `what` is added, removed, changed or order."""

    where: str
    field: str
    what: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """All of it in one line, for those who hear it read aloud."""
        if self.what == "order":
            return f"{self.where}: {self.after}" if self.where else self.after
        place = ": ".join(part for part in (self.where, self.field) if part)
        if self.what == "changed":
            return f"{place}: {self.before} → {self.after}"
        verb = gettext("added") if self.what == "added" else gettext("removed")
        value = self.after if self.what == "added" else self.before
        return f"{place}: {verb}" + (f" {value}" if self.field else "")


def changes(old: Pipeline, new: Pipeline) -> list[Change]:
    """Everything that differs, in the document's order."""
    return [_change(old, new, one) for one in differences(old, new)]


def _change(old: Pipeline, new: Pipeline, one: Difference) -> Change:
    known = old if one.what == "removed" else new
    where = ", ".join(_named(known, part) for part in one.where)
    if one.what == "order":
        codes: Sequence[str] = one.after
        return Change(
            where, "", "order", "", f"{ORDERS.get(one.field, one.field)}: {value_in_words(new, one.field, list(codes))}"
        )
    if not one.field:
        return Change(where, "", one.what, "", "")
    return Change(
        where,
        _field(one),
        one.what,
        value_in_words(old, one.field, one.before),
        value_in_words(new, one.field, one.after),
    )


def _field(one: Difference) -> str:
    key, _, number = one.field.rpartition(".")
    if key == "steps":
        return gettext("step %(number)s") % {"number": number}
    if one.field.rpartition(".")[2] in {"ru", "uk", "en"}:
        return f"{field_title(key)} {field_title(number)}"
    section = one.where[-1].section if one.where else ""
    return field_title(f"{section}.{one.field}" if section else one.field)


def _named(pipeline: Pipeline, part: ChangedPart) -> str:
    title = text_of(part.title) if part.title else part.code
    if part.section == "ladders":
        title = ladder_title(pipeline, part.code)
    return f"{PARTS.get(part.section, part.section)} «{title}»"
