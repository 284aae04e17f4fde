"""Who comes: to one date, or to a whole series."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Gathering, Occurrence
from parvis.kernel import clock, ids


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
    #: Who waits for them that day; with ``greeter_at`` and nobody here, the hosts were told.
    greeter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: When that was settled; empty as long as it was not, and for who does not come alone.
    greeter_at = models.DateTimeField(null=True, blank=True)
    #: Offers to wait at the door for somebody who comes alone; False: not that day.
    greets = models.BooleanField(null=True, blank=True)
    #: Written because they come to the whole series.
    by_series = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    #: Until when the seat they were offered is kept.
    offered_until = models.DateTimeField(null=True, blank=True)
    #: Whether they were there; empty while nobody has said.
    came = models.BooleanField(null=True, blank=True)
    came_said_at = models.DateTimeField(null=True, blank=True)
    #: Said at the door, or when the sheet was closed: what they say themselves changes nothing.
    came_by_sheet = models.BooleanField(default=False)

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


class WalkIn(models.Model):
    """Somebody was there who had not said so: counted, never named."""

    #: Chosen by the page that counts: the same tap sent twice is one person.
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="walk_ins")
    counted_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.counted_at:%Y-%m-%d}"
