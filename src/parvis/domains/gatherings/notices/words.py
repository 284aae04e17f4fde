"""What the notices of gatherings share."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import SOON_DAYS, Coming
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident

KIND = "gathering"


def seen_by(resident: Resident, readers: Iterable[Resident]) -> list[Resident]:
    """Those the one who comes may see, and who are not them."""
    wanted = [reader.pk for reader in readers if reader.pk != resident.pk]
    return list(people.visible_to(resident).filter(pk__in=wanted).order_by("pk")) if wanted else []


def going(found):  # type: ignore[no-untyped-def]
    """Those who still come, the soonest date first, with all a notice says."""
    return (
        found.filter(state=Coming.GOING)
        .select_related("resident", "occurrence__gathering__place")
        .order_by("occurrence__starts_at", "pk")
    )


def concerned(found):  # type: ignore[no-untyped-def]
    """Those who come, are offered a seat, or wait for one; the soonest date first."""
    return (
        found.filter(state__in=[Coming.GOING, Coming.OFFERED, Coming.WAITING])
        .select_related("resident", "occurrence__gathering__place")
        .order_by("occurrence__starts_at", "pk")
    )


def title_of(gathering: Gathering) -> str:
    """For a title or a mail: of what is discreet, nothing more than that it is a gathering."""
    return _("Rencontre") if selectors.is_discreet(gathering) else gathering.title


def note_of(occurrence: Occurrence) -> str:
    """What the hosts add for that day."""
    if not occurrence.note:
        return ""
    return _("Le mot de l’équipe : « %(note)s ».") % {"note": occurrence.note}


def urgency(starts_at: datetime, at: datetime) -> Urgency:
    return Urgency.NOW if starts_at < at + timedelta(days=SOON_DAYS) else Urgency.CALM
