"""After a gathering: thanks, seeing each other again, who met, and photos."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Occurrence
from parvis.domains.media.models import Image
from parvis.kernel import clock, ids


class Thanks(models.Model):
    """A thank-you: to one person who was there, or to those who ran it when ``to`` is empty."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_said"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="thanks_heard"
    )
    words = models.CharField(max_length=vocabulary.WORDS_MAX, blank=True)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "by", "to"], name="thanks_once"),
            models.UniqueConstraint(
                fields=["occurrence", "by"], condition=Q(to=None), name="thanks_to_hosts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.by_id}"


class Again(models.Model):
    """“See each other again?”: read by the other only if both said yes."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="agains")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agains_said"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agains_heard"
    )
    wants = models.BooleanField()
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "by", "about"], name="again_once"),
            models.CheckConstraint(condition=~Q(by=F("about")), name="again_is_about_another"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.by_id} {self.about_id}"


class Meeting(models.Model):
    """Two people were at the same small gathering: the ``times``-th time they met."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="meetings")
    #: The lesser id of the two.
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: 1, 2, 3…
    times = models.PositiveIntegerField()
    met_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other", "occurrence"], name="meeting_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="meeting_in_order"),
        ]
        indexes = [models.Index(fields=["times", "met_at"])]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id} {self.times}"


class Photo(models.Model):
    """A photo of a gathering. Seen by nobody else until all those on it have said yes.

    Taken away by who added it or by somebody on it, it is deleted, file included.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    alt = models.CharField(max_length=240)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "image"], name="gathering_photo_once")
        ]

    def __str__(self) -> str:
        return self.alt


class PhotoConsent(models.Model):
    """Somebody is on a photo; ``says`` is empty until they answer."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="consents")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photo_consents"
    )
    says = models.BooleanField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["photo", "resident"], name="photo_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.resident_id}"
