"""Where and when tables can be."""

from django.db import models

from parvis.domains.people.vocabulary import SLOTS
from parvis.domains.rounds import vocabulary
from parvis.domains.territory.models import Area, Place
from parvis.kernel import clock, ids


class Session(models.Model):
    """A moment of the week at a place, open to tables: so many at once, so many seats."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="table_sessions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="table_sessions")
    #: The room, the corner of the hall.
    room = models.CharField(max_length=vocabulary.ROOM_MAX, blank=True)
    #: The free moment it belongs to (``tue-evening``), and the hour it begins, local.
    slot = models.CharField(max_length=16, choices=[(slot, slot) for slot in SLOTS])
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    tables = models.PositiveSmallIntegerField(default=1)
    seats = models.PositiveSmallIntegerField(default=vocabulary.SIZE_MAX)
    #: How many weeks a table meets there.
    weeks = models.PositiveSmallIntegerField(default=vocabulary.WEEKS_MIN)
    #: What one does there: an interest, and its words.
    activity = models.CharField(max_length=40, blank=True)
    activity_words = models.CharField(max_length=vocabulary.ACTIVITY_MAX, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    #: Not proposed any more; the tables it has go on.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weeks__range=(vocabulary.WEEKS_MIN, vocabulary.WEEKS_MAX)),
                name="session_weeks",
            ),
            models.CheckConstraint(
                condition=models.Q(tables__gte=1, seats__gte=vocabulary.SIZE_MIN),
                name="session_has_room",
            ),
            models.UniqueConstraint(
                fields=["place", "room", "slot", "begins"],
                condition=models.Q(closed_at=None),
                name="session_once",
            ),
        ]
        indexes = [models.Index(fields=["area", "closed_at"])]

    def __str__(self) -> str:
        return f"{self.slot} {self.place_id}"
