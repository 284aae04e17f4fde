"""Photos of a date, as each person may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Gathering, Photo, PhotoConsent
from parvis.domains.gatherings.selectors.afterwards import After, Person
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.vocabulary import Audience, Photos
from parvis.domains.media import selectors as media
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident

SIZE = 960


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo, for one reader: an address for them alone, and what is theirs to do."""

    photo: Photo
    url: str
    names: tuple[str, ...]
    #: They are on it and have not answered.
    asks_me: bool
    #: Not everybody on it has said yes: only they, and who added it, see it.
    waits: bool
    may_withdraw: bool


def takes_photos(gathering: Gathering) -> bool:
    return gathering.photos == Photos.ASKED


def may_add_photo(after: After) -> bool:
    """Who runs it; and whoever came, among people who invited each other."""
    by_invitation = after.gathering.audience == Audience.INVITATION
    return after.runs or (by_invitation and after.came)


def on_photo(viewer: Resident, after: After) -> list[Person]:
    """Who may be on it: those who came, the viewer first."""
    mine = after.mine
    own = []
    if mine is not None and mine.came:
        name = names_of(after.gathering, [viewer])[viewer.pk]
        own = [Person(mine.pk, name, viewer, wants=None, agreed=False, thanked=False)]
    return [*own, *after.people]


def photos_of(viewer: Resident, after: After) -> list[Shown]:
    """Those they may see, the oldest first: never one with somebody hidden from them on it, unless
    they are on it too, or gave it."""
    consents = PhotoConsent.objects.select_related("resident").order_by("pk")
    found = list(
        Photo.objects.filter(occurrence=after.occurrence)
        .select_related("image", "occurrence__gathering")
        .prefetch_related(Prefetch("consents", consents))
    )
    hidden = people.hidden_ids(viewer.pk) if found else set()
    return [_shown(viewer, after, one) for one in found if _sees(viewer, after, one, hidden)]


def photos_asked(resident: Resident) -> list[PhotoConsent]:
    """Photos they are on and have not answered."""
    waiting = PhotoConsent.objects.filter(resident=resident, says=None)
    waiting = waiting.select_related("photo__occurrence__gathering")
    return list(waiting.order_by("photo__added_at", "pk"))


def may_withdraw(resident: Resident, photo: Photo) -> bool:
    if photo.by_id == resident.pk or photo.consents.filter(resident=resident).exists():
        return True
    return rules.may_hold_sheet(resident, photo.occurrence.gathering)


def _sees(viewer: Resident, after: After, photo: Photo, hidden: Iterable[UUID]) -> bool:
    consents = photo.consents.all()
    if photo.by_id == viewer.pk or any(one.resident_id == viewer.pk for one in consents):
        return True
    if not all(one.says for one in consents) or not (after.came or after.runs):
        return False
    away = set(hidden)
    return photo.by_id not in away and not away & {one.resident_id for one in consents}


def _shown(viewer: Resident, after: After, photo: Photo) -> Shown:
    consents = list(photo.consents.all())
    mine = next((one for one in consents if one.resident_id == viewer.pk), None)
    names = names_of(after.gathering, [one.resident for one in consents])
    return Shown(
        photo=photo,
        url=media.signed_url(photo.image, SIZE),
        names=tuple(names.values()),
        asks_me=mine is not None and mine.says is None,
        waits=not all(one.says for one in consents),
        may_withdraw=mine is not None or photo.by_id == viewer.pk or after.runs,
    )
