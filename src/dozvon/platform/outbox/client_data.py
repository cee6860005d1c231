"""What other sides answered, as far as the trace keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.platform.outbox.models import Attempt

AT_ONCE = 2000


class Answers(ClientData):
    """Beginnings of answers. Which of them tell of the client is known by the words in them alone."""

    name: ClassVar[str] = "answers"

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties those that name the client."""
        kept = Attempt.objects.exclude(answer="").values_list("pk", "answer")
        telling = [pk for pk, answer in kept.iterator(AT_ONCE) if person.words.in_sentence(answer)]
        return {"answers": Attempt.objects.filter(pk__in=telling).update(answer="")}
