"""Number ranges of the Russian numbering plan, cities somebody imported, and the streets the desk knows."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class RangeSet(models.Model):
    """One imported file of ranges. Readers see the active set of each block only; a loading one is invisible."""

    class State(models.TextChoices):
        """A set is loaded out of sight and then switched on as a whole."""

        LOADING = "loading"
        ACTIVE = "active"

    block = models.CharField(max_length=1)  # first digit of the codes: 9 mobile, 3, 4 and 8 landline and services
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the file: the same file goes on where it stopped
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State, default=State.LOADING)
    loaded = models.PositiveIntegerField(default=0)  # ranges written so far, in the order of the file
    started_at = models.DateTimeField(db_default=Now())
    switched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["block"], condition=Q(state="active"), name="geo_one_active_set"),
            models.CheckConstraint(condition=Q(state__in=["loading", "active"]), name="geo_set_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class PhoneRange(models.Model):
    """Numbers `+7 code first` to `+7 code last` of one region. An empty zone: the plan does not say where."""

    set = models.ForeignKey(RangeSet, on_delete=models.CASCADE, related_name="ranges")
    code = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    region = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "code", "first"], name="geo_range_once"),
            models.CheckConstraint(
                condition=Q(code__gte=100, code__lte=999, last__gte=F("first"), last__lte=9_999_999),
                name="geo_range_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.first:07}-{self.last:07}"


class City(models.Model):
    """A city of an imported directory: fills region and postcode by the city's name."""

    key = models.CharField(max_length=120)  # `dozvon.geo.spelling.key` of the name
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=2, blank=True)
    region_name = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    utc_offset = models.SmallIntegerField(null=True)  # minutes; the file has no zone names
    population = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["key"], name="geo_city_key", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.region_name}"


class Street(models.Model):
    """A street of a city: of a shop's orders, or of an imported list, which belongs to no shop."""

    shop_id = models.BigIntegerField(null=True)  # places know no shops
    city = models.CharField(max_length=120)  # `dozvon.geo.spelling.key` of its name
    key = models.CharField(max_length=140)  # `dozvon.core.streets.street_key`
    name = models.CharField(max_length=120)
    words = SearchVectorField()  # "city|word" for each word of the name, and "city|"
    used = models.PositiveIntegerField(default=0)  # orders that lead there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "key", "shop_id"], name="geo_street_once", nulls_distinct=False)
        ]
        indexes = [GinIndex(fields=["words"], name="geo_street_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.name


class House(models.Model):
    """A house of a street, without flats: who lives there is not told by it."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="houses", db_index=False)
    key = models.CharField(max_length=120)  # `dozvon.core.streets.house_key`
    name = models.CharField(max_length=120)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["street", "key"], name="geo_house_once")]

    def __str__(self) -> str:
        return self.name
