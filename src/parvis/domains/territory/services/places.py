"""Writing what is known of places. Who may do it is decided above: territory knows no one."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from parvis.domains.territory import events as facts
from parvis.domains.territory.models import Place, PlacePhoto
from parvis.domains.territory.selectors import UnreadableHours, schedule
from parvis.domains.territory.services.cleaning import CLEANERS
from parvis.domains.territory.vocabulary import NAME_LENGTH
from parvis.kernel import events, text
from parvis.kernel.errors import Refusal

EDITABLE: Final = frozenset(CLEANERS)
#: Two people adding places of one name in the same second: the second tries the next address.
TRIES: Final = 5


class PlaceRefused(Refusal):
    """What is wrong with each field: ``problems`` maps a field to its sentence."""

    sentence = _("Quelques informations sont à corriger avant d’enregistrer ce lieu.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


class PlaceChangedMeanwhile(Refusal):
    sentence = _(
        "Quelqu’un d’autre a modifié ce lieu pendant que vous l’écriviez. "
        "Relisez ce qui a changé, puis enregistrez de nouveau."
    )


class PhotoWithoutWords(Refusal):
    field = "alt"
    sentence = _("Décrivez la photo en une phrase, pour les personnes qui ne la voient pas.")


@transaction.atomic
def create_place(
    *, values: Mapping[str, Any], at: dt.datetime, by: UUID | None = None, slug: str = ""
) -> Place:
    """Add a place. ``values`` holds the editable fields; name, kind and area are needed.

    With a ``slug`` that exists the place is updated instead: an import may be repeated.

    :raises PlaceRefused: some values cannot be kept; each has its sentence.
    """
    if slug and (known := Place.objects.select_for_update().filter(slug=slug).first()):
        return update_place(place=known, values=values, at=at, by=by)
    place = Place(created_at=at, updated_at=at)
    _fill(place, {"name": "", "kind": "", "area": None, **values})
    _insert(place, slug)
    events.publish(facts.PlaceChanged(place_id=place.id, published=place.published), by, at=at)
    return place


@transaction.atomic
def update_place(
    *,
    place: Place,
    values: Mapping[str, Any],
    at: dt.datetime,
    by: UUID | None = None,
    seen_at: dt.datetime | None = None,
) -> Place:
    """Change what is known of a place; fields left out stay. Saving the same twice announces once.

    The address of its page does not change with its name: it may be printed on a wall.

    :param seen_at: the ``updated_at`` of the place the form showed.
    :raises PlaceRefused: some values cannot be kept; each has its sentence. Nothing is saved.
    :raises PlaceChangedMeanwhile: the place was changed after ``seen_at``.
    """
    current = Place.objects.select_for_update().select_related("area").get(id=place.id)
    if seen_at is not None and current.updated_at != seen_at:
        raise PlaceChangedMeanwhile
    before = _told(current)
    _fill(current, values)
    if _told(current) == before:
        return current
    current.updated_at = at
    current.save()
    events.publish(facts.PlaceChanged(place_id=current.id, published=current.published), by, at=at)
    return current


@transaction.atomic
def add_photo(
    *, place: Place, image_id: UUID, alt: str, shows: str = "", at: dt.datetime
) -> PlacePhoto:
    """Hang a photo after the others. Adding the same one again changes its words only.

    :raises PhotoWithoutWords: nothing says what is on it.
    """
    words = text.clean(alt)[:240]
    if not words:
        raise PhotoWithoutWords
    place = Place.objects.select_for_update().get(id=place.id)
    last = place.photos.aggregate(last=Max("position"))["last"]
    photo, _added = PlacePhoto.objects.update_or_create(
        place=place,
        image_id=image_id,
        defaults={"alt": words, "shows": shows},
        create_defaults={
            "alt": words,
            "shows": shows,
            "position": 0 if last is None else last + 1,
        },
    )
    Place.objects.filter(id=place.id).update(updated_at=at)
    return photo


@transaction.atomic
def remove_photo(*, photo: PlacePhoto, at: dt.datetime) -> None:
    """Take a photo down. The image itself belongs to media. Taking it down twice is fine."""
    PlacePhoto.objects.filter(id=photo.id).delete()
    Place.objects.filter(id=photo.place_id).update(updated_at=at)


def _told(place: Place) -> dict[str, Any]:
    return {name: place.area_id if name == "area" else getattr(place, name) for name in EDITABLE}


def _fill(place: Place, values: Mapping[str, Any]) -> None:
    """Set clean values on the instance, or say what is wrong with all of them at once."""
    if unknown := set(values) - EDITABLE:
        raise TypeError(f"not a field of a place: {', '.join(sorted(unknown))}")
    problems: dict[str, str] = {}
    for name, value in values.items():
        try:
            setattr(place, name, CLEANERS[name](value))
        except Refusal as refusal:
            problems[name] = str(refusal)
    _check_point(place, problems)
    if "opening_hours" not in problems and place.opening_hours and place.area_id:
        try:
            area = place.area
            schedule(place.opening_hours, area.time_zone, area.holidays_region, place.point)
        except UnreadableHours as refusal:
            problems["opening_hours"] = str(refusal)
    if problems:
        raise PlaceRefused(problems)


def _check_point(place: Place, problems: dict[str, str]) -> None:
    if (place.latitude is None) != (place.longitude is None) and not (
        {"latitude", "longitude"} & set(problems)
    ):
        missing = "latitude" if place.latitude is None else "longitude"
        problems[missing] = str(_("La position demande deux nombres : latitude et longitude."))


def _insert(place: Place, slug: str) -> None:
    for tries_left in reversed(range(TRIES)):
        place.slug = slug or _free_slug(place.name)
        try:
            with transaction.atomic():
                place.save(force_insert=True)
        except IntegrityError:
            if slug or not tries_left:
                raise
        else:
            return


def _free_slug(name: str) -> str:
    """A readable address nobody has: the second « Maison de quartier » is maison-de-quartier-2."""
    wished = slugify(text.fold(name))[: NAME_LENGTH - 6] or "lieu"
    taken = set(Place.objects.filter(slug__startswith=wished).values_list("slug", flat=True))
    number, slug = 1, wished
    while slug in taken:
        number += 1
        slug = f"{wished}-{number}"
    return slug
