"""Organisations and who acts in their name."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from parvis.domains.organisations import vocabulary
from parvis.domains.territory.models import Area, Place
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=vocabulary.NAME_MAX)
    kind = models.CharField(max_length=24, choices=vocabulary.Kind)
    about = models.TextField(max_length=vocabulary.ABOUT_MAX)
    #: What, when and where, in one sentence for people.
    when_where = models.CharField(max_length=vocabulary.SENTENCE_MAX, blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="organisations"
    )
    interests = TagsField()
    #: The first name of the person one may ask for.
    contact_name = models.CharField(max_length=vocabulary.CONTACT_MAX, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=vocabulary.PHONE_MAX, blank=True)
    website = models.URLField(blank=True)
    volunteers_wanted = models.CharField(max_length=vocabulary.SENTENCE_MAX, blank=True)
    published = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["published", "area"], name="organisation_published_area")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", args=[self.slug])

    @property
    def icon(self) -> str:
        return vocabulary.ICONS[vocabulary.Kind(self.kind)]


class Membership(models.Model):
    """Somebody acts in the name of an organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organisation_memberships"
    )
    part = models.CharField(max_length=10, choices=vocabulary.Part, default=vocabulary.Part.MEMBER)
    #: Answers those who write to the organisation; the page shows their first name.
    welcomes = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], name="organisation_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.resident_id}"
