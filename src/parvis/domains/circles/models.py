"""Circles and who belongs to them."""

from django.conf import settings
from django.db import models

from parvis.domains.circles import vocabulary
from parvis.domains.territory.models import Area
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class Circle(models.Model):
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    about = models.TextField(max_length=1500)
    visibility = models.CharField(
        max_length=10, choices=vocabulary.Visibility, default=vocabulary.Visibility.PUBLIC
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    interests = TagsField()
    languages = TagsField()
    wishes = TagsField()
    comfort = TagsField()
    life = TagsField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="circle_memberships"
    )
    #: The only name other members of a sensitive circle see.
    pseudonym = models.CharField(max_length=40, blank=True)
    is_host = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "resident"], name="circle_membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} {self.resident_id}"
