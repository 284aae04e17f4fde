"""Somebody one trusts knows where one is, and asks after one if need be."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Occurrence
from parvis.kernel import clock, ids


class TrustedLink(models.Model):
    """A plan shared with somebody without an account. Only the hash of its token is kept.

    It ends some hours after the date does, whenever that date is moved to.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="trusted_links"
    )
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusted_links"
    )
    contact_name = models.CharField(max_length=vocabulary.CONTACT_MAX)
    #: Where to write if no news comes; wiped when the link ends.
    contact_email = models.EmailField(blank=True)
    #: SHA-256 of the token, in hexadecimal.
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    #: When the contact was told that no news had come.
    told_at = models.DateTimeField(null=True, blank=True)
    #: When, after that, they were told that news had come.
    reassured_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.resident_id}"

    @property
    def ends_at(self) -> datetime:
        """Needs the occurrence."""
        return self.occurrence.ends_at + timedelta(hours=vocabulary.TRUSTED_HOURS)

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.ends_at


class CheckIn(models.Model):
    """“All well?”, asked after a meeting."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="check_ins")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_ins"
    )
    asked_at = models.DateTimeField(default=clock.now)
    #: From then on, the trusted contact is told that no news came.
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=vocabulary.Wellbeing, blank=True)
    #: For moderators only, and only with a worried answer.
    words = models.TextField(max_length=vocabulary.WORRY_MAX, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    #: How a moderator answered a worry without writing here; for moderators only.
    note = models.TextField(max_length=vocabulary.WORRY_MAX, blank=True)
    #: When who had to be told was told.
    missed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "resident"], name="check_in_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(answered_at=None, missed_at=None),
                name="check_in_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.resident_id}"


class TipsRead(models.Model):
    """The tips before a first meeting were shown; they are not shown of themselves again."""

    resident = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    read_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.resident_id)
