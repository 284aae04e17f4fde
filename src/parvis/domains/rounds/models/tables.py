"""Tables, and the places at them."""

from django.conf import settings
from django.db import models

from parvis.domains.gatherings.models import Gathering
from parvis.domains.rounds import vocabulary
from parvis.domains.rounds.models.rounds import Round
from parvis.domains.rounds.models.sessions import Session
from parvis.kernel import clock, ids


class Table(models.Model):
    """Three to six people at one session, every week for six to eight weeks."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tables")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="held")
    state = models.CharField(
        max_length=10, choices=vocabulary.TableState, default=vocabulary.TableState.DRAFT
    )
    #: Why these people: ``[{"code": "shared-interest", "facts": ["photography"]}]``, only facts
    #: that all of them gave.
    reasons = models.JSONField(default=list)
    #: The series, once enough have said yes.
    gathering = models.OneToOneField(
        Gathering, null=True, blank=True, on_delete=models.SET_NULL, related_name="table"
    )
    first_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    #: When its people were asked whether they go on.
    asked_further_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["round", "state"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.session_id}"


class Seat(models.Model):
    """One person's place at one table, and what they answered."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="seats")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="seats")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="table_seats"
    )
    state = models.CharField(
        max_length=10, choices=vocabulary.SeatState, default=vocabulary.SeatState.DRAFT
    )
    #: Opens the table.
    is_host = models.BooleanField(default=False)
    #: Came from the waiting list, after somebody passed.
    is_refill = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    further = models.CharField(max_length=10, blank=True, choices=vocabulary.Further)
    further_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Whatever two processes do at the same moment, nobody has two tables in a round.
            models.UniqueConstraint(
                fields=["round", "resident"],
                condition=models.Q(state__in=["draft", "asked", "coming"]),
                name="seat_once_a_round",
            ),
            models.UniqueConstraint(fields=["table", "resident"], name="seat_once_a_table"),
        ]
        indexes = [models.Index(fields=["resident", "state"])]

    def __str__(self) -> str:
        return f"{self.table_id} {self.resident_id}"


class Move(models.Model):
    """Somebody moved by hand while the tables were read over. The last one can be taken back."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="moves")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    #: Empty: they had no table, or have none any more.
    origin = models.ForeignKey(
        Table, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    target = models.ForeignKey(
        Table, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    #: Why they had no table, when they had none: said again if the move is taken back.
    reason = models.CharField(max_length=32, blank=True)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["round", "at"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.resident_id}"
