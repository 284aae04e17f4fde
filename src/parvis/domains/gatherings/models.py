"""Gatherings, their dates, and who comes."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from parvis.domains.gatherings import vocabulary
from parvis.domains.organisations.models import Organisation
from parvis.domains.territory.models import Place
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class Gathering(models.Model):
    """What people meet for. Its dates are occurrences; ``rrule`` (RFC 5545) says how it repeats.

    Hours are those of ``time_zone``: a weekly coffee at 9 h 30 stays at 9 h 30 when clocks change.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    title = models.CharField(max_length=vocabulary.TITLE_MAX)
    about = models.TextField(max_length=vocabulary.ABOUT_MAX)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="gatherings"
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="hosts"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="gatherings")
    interests = TagsField()
    wishes = TagsField()
    comfort = TagsField()
    languages = TagsField()
    life = TagsField()
    price_cents = models.PositiveIntegerField(default=0)
    bring = models.CharField(max_length=vocabulary.BRING_MAX, blank=True)
    #: How many may come; empty for no limit.
    capacity = models.PositiveIntegerField(null=True, blank=True)
    good_alone = models.BooleanField(default=False)
    #: Who waits for those who come alone, and the sign to look for.
    greeter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    greeter_name = models.CharField(max_length=40, blank=True)
    sign = models.CharField(max_length=vocabulary.SIGN_MAX, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    #: Its first date, or the first since the series last moved.
    starts_at = models.DateTimeField()
    #: From the hour it begins to the hour it ends, as read on the wall of ``time_zone``.
    minutes = models.PositiveIntegerField()
    rrule = models.CharField(max_length=200, blank=True, choices=vocabulary.Repeat)
    #: The last day on which it may repeat.
    until = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=vocabulary.Status, default=vocabulary.Status.DRAFT
    )
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["status", "rrule"], name="gathering_series")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_weekly(self) -> bool:
        return bool(self.rrule)


class Occurrence(models.Model):
    """One date of a gathering. ``[starts_at, ends_at)``."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="occurrences")
    #: The date the rule gave, kept when the occurrence moves (RFC 5545 RECURRENCE-ID).
    rule_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)
    #: How many come; changed only with the row locked, together with an attendance.
    going = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "rule_at"], name="occurrence_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="occurrence_lasts"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"])]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:occurrence", args=[self.pk])

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    @property
    def seats_left(self) -> int | None:
        """None where there is no limit. Needs the gathering."""
        capacity = self.gathering.capacity
        return None if capacity is None else max(0, capacity - self.going)

    @property
    def is_full(self) -> bool:
        return self.seats_left == 0


class Attendance(models.Model):
    """Somebody said they come to one date, and perhaps took it back."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="attendances")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances"
    )
    state = models.CharField(max_length=10, choices=vocabulary.Coming)
    #: Comes alone: somebody waits for them at the door.
    alone = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "resident"], name="attendance_once")
        ]
        indexes = [models.Index(fields=["resident", "state"])]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.resident_id}"
