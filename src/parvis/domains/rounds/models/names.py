"""Who put their name down for a table."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from parvis.domains.rounds import vocabulary
from parvis.domains.territory.models import Area
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class Name(models.Model):
    """Somebody is on the list. It stays from week to week until they have a table or withdraw.

    Languages, access needs and the neighbourhood are read in the profile when the round is
    prepared; what is asked here only serves here.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="table_names"
    )
    #: The commune whose rounds these are.
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="table_names")
    #: Free moments, as in the profile: ``tue-evening``.
    free = TagsField()
    #: The largest table they like.
    size_max = models.PositiveSmallIntegerField(
        default=vocabulary.SIZE_MAX,
        validators=[
            MinValueValidator(vocabulary.SIZE_MIN),
            MaxValueValidator(vocabulary.SIZE_MAX),
        ],
    )
    #: What they would like to do together: interests.
    activities = TagsField()
    #: The longest way there, in minutes, and whether by bus too.
    minutes_max = models.PositiveSmallIntegerField(default=20)
    transit = models.BooleanField(default=True)
    slow_walk = models.BooleanField(default=False)
    #: Ready to open the table: to arrive first, to say how it goes.
    hosts = models.BooleanField(default=False)
    put_down_at = models.DateTimeField(default=clock.now)
    #: Rounds that ended without a table for them, in a row.
    waited = models.PositiveSmallIntegerField(default=0)
    #: Withdrawn, or seated at a table that meets.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=models.Q(ended_at=None), name="name_down_once"
            ),
            models.CheckConstraint(
                condition=models.Q(size_max__range=(vocabulary.SIZE_MIN, vocabulary.SIZE_MAX)),
                name="name_table_size",
            ),
        ]
        indexes = [models.Index(fields=["area", "ended_at"])]

    def __str__(self) -> str:
        return str(self.resident_id)


class Again(models.Model):
    """Somebody would like to be at a table with this person again. Only both together counts.

    The other is never told of it.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tables_again"
    )
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "other"], name="table_again_once")]

    def __str__(self) -> str:
        return f"{self.by_id} + {self.other_id}"
