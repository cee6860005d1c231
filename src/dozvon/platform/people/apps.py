"""Who is told what: stored notices."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Notices kept for each person until they are read."""

    name = "dozvon.platform.people"
    label = "people"
