"""What follows a date, told once: a thank-you, a yes of both, a photo that waits for a yes."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Occurrence, PhotoConsent, Thanks
from parvis.domains.gatherings.notices.words import KIND, seen_by
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.web import dates


def thanked(thanks: Thanks, at: datetime) -> None:
    """To the one person, or to all who ran it. Signed: a thank-you is never anonymous."""
    occurrence, gathering = thanks.occurrence, thanks.occurrence.gathering
    readers = [thanks.to] if thanks.to else selectors.those_who_run(gathering)
    name = selectors.names_of(gathering, [thanks.by])[thanks.by_id]
    for reader in seen_by(thanks.by, readers):
        with translation.override(reader.reads):
            day = dates.day(occurrence.starts_at, gathering.time_zone)
            notifications.tell(
                to=reader.pk,
                kind=KIND,
                key=f"thanks:{thanks.pk}",
                title=_("%(name)s vous dit merci") % {"name": name},
                body=thanks.words or _("Pour votre rencontre %(day)s.") % {"day": day},
                url=_after(occurrence),
                urgency=Urgency.CALM,
                about=thanks.by_id,
                at=at,
            )


def again(occurrence: Occurrence, *, to: Resident, other: Resident, at: datetime) -> None:
    """To each of the two, once both have said yes; by the name they have there.

    Never by mail in a discreet circle.
    """
    discreet = selectors.is_discreet(occurrence.gathering)
    name = selectors.names_of(occurrence.gathering, [other])[other.pk]
    with translation.override(to.reads):
        notifications.tell(
            to=to.pk,
            kind=KIND,
            key=f"again:{occurrence.pk}:{other.pk}",
            title=_("%(name)s aimerait vous revoir aussi") % {"name": name},
            body=_("Vous avez dit oui tous les deux. À vous de choisir la suite."),
            url=_after(occurrence),
            urgency=Urgency.CALM if discreet else Urgency.NOW,
            about=other.pk,
            at=at,
        )


def photo_asks(consent: PhotoConsent, at: datetime) -> None:
    """To somebody on a photo: nobody else sees it until they say yes."""
    occurrence = consent.photo.occurrence
    with translation.override(consent.resident.reads):
        notifications.tell(
            to=consent.resident_id,
            kind=KIND,
            key=f"photo:{consent.photo_id}",
            title=_("Vous êtes sur une photo : êtes-vous d’accord ?"),
            body=_("Tant que chaque personne n’a pas dit oui, les autres ne la voient pas."),
            url=_after(occurrence),
            urgency=Urgency.CALM,
            at=at,
        )


def _after(occurrence: Occurrence) -> str:
    return reverse("gatherings:after", args=[occurrence.pk])
