"""What waits, and who was asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parvis.domains.territory.models import Area
from parvis.domains.watch import vocabulary
from parvis.kernel import clock, ids


class Item(models.Model):
    """Somebody waits for a human answer. It leaves the list only answered or withdrawn."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=40)
    #: The object that waits (a conversation, an offer of help…), known to the domain of this kind.
    subject_id = models.UUIDField()
    waiting = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waits"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)
    #: When the next level is asked.
    promised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(
        choices=vocabulary.Level, default=vocabulary.Level.FIRST
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, blank=True, choices=vocabulary.Ending)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="watch_item_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="watch_item_ends_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["promised_at"], condition=Q(ended_at=None), name="watch_item_due"),
            models.Index(fields=["subject_id"], condition=Q(ended_at=None), name="watch_item_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Ask(models.Model):
    """One person asked to answer one item; ``passed_at`` when they said “not this time”."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="asks")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asked"
    )
    level = models.PositiveSmallIntegerField(choices=vocabulary.Level)
    #: In which order substitutes are asked (0 first).
    rank = models.PositiveSmallIntegerField(default=0)
    #: Empty until their turn comes.
    asked_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "resident"], name="watch_ask_once")]
        indexes = [
            models.Index(
                fields=["resident"],
                condition=Q(asked_at__isnull=False, passed_at=None),
                name="watch_ask_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} > {self.resident_id}"
