"""Why an import of places is refused; each message is one sentence with the cure."""

from __future__ import annotations


class ImportRefused(Exception):
    """Nothing was changed; `report` lines name the rows at fault, when there are any."""

    def __init__(self, message: str, report: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.report = report
