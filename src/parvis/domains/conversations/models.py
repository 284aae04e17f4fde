"""Conversations, who takes part, and their messages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from parvis.domains.conversations import vocabulary
from parvis.kernel import clock, ids


class Conversation(models.Model):
    """Between two people (more, later). One a pair: ``pair`` is both ids, sorted."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    pair = models.CharField(max_length=73, unique=True)
    purpose = models.CharField(
        max_length=12, choices=vocabulary.Purpose, default=vocabulary.Purpose.HELLO
    )
    state = models.CharField(
        max_length=10, choices=vocabulary.State, default=vocabulary.State.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: When the latest request was sent; empty when nobody had to ask.
    asked_at = models.DateTimeField(null=True, blank=True)
    #: How many requests were sent without being accepted.
    requests = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["-last_at"]),
            models.Index(fields=["asked_by", "asked_at"]),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("conversations:thread", args=[self.pk])


class Participant(models.Model):
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants"
    )
    #: Empty once the account is erased: the other keeps what was said, without the name.
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="takes_part"
    )
    #: The latest message they had before their eyes, and when they last had the page open.
    read_seq = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    #: The latest message a notice was written for; beyond ``read_seq`` while it waits to be read.
    told_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "resident"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.resident_id}"


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    #: 1, 2, 3… without a gap.
    seq = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField(max_length=vocabulary.MESSAGE_MAX)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="message_seq_from_one"),
        ]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.seq}"
