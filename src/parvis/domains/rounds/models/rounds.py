"""The weekly formation of tables in one commune."""

from django.conf import settings
from django.db import models

from parvis.domains.rounds import vocabulary
from parvis.domains.territory.models import Area
from parvis.kernel import clock, ids


class Round(models.Model):
    """One week in one commune: the list closes, tables are prepared, read over, published."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="rounds")
    #: The Monday of the week in which its tables first meet.
    week = models.DateField()
    closes_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=vocabulary.Stage, default=vocabulary.Stage.OPEN)
    #: Decides between equals: the same names and seed give the same tables.
    seed = models.PositiveBigIntegerField(default=0)
    #: Grows with each preparation and each move by hand: an old page is refused, not obeyed.
    version = models.PositiveIntegerField(default=0)
    #: Of the plan as it stands, and the most any plan could reach (matching.md, section 2).
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    #: What to open next time, from the shadow prices: ``[{"kind": "session", …, "placed": 7}]``.
    advice = models.JSONField(default=list)
    #: Since when its tables are being made; a preparation that died is begun anew after a while.
    preparing_at = models.DateTimeField(null=True, blank=True)
    #: Preparations begun since the list closed or since one was asked for.
    attempts = models.PositiveSmallIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "week"], name="round_once_a_week")]
        indexes = [models.Index(fields=["stage", "closes_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.week}"


class Unplaced(models.Model):
    """Somebody has no table this week: the reason that binds, and what would give them one."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="unplaced")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unplaced"
    )
    #: A code of ``parvis.matching.rounds.reasons``; facts are only about this person.
    reason = models.CharField(max_length=32)
    facts = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "resident"], name="unplaced_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.resident_id}"
