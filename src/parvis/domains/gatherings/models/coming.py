"""Who comes: to one date, or to a whole series."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Gathering, Occurrence
from parvis.kernel import clock


class Attendance(models.Model):
    """A person's place in one date: they come, wait for a seat, are offered one, or left it."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="attendances")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances"
    )
    state = models.CharField(max_length=10, choices=vocabulary.Coming)
    #: How many people without an account come with them.
    guests = models.PositiveSmallIntegerField(default=0)
    #: Comes alone: somebody waits for them at the door.
    alone = models.BooleanField(default=False)
    #: Who waits for them that day, when one was found among those who come.
    greeter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Offers to wait at the door for somebody who comes alone.
    greets = models.BooleanField(default=False)
    #: Written because they come to the whole series.
    by_series = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    #: Until when the seat they were offered is kept.
    offered_until = models.DateTimeField(null=True, blank=True)
    #: Whether they were there; empty while nobody has said.
    came = models.BooleanField(null=True, blank=True)
    came_said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "resident"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False),
                name="attendance_waits_since",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False),
                name="attendance_offered_until",
            ),
        ]
        indexes = [
            models.Index(fields=["resident", "state"]),
            models.Index(
                fields=["offered_until"], condition=Q(state="offered"), name="attendance_offers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.resident_id}"

    @property
    def party(self) -> int:
        """How many seats they take."""
        return 1 + self.guests


class SeriesAttendance(models.Model):
    """Somebody comes to every date of a series, those not written down yet included."""

    gathering = models.ForeignKey(
        Gathering, on_delete=models.CASCADE, related_name="series_attendances"
    )
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="series_attendances"
    )
    guests = models.PositiveSmallIntegerField(default=0)
    alone = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "resident"], name="series_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.resident_id}"
