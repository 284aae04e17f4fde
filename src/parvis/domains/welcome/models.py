"""Welcomers, suggestions, and the towns' empty slots that a coordinator must fill."""

from django.conf import settings
from django.db import models

from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import REQUEST_MAX
from parvis.domains.welcome import vocabulary
from parvis.kernel import clock, ids


class Welcomer(models.Model):
    """How a resident with the role of welcomer wishes to welcome. The limits are theirs to set."""

    resident = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="welcomer",
    )
    #: How many newcomers at a time.
    cap = models.PositiveSmallIntegerField(default=vocabulary.CAP_DEFAULT)
    #: Nobody new before this day.
    paused_until = models.DateField(null=True, blank=True)
    #: What they propose, in a sentence: « un café ou un tour de quartier, après 17 h ».
    proposes = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.resident_id)


class Suggestion(models.Model):
    """One door of one person's path; its reason is kept as facts, put in words when it is shown."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggestions"
    )
    kind = models.CharField(max_length=10, choices=vocabulary.Kind)
    thing_id = models.UUIDField()
    #: ``[{"code": "shared-interest", "facts": ["photography"]}, …]``
    reasons = models.JSONField(default=list)
    #: The parts of its score when it was made, each from 0 to 1: what the weights are learned from.
    parts = models.JSONField(default=dict)
    #: What the person had told when it was made: when they tell otherwise, it makes room.
    told = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=clock.now)
    #: When it was last compared with what else there is.
    weighed_at = models.DateTimeField(default=clock.now)
    #: When the person was seen to have followed it.
    followed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, blank=True, choices=vocabulary.Ending)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=models.Q(ended_at=None),
                name="suggestion_one_a_kind",
            ),
            # What somebody refused never comes back.
            models.UniqueConstraint(
                fields=["resident", "kind", "thing_id"],
                condition=models.Q(ending="refused"),
                name="suggestion_refused_once",
            ),
        ]
        indexes = [
            models.Index(fields=["resident", "ended_at"]),
            models.Index(fields=["made_at", "thing_id"]),
            models.Index(fields=["ended_at", "weighed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


class LearnedWeights(models.Model):
    """How much each part of the score counts here, as learned on one day. The last one serves."""

    #: ``{"interests": 2.3, …}``; a part that is not named keeps its usual weight.
    weights = models.JSONField()
    #: Standard errors, by the same names.
    errors = models.JSONField()
    choices = models.PositiveIntegerField()
    learned_at = models.DateTimeField(default=clock.now)

    class Meta:
        get_latest_by = "learned_at"

    def __str__(self) -> str:
        return f"{self.learned_at:%Y-%m-%d}"


class Welcome(models.Model):
    """A newcomer who asked a welcomer to write, or whom a welcomer wrote to.

    It is what the watch keeps until somebody answers, and what counts against the welcomer's cap.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    newcomer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="welcomes_received"
    )
    welcomer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="welcomes_given"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: What the newcomer wrote, for whoever is asked to answer; emptied once somebody has.
    words = models.TextField(max_length=REQUEST_MAX, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    #: “Not this time”: no longer counts against the cap. The newcomer is not told.
    passed_at = models.DateTimeField(null=True, blank=True)
    #: 30 days after the answer, or when somebody else answered.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["newcomer", "welcomer"],
                condition=models.Q(ended_at=None),
                name="welcome_once",
            )
        ]
        indexes = [models.Index(fields=["welcomer", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.newcomer_id} < {self.welcomer_id}"


class Gap(models.Model):
    """The town had nothing of one kind for somebody: the coordination is told, and writes."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gaps"
    )
    kind = models.CharField(max_length=10, choices=vocabulary.Kind)
    opened_at = models.DateTimeField(default=clock.now)
    #: Somebody wrote to them about it.
    answered_at = models.DateTimeField(null=True, blank=True)
    #: Answered, or filled since.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"], condition=models.Q(closed_at=None), name="gap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.resident_id}"
