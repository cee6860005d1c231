"""Clients, the contacts they are matched by, merges that can be undone, and fields the shop defines."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Reverse

from dozvon.core.fields import FieldType


class Client(models.Model):
    """A person or a company that ever contacted us. A merged one points to who it is now.

    One whose data were erased at their request has neither name nor contacts; its orders stay for the accounts.
    """

    kind = models.CharField(
        max_length=7,
        default="person",
        choices=[("person", "person"), ("company", "company")],
    )
    name = models.CharField(max_length=300, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    first_name = models.CharField(max_length=120, blank=True)
    middle_name = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=6, blank=True)
    company = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64)
    zone_source = models.CharField(max_length=8)
    statuses = ArrayField(models.CharField(max_length=60), default=list)
    fields = models.JSONField(default=dict)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_here")
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    words = models.GeneratedField(
        expression=SearchVector("name", "company", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "clients"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["person", "company"]), name="clients_kind_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="clients_not_merged_into_itself"),
        ]
        indexes = [GinIndex(fields=["words"], name="clients_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A way to reach a client. `value` is in its one spelling: E.164, a lower-case address, a name.

    One client is matched by a given phone or e-mail; others may share it with `matches` false.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=254)
    raw = models.CharField(max_length=300, blank=True)
    main = models.BooleanField(default=False)
    matches = models.BooleanField(default=True)

    class Meta:
        db_table = "contacts"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="contacts_match_once",
                condition=Q(matches=True),
            ),
            models.UniqueConstraint(fields=["client", "kind", "value"], name="contacts_of_client_once"),
            models.UniqueConstraint(
                fields=["client", "kind"],
                name="contacts_one_main",
                condition=Q(main=True),
            ),
        ]
        indexes = [
            models.Index(OpClass("value", "text_pattern_ops"), name="contacts_from_front"),
            models.Index(OpClass(Reverse("value"), "text_pattern_ops"), name="contacts_from_back"),
        ]

    def __str__(self) -> str:
        return self.value


class Merge(models.Model):
    """A merge with all that is needed to undo it: what stood where before.

    `moved` holds what each part of `platform.client_data` moved, by the part's name.
    """

    source = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    moved = models.JSONField(default=dict)
    contact_ids = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "merges"
        indexes = [models.Index(fields=["target", "id"], name="merges_of_target")]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"


class ClientField(models.Model):
    """A field of the client card that the shop defined: typed, unlimited in number.

    One that is retired is not asked for any more; the cards keep what they have. A card may hold a choice that was
    taken from the list since.
    """

    TYPES = [(kind.value, kind.value) for kind in FieldType]

    code = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    type = models.CharField(max_length=6, choices=TYPES)
    choices = ArrayField(models.CharField(max_length=120), default=list)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        db_table = "client_fields"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.code
