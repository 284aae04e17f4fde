"""What one person may read of another. Life, access, age band and email are nobody else's."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from parvis.domains.media import selectors as media
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Language, interests

SMALL, LARGE = 320, 960


@dataclass(frozen=True)
class Profile:
    """A person's page, in the words of the reader's language."""

    id: UUID
    name: str
    about: str
    area: str
    photo_url: str | None
    languages: tuple[str, ...]
    #: Interests both of them chose, then the others.
    shared: tuple[str, ...]
    others: tuple[str, ...]


def profile_for(viewer: Resident, resident: Resident) -> Profile:
    """The page of somebody the viewer may see (load them with ``resident_visible``)."""
    reading = get_language() or "fr"
    spoken = dict(Language.choices)
    ours = set(viewer.interests) & set(resident.interests) if viewer.pk != resident.pk else set()
    labels = {slug: interests.label(slug, reading) for slug in resident.interests}
    return Profile(
        id=resident.id,
        name=resident.name,
        about=resident.about,
        area=resident.area.name if resident.area else "",
        photo_url=face_url(resident, size=LARGE),
        languages=tuple(str(spoken[code]) for code in resident.languages if code in spoken),
        shared=tuple(sorted(label for slug, label in labels.items() if slug in ours)),
        others=tuple(sorted(label for slug, label in labels.items() if slug not in ours)),
    )


def face_url(resident: Resident, *, size: int = SMALL) -> str | None:
    """The signed address of somebody's photo, if they gave one; it stops working after minutes."""
    return media.signed_url(resident.photo, size) if resident.photo else None
