"""One notice for one person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parvis.domains.notifications import vocabulary
from parvis.kernel import clock, ids


class Notice(models.Model):
    """What one person is told: a sentence, and where it leads. ``key`` makes it safe to repeat."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    #: Who it is about: a notice about somebody now hidden is no longer shown.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=vocabulary.TITLE_MAX)
    body = models.TextField(blank=True)
    #: A path of this site, or nothing.
    url = models.CharField(max_length=300, blank=True)
    urgency = models.CharField(
        max_length=8, choices=vocabulary.Urgency, default=vocabulary.Urgency.CALM
    )
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["to", "-created_at"]),
            models.Index(fields=["to"], condition=Q(read_at=None), name="notice_unread"),
            # For ``settle``: keys found by how they begin (SQLite ignores the operator class).
            models.Index(
                fields=["key"],
                condition=Q(read_at=None),
                opclasses=["varchar_pattern_ops"],
                name="notice_unread_key",
            ),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.title
