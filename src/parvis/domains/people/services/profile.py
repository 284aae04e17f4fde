"""What people tell of themselves: each part optional, checked, and theirs to take back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.media import services as media
from parvis.domains.media.vocabulary import ImageKind
from parvis.domains.people import vocabulary
from parvis.domains.people.events import ProfileChanged
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.kernel import events, text
from parvis.kernel.errors import Refusal


class UnknownWord(Refusal):
    sentence = _("Un de ces choix n’existe plus. Rechargez la page, puis choisissez de nouveau.")


class TextRefused(Refusal):
    """A text too long, empty, or not what its field is for."""


def clean_name(name: str) -> str:
    """A first name or a pseudonym, on one line.

    :raises TextRefused: too long, without a letter, or a way of being reached.
    """
    cleaned = " ".join(text.clean(name).split())
    if len(cleaned) > vocabulary.NAME_MAX:
        raise TextRefused(
            _("Ce nom est un peu long : 40 caractères au plus."),
            field="name",
        )
    if not any(letter.isalpha() for letter in cleaned):
        raise TextRefused(
            _("Écrivez un prénom ou un pseudonyme, avec au moins une lettre."), field="name"
        )
    if "@" in cleaned or "://" in cleaned or "www." in cleaned.lower():
        raise TextRefused(
            _("Un prénom ou un pseudonyme suffit : ni adresse, ni lien."), field="name"
        )
    return cleaned


def clean_about(about: str) -> str:
    """A few words, on several lines if they wish.

    :raises TextRefused: too long.
    """
    cleaned = text.clean(about)
    if len(cleaned) > vocabulary.ABOUT_MAX:
        raise TextRefused(
            _("Ce texte est un peu long : 600 caractères au plus. Gardez l’essentiel."),
            field="about",
        )
    return cleaned


def _words(allowed: Collection[str], most: int = 1_000) -> Any:
    def check(field: str, given: Any) -> tuple[str, ...]:
        chosen = {str(word) for word in given}
        if not chosen <= set(allowed):
            raise UnknownWord(field=field)
        if len(chosen) > most:
            raise TextRefused(
                _("Cela fait beaucoup : gardez les soixante qui comptent le plus."), field=field
            )
        return tuple(sorted(chosen))

    return check


def _one_of(allowed: Collection[str]) -> Any:
    def check(field: str, given: Any) -> str:
        if given and str(given) not in allowed:
            raise UnknownWord(field=field)
        return str(given or "")

    return check


#: Each part somebody may tell, and how it is checked.
PARTS: Mapping[str, Any] = {
    "name": lambda _field, given: clean_name(given),
    "about": lambda _field, given: clean_about(given),
    "interests": _words(interests.interests(), vocabulary.INTERESTS_MAX),
    "languages": _words(vocabulary.Language.values),
    "wishes": _words(vocabulary.Wish.values),
    "comfort": _words(vocabulary.Comfort.values),
    "life": _words(vocabulary.Life.values),
    "access": _words(vocabulary.Access.values),
    "free": _words(vocabulary.SLOTS),
    "age_band": _one_of(vocabulary.AgeBand.values),
    "says_newcomer": lambda _field, given: bool(given),
}


@transaction.atomic
def change_profile(*, resident: Resident, at: datetime, **parts: Any) -> tuple[str, ...]:
    """Tell or take back some parts (names of ``PARTS``); all of them or none. What really changed.

    :raises TextRefused: a text; ``field`` says which.
    :raises UnknownWord: a choice that is not in its list; ``field`` says which.
    """
    checked = {field: PARTS[field](field, given) for field, given in parts.items()}
    return _keep(resident, checked, at)


@transaction.atomic
def settle(
    *, resident: Resident, area: Area | None, cell: str = "", at: datetime
) -> tuple[str, ...]:
    """Say which neighbourhood one lives in, or no longer; the cell is coarse, and never shown.

    :raises UnknownWord: the cell is not one of the coarse ones.
    """
    if cell and not territory.is_cell(cell):
        raise UnknownWord(field="area")
    kept = cell if area is not None else ""
    return _keep(resident, {"area_id": area.id if area else None, "cell": kept}, at)


def change_photo(*, resident: Resident, upload: UploadedFile, at: datetime) -> None:
    """Replace one's photo; the old one is deleted for good. Call it outside a transaction.

    :raises parvis.kernel.errors.Refusal: the file is not a picture that can be kept (see media).
    """
    image = media.store_image(
        upload=upload, owner_id=resident.id, kind=ImageKind.PORTRAIT, public=False, at=at
    )
    with transaction.atomic():
        before = resident.photo
        if before is not None and before.pk == image.pk:
            return
        resident.photo = image
        resident.save(update_fields=["photo"])
        if before is not None:
            media.delete_image(image=before, at=at, by=resident.id)
        _announce(resident, ("photo",), at)


@transaction.atomic
def remove_photo(*, resident: Resident, at: datetime) -> None:
    """Take one's photo back, for good. Safe to repeat."""
    before = resident.photo
    if before is None:
        return
    resident.photo = None
    resident.save(update_fields=["photo"])
    media.delete_image(image=before, at=at, by=resident.id)
    _announce(resident, ("photo",), at)


def change_mails(*, resident: Resident, reads: str, email_immediately: bool) -> None:
    """Which language one's mails are in, and whether they come at once or gathered.

    :raises UnknownWord: we do not write in that language.
    """
    if reads not in dict(settings.LANGUAGES):
        raise UnknownWord(field="reads")
    resident.reads, resident.email_immediately = reads, email_immediately
    resident.save(update_fields=["reads", "email_immediately"])


def _keep(resident: Resident, values: Mapping[str, Any], at: datetime) -> tuple[str, ...]:
    changed = tuple(
        sorted(field for field, value in values.items() if getattr(resident, field) != value)
    )
    for field in changed:
        setattr(resident, field, values[field])
    if changed:
        resident.save(update_fields=list(changed))
        _announce(resident, changed, at)
    return changed


def _announce(resident: Resident, parts: tuple[str, ...], at: datetime) -> None:
    events.publish(ProfileChanged(resident_id=resident.id, parts=parts), by=resident.id, at=at)
