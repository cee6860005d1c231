"""Files that capabilities keep."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that capabilities keep."""

    name = "dozvon.platform.files"
    label = "files"
