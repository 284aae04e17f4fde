"""Gatherings by invitation: the terms, who was asked, and other times that were proposed."""

from django.conf import settings
from django.db import models

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Gathering
from parvis.domains.territory.models import Place
from parvis.kernel import clock, ids


class Terms(models.Model):
    """What is agreed to, as it was written: never changed, a new version follows it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="terms")
    #: 1, 2, 3…
    version = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)
    #: Who hosts, by this version.
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=vocabulary.TITLE_MAX)
    about = models.TextField(max_length=vocabulary.ABOUT_MAX, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    where_note = models.CharField(max_length=vocabulary.WHERE_MAX, blank=True)
    time_zone = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    rrule = models.CharField(max_length=vocabulary.RRULE_MAX, blank=True)
    until = models.DateField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    #: How many people each may bring: a third person, for a first meeting.
    guests_max = models.PositiveSmallIntegerField(default=0)
    price_cents = models.PositiveIntegerField(default=0)
    bring = models.CharField(max_length=vocabulary.BRING_MAX, blank=True)
    access_note = models.CharField(max_length=vocabulary.ACCESS_MAX, blank=True)
    photos = models.CharField(max_length=8, choices=vocabulary.Photos)
    children = models.BooleanField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "version"], name="terms_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} v{self.version}"


class Invitation(models.Model):
    """Somebody was asked to a gathering, and what they answered to which version of its terms."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="invitations")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    state = models.CharField(
        max_length=10, choices=vocabulary.Answer, default=vocabulary.Answer.ASKED
    )
    #: The version they said yes to last; empty as long as they have not.
    accepted_version = models.PositiveIntegerField(null=True, blank=True)
    guests = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    #: Whoever has not answered the terms in force by then is free of them.
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "resident"], name="invitation_once")
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="invitation_waits")]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.resident_id}"


class CounterProposal(models.Model):
    """Another time, or another place, that somebody who was asked would rather have."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    gathering = models.ForeignKey(
        Gathering, on_delete=models.CASCADE, related_name="counter_proposals"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="counter_proposals"
    )
    #: The version it answers.
    version = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=vocabulary.WORDS_MAX, blank=True)
    state = models.CharField(
        max_length=8, choices=vocabulary.Counter, default=vocabulary.Counter.OPEN
    )
    said_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "by"],
                condition=models.Q(state="open"),
                name="counter_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.starts_at:%Y-%m-%d}"
