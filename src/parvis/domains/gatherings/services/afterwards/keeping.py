"""What is kept of what follows a date, how long, and what a person takes with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Again, Meeting, Photo, PhotoConsent, Thanks
from parvis.domains.gatherings.services.afterwards.photos import forget_photos
from parvis.domains.gatherings.vocabulary import AFTERWARDS_KEPT_DAYS
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.kernel import clock

ANSWERED: Final = ("occurrence__starts_at", "about_id", "wants", "said_at")
#: In a discreet circle an id would tell who somebody is.
CIRCLE: Final = "occurrence__gathering__circle__visibility"


def forget_old_afterwards(*, at: datetime) -> int:
    """Who would meet whom again, yes or no, is forgotten after 90 days; how many were."""
    before = at - timedelta(days=AFTERWARDS_KEPT_DAYS)
    return Again.objects.filter(said_at__lte=before).delete()[0]


def forget_afterwards(resident_id: UUID) -> None:
    """Before an account goes: photos, files included, and all that names them here."""
    forget_photos(resident_id, clock.now())
    PhotoConsent.objects.filter(resident_id=resident_id).delete()
    Again.objects.filter(Q(by_id=resident_id) | Q(about_id=resident_id)).delete()
    Thanks.objects.filter(Q(by_id=resident_id) | Q(to_id=resident_id)).delete()
    Meeting.objects.filter(Q(one_id=resident_id) | Q(other_id=resident_id)).delete()


def export_afterwards(resident: Resident) -> Iterator[Section]:
    """Their own thanks and answers, without the others' names; what others said of them is not
    theirs to take."""
    thanks = Thanks.objects.filter(by=resident).order_by("said_at")
    yield Section(
        _("Mercis que j’ai dits"),
        list(thanks.values("occurrence__starts_at", "words", "said_at")),
        _labels(),
    )
    agains = Again.objects.filter(by=resident).order_by("said_at")
    yield Section(
        _("Se revoir ? Ce que j’ai répondu (effacé après 90 jours)"),
        [_answered(row) for row in agains.values(*ANSWERED, CIRCLE)],
        _labels(),
    )
    met = Meeting.objects.filter(Q(one=resident) | Q(other=resident)).order_by("met_at")
    yield Section(
        _("Rencontres en petit groupe, comptées"), list(met.values("met_at", "times")), _labels()
    )
    given = Photo.objects.filter(by=resident).order_by("added_at")
    yield Section(
        _("Photos que j’ai ajoutées"),
        list(given.values("occurrence__starts_at", "alt", "added_at")),
        _labels(),
    )
    asked = PhotoConsent.objects.filter(resident=resident).order_by("photo__added_at")
    yield Section(
        _("Photos où je suis"),
        list(asked.values("photo__alt", "photo__added_at", "says", "said_at")),
        _labels(),
    )


def _answered(row: dict[str, Any]) -> dict[str, Any]:
    if row.pop(CIRCLE) == Visibility.SENSITIVE:
        row["about_id"] = None
    return row


def _labels() -> dict[str, str]:
    return {
        "occurrence__starts_at": _("Rencontre du"),
        "words": _("Mots"),
        "said_at": _("Dit le"),
        "about_id": _("Identifiant"),
        "wants": _("Oui"),
        "met_at": _("Le"),
        "times": _("Fois"),
        "alt": _("Description"),
        "added_at": _("Ajoutée le"),
        "photo__alt": _("Description"),
        "photo__added_at": _("Ajoutée le"),
        "says": _("D’accord"),
    }
