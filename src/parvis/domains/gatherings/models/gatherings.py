"""Gatherings, their dates, and when they pause."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.domains.circles.models import Circle
from parvis.domains.conversations.models import Conversation
from parvis.domains.gatherings import vocabulary
from parvis.domains.organisations.models import Organisation
from parvis.domains.territory.models import Place
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField
from parvis.web import dates


class Gathering(models.Model):
    """What people meet for. Its dates are occurrences; ``rrule`` (RFC 5545) says how it repeats.

    Hours are those of ``time_zone``: a weekly coffee at 9 h 30 stays at 9 h 30 when clocks change.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    #: Who may know of it at all.
    audience = models.CharField(
        max_length=12, choices=vocabulary.Audience, default=vocabulary.Audience.PUBLIC
    )
    #: Where it was proposed, for what is not public.
    circle = models.ForeignKey(
        Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="gatherings"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="gatherings"
    )
    #: It belongs to all who said yes: when who hosts it goes away, another of them does.
    is_shared = models.BooleanField(default=False)
    #: The version of its terms in force; 0 for what is public and has none to accept.
    terms_version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=vocabulary.TITLE_MAX)
    about = models.TextField(max_length=vocabulary.ABOUT_MAX)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="gatherings"
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="hosts"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="gatherings")
    #: The room, the bench, the door: whatever finds it once there.
    where_note = models.CharField(max_length=vocabulary.WHERE_MAX, blank=True)
    interests = TagsField()
    wishes = TagsField()
    comfort = TagsField()
    languages = TagsField()
    life = TagsField()
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    children = models.BooleanField(default=True)
    photos = models.CharField(
        max_length=8, choices=vocabulary.Photos, default=vocabulary.Photos.ASKED
    )
    price_cents = models.PositiveIntegerField(default=0)
    #: Said in place of the sum, for what was imported and does not say it in cents.
    price_words = models.CharField(max_length=vocabulary.PRICE_WORDS_MAX, blank=True)
    bring = models.CharField(max_length=vocabulary.BRING_MAX, blank=True)
    #: Papers to have with one: a certificate, a proof of address.
    documents = models.CharField(max_length=vocabulary.BRING_MAX, blank=True)
    #: What the page of the place does not say: where the lift is, who opens the side door.
    access_note = models.CharField(max_length=vocabulary.ACCESS_MAX, blank=True)
    #: How many may come; empty for no limit.
    capacity = models.PositiveIntegerField(null=True, blank=True)
    #: How many people without an account each person may bring.
    guests_max = models.PositiveSmallIntegerField(default=0)
    signup = models.CharField(
        max_length=8, choices=vocabulary.SignUp, default=vocabulary.SignUp.EACH
    )
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
    #: An RFC 5545 recurrence rule without UNTIL (``until`` says it); empty for what happens once.
    rrule = models.CharField(max_length=vocabulary.RRULE_MAX, blank=True)
    #: The last day on which it may repeat.
    until = models.DateField(null=True, blank=True)
    #: Not on the public holidays of its area.
    skips_holidays = models.BooleanField(default=False)
    #: Grows with each change (RFC 5545 SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    #: Its page elsewhere, for what was imported.
    external_url = models.URLField(max_length=500, blank=True)
    status = models.CharField(
        max_length=10, choices=vocabulary.Status, default=vocabulary.Status.DRAFT
    )
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["status", "rrule"], name="gathering_series"),
            models.Index(fields=["status", "audience"], name="gathering_audience"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="gathering_ages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(audience="circle") | Q(circle__isnull=False),
                name="gathering_of_a_circle",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def repeats(self) -> bool:
        return bool(self.rrule)

    @property
    def goes_on(self) -> bool:
        """Whether it repeats with no last date."""
        return bool(self.rrule) and self.until is None

    @property
    def price_said(self) -> str:
        """What it costs, in words. What was imported may not say it: nothing is promised then."""
        if self.price_words == vocabulary.PRICE_UNSAID:
            return _("prix à vérifier")
        return self.price_words or dates.price(self.price_cents)

    @property
    def is_public(self) -> bool:
        return self.audience == vocabulary.Audience.PUBLIC


class CoHost(models.Model):
    """An organisation that runs a gathering together with its own, once it has said yes."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="cohosts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cohosts")
    state = models.CharField(
        max_length=8, choices=vocabulary.CoHosting, default=vocabulary.CoHosting.ASKED
    )
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "organisation"], name="cohost_once")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.organisation_id}"


class Pause(models.Model):
    """Days on which a series does not take place, both included: holidays, works, a single day."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField()
    why = models.CharField(max_length=vocabulary.WHY_MAX, blank=True)

    class Meta:
        ordering = ["starts_on", "ends_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "starts_on", "ends_on"], name="pause_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="pause_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.starts_on}"


class Occurrence(models.Model):
    """One date of a gathering. ``[starts_at, ends_at)``."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="occurrences")
    #: The date the rule gave, kept when the occurrence moves (RFC 5545 RECURRENCE-ID).
    rule_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Added by hand, or by an import: no rule gave it (RFC 5545 RDATE).
    is_extra = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: What is different that day.
    note = models.CharField(max_length=vocabulary.NOTE_MAX, blank=True)
    #: Seats of those who come, their guests included; changed only with the row locked, together
    #: with an attendance. So are the two others.
    going = models.PositiveIntegerField(default=0)
    #: Seats kept for those who were offered one and have not answered yet, guests included.
    offered = models.PositiveIntegerField(default=0)
    #: How many people wait for a seat.
    waiting = models.PositiveIntegerField(default=0)
    #: When its afterwards were dealt with: who met, what is asked of whom.
    followed_at = models.DateTimeField(null=True, blank=True)
    #: When the attendance sheet was closed: who was not ticked did not come.
    sheet_closed_at = models.DateTimeField(null=True, blank=True)
    #: When the day-before message went out.
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "rule_at"], name="occurrence_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="occurrence_lasts"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["ends_at"], condition=Q(followed_at=None), name="to_follow_up"),
            models.Index(fields=["starts_at"], condition=Q(waiting__gt=0), name="occurrence_waits"),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:occurrence", args=[self.pk])

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    @property
    def is_moved(self) -> bool:
        return self.starts_at != self.rule_at

    @property
    def seats_left(self) -> int | None:
        """Seats that are neither taken nor offered; None where there is no limit.

        Needs the gathering.
        """
        capacity = self.gathering.capacity
        return None if capacity is None else max(0, capacity - self.going - self.offered)

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now waits: no seat is left, or others wait for one already."""
        left = self.seats_left
        return left is not None and (left == 0 or self.waiting > 0)
