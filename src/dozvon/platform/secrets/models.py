"""The versions of the key that secrets are sealed with, and the column that holds a sealed secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SecretKeyVersion(models.Model):
    """One derived key. It is made of the installation's key and `salt`, so the row alone opens nothing.

    `root` is the fingerprint of the installation's key it belongs to.
    """

    version = models.AutoField(primary_key=True)
    salt = models.BinaryField(max_length=32)
    root = models.CharField(max_length=16)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "secret_key_versions"

    def __str__(self) -> str:
        return f"key {self.version}"


class SealedField(_Text):
    """A column that holds a sealed secret, or nothing. Rotation finds all of them by their type.

    `purpose` says what the secret is for, `owner` names the attribute whose value it is bound to: an envelope copied
    into another row or column does not open there.
    """

    def __init__(self, *args: Any, purpose: str = "", owner: str = "pk", **given: Any) -> None:
        self.purpose, self.owner = purpose, owner
        super().__init__(*args, **given)

    def deconstruct(self) -> Any:
        """As Django writes it into a migration."""
        name, path, args, given = super().deconstruct()
        return name, path, args, given | {"purpose": self.purpose, "owner": self.owner}
