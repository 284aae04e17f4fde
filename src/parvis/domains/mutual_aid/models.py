"""Needs, and who offered to help."""

from django.conf import settings
from django.db import models

from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import REQUEST_MAX
from parvis.domains.mutual_aid import vocabulary
from parvis.domains.organisations.models import Organisation
from parvis.domains.territory.models import Area
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class Need(models.Model):
    """A small way to be useful, asked by an organisation."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=1500)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    interests = TagsField()
    wishes = TagsField()
    slots = TagsField()
    minutes = models.PositiveIntegerField()
    rhythm = models.CharField(
        max_length=8, choices=vocabulary.Rhythm, default=vocabulary.Rhythm.ONCE
    )
    #: The last day help is wanted.
    until = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["until", "closed_at"])]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """Somebody proposed their help; the talk goes on in the conversation."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="offers")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: What they wrote, for whoever is asked to answer; emptied once somebody has.
    words = models.TextField(max_length=REQUEST_MAX, blank=True)
    offered_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "resident"],
                condition=models.Q(withdrawn_at=None),
                name="offer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.resident_id}"
