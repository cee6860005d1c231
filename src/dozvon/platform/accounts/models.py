"""People, their browser sessions and their programs' tokens.

Secrets are kept as hashes only. What a request needs to know of its user stands in one row, so that one statement
answers «who is this and what may they see».
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from dozvon.core.roles import Role
from dozvon.platform.secrets.models import SealedField

ROLES = [(role.value, role.value) for role in Role if role is not Role.SYSTEM]


class User(models.Model):
    """An employee. `shop_ids` and `knows` are NULL where nothing is left out: all shops, all products (SKUs).

    `banners_closed` are the banners this person has read and put away; `unread_notices` counts what they were told and
    have not read, kept by `people.actions`.
    """

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, null=True, blank=True)
    role = models.CharField(max_length=20, choices=ROLES)
    password = models.CharField(max_length=256, blank=True)
    language = models.CharField(max_length=2, default="ru")
    shop_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    knows = ArrayField(models.CharField(max_length=64), null=True, blank=True)
    active = models.BooleanField(default=True)
    banners_closed = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    unread_notices = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "users"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="users_name_once"),
            models.UniqueConstraint(
                Lower("email"),
                name="users_email_once",
                condition=Q(email__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(role__in=[code for code, _ in ROLES]),
                name="users_role_known",
            ),
        ]
        indexes = [GinIndex(fields=["knows"], name="users_knows")]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A browser that signed in; `token_hash` is the SHA-256 of the cookie's value."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ip = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "sessions"

    def __str__(self) -> str:
        return f"session {self.pk}"


class Invitation(models.Model):
    """A person's way to a first or a new password: one at a time, for one use.

    `token_hash` is the SHA-256 of the link's secret; NULL before the letter is written and after the link was used.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.BinaryField(max_length=32, unique=True, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitations"

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SecondFactor(models.Model):
    """A person's one-time codes (RFC 6238): asked for only once confirmed.

    `secret` is sealed (see `sealing`), for codes are made of it again and again.
    `last_step` is the time step of the last code taken, so that none is taken twice; `recovery` holds the SHA-256 of
    codes for the day the phone is lost.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = SealedField(purpose="second-factor", owner="user_id")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "second_factors"
        constraints = [
            models.CheckConstraint(condition=Q(("secret__regex", "^v[0-9]+:")), name="second_factors_are_sealed"),
        ]

    def __str__(self) -> str:
        return f"second factor {self.pk}"


class ApiToken(models.Model):
    """A program's key; `token_hash` is the SHA-256 of the token, `scopes` what it was given for."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    scopes = ArrayField(models.CharField(max_length=20))
    name = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_tokens"

    def __str__(self) -> str:
        return f"token {self.pk}"


class SignInAttempt(models.Model):
    """Every attempt to sign in: the ground of the limit and the sign-in log."""

    at = models.DateTimeField(db_default=Now())
    name = models.CharField(max_length=254)
    ip = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    succeeded = models.BooleanField()

    class Meta:
        db_table = "sign_in_attempts"
        indexes = [
            models.Index(fields=["name", "at"], name="sign_in_by_name"),
            models.Index(fields=["ip", "at"], name="sign_in_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Standing(models.Model):
    """One row: the revision of all that stands for everybody (rights of roles, absences, banners). See `standing`.

    Each change takes a number of the sequence `standing_revisions`, so that no two states ever share one.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    revision = models.BigIntegerField()

    class Meta:
        db_table = "standing"

    def __str__(self) -> str:
        return f"standing {self.revision}"


class RoleRight(models.Model):
    """Where a role differs from what capabilities declare: a permission given besides, or taken away."""

    role = models.CharField(max_length=20, choices=ROLES)
    permission = models.CharField(max_length=40)
    given = models.BooleanField()

    class Meta:
        db_table = "role_rights"
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_rights_once")]

    def __str__(self) -> str:
        return f"{self.role} {'+' if self.given else '-'}{self.permission}"


class Absence(models.Model):
    """A person away from `since` until `until`; their queues are taken over by `stand_in_ids`, one or several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()
    stand_in_ids = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "absences"
        constraints = [
            models.CheckConstraint(name="absences_end_after_begin", condition=Q(until__gt=models.F("since"))),
        ]
        indexes = [models.Index(fields=["until"], name="absences_until")]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Banner(models.Model):
    """A message of the head on every page of the shop, or of all where there is none, until its time is over."""

    text = models.CharField(max_length=300)
    level = models.CharField(max_length=8)
    shop_id = models.BigIntegerField(null=True)
    until = models.DateTimeField()
    author = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "banners"
        constraints = [
            models.CheckConstraint(name="banners_level", condition=Q(level__in=["news", "warning", "alarm"])),
        ]
        indexes = [models.Index(fields=["until"], name="banners_until")]

    def __str__(self) -> str:
        return f"banner {self.pk}"


class AccountChange(models.Model):
    """What was done to accounts and rights, by whom, to whom; only ever added to. Names stand as they were then."""

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120)
    user_id = models.BigIntegerField(null=True)
    user_label = models.CharField(max_length=120, blank=True)
    body = models.JSONField(default=dict)

    class Meta:
        db_table = "account_changes"
        indexes = [models.Index(fields=["user_id", "id"], name="account_changes_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
