"""Areas, places and their photos."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.domains.territory.vocabulary import (
    ACCESS_SENTENCES,
    DEFAULT_TIME_ZONE,
    HOURS_LENGTH,
    NAME_LENGTH,
    PLACE_DRAWINGS,
    PLACE_ICONS,
    AccessFact,
    Answer,
    AreaKind,
    PlaceKind,
)
from parvis.kernel import ids


class Area(models.Model):
    """A region, a commune or a neighbourhood. ``boundary`` is a GeoJSON Polygon or MultiPolygon."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField(max_length=16, choices=AreaKind.choices)
    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=NAME_LENGTH, unique=True)
    #: Other names people use (« la cité », an old spelling): a JSON list of words.
    aliases = models.JSONField(default=list, blank=True)
    about = models.TextField(blank=True)
    boundary = models.JSONField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default=DEFAULT_TIME_ZONE)
    #: ISO 3166-2 code of a part of the country with public holidays of its own: "FR-57", Moselle.
    holidays_region = models.CharField(max_length=8, blank=True)
    #: Grows with every change: what was computed from the boundary knows when it is out of date.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AreaKind.REGION, parent=None)
                | Q(kind=AreaKind.COMMUNE)
                | Q(kind=AreaKind.NEIGHBOURHOOD, parent__isnull=False),
                name="area_has_the_parent_of_its_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:area", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Place(models.Model):
    """Somewhere one can go. Its point is public: a door in the street, never somebody's home."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.SlugField(max_length=NAME_LENGTH, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=24, choices=PlaceKind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="places")
    about = models.TextField(blank=True)
    address = models.CharField(max_length=240, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    #: OpenStreetMap syntax; empty when nobody has told us.
    opening_hours = models.CharField(max_length=HOURS_LENGTH, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    how_to_come = models.TextField(blank=True)
    #: ``AccessFact`` value -> ``Answer`` value; a fact left out is unknown.
    access = models.JSONField(default=dict, blank=True)
    published = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        indexes = [models.Index(fields=["published", "area"], name="place_published_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="place_has_a_whole_point_or_none",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:place", args=[self.slug])

    @property
    def icon(self) -> str:
        return PLACE_ICONS[PlaceKind(self.kind)]

    @property
    def drawing(self) -> str:
        return PLACE_DRAWINGS[PlaceKind(self.kind)]

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude)."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def answer(self, fact: AccessFact | str) -> Answer:
        return Answer(self.access.get(str(AccessFact(fact)), Answer.UNKNOWN))

    @property
    def access_sentences(self) -> list[tuple[AccessFact, Answer, str]]:
        """Every fact in words, those that help first, those nobody has checked last."""
        order = [Answer.YES, Answer.NO, Answer.UNKNOWN]
        told = [(fact, self.answer(fact)) for fact in AccessFact]
        return [
            (fact, answer, str(ACCESS_SENTENCES[fact][order.index(answer)]))
            for fact, answer in sorted(told, key=lambda pair: order.index(pair[1]))
        ]


class PlacePhoto(models.Model):
    """A photo of a place, with the words that replace it for who does not see it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(max_length=240)
    #: The fact of access it lets one see; empty for the place in general.
    shows = models.CharField(max_length=16, choices=AccessFact.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "image"], name="photo_once_per_place")
        ]

    def __str__(self) -> str:
        return self.alt
