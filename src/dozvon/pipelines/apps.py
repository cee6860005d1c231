"""Drafts and dry runs of pipelines."""

from django.apps import AppConfig


class PipelinesConfig(AppConfig):
    """Drafts and dry runs of pipelines."""

    name = "dozvon.pipelines"
    label = "pipelines"
