"""Seats that come free: who is offered one, who has one, and who waited in vain."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.notices import words
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.web import dates


def seat_offered(attendance: Attendance, offered_at: datetime, at: datetime) -> None:
    """A seat is kept for them: one tap says yes, another no."""
    occurrence, until = attendance.occurrence, attendance.offered_until
    if until is None:
        return
    zone = occurrence.gathering.time_zone
    with translation.override(attendance.resident.reads):
        _tell(
            attendance.resident,
            occurrence,
            key=f"{_offer_keys(occurrence.pk, attendance.resident_id)}{_stamp(offered_at)}",
            title=_("Une place s’est libérée pour vous : « %(title)s », %(day)s"),
            body=_(
                "Elle vous est gardée %(until)s. Un geste suffit pour dire oui ou non. Sans"
                " réponse, elle ira à quelqu’un d’autre, et personne ne vous en voudra."
            )
            % {"until": selectors.until_words(until, at, zone)},
            url=reverse("gatherings:offer", args=[occurrence.pk]),
            urgency=Urgency.NOW,
            at=at,
        )


def seat_given(attendance: Attendance, given_at: datetime, at: datetime) -> None:
    """They have their seat without having to answer."""
    occurrence, resident = attendance.occurrence, attendance.resident
    with translation.override(resident.reads):
        _tell(
            resident,
            occurrence,
            key=f"given:{occurrence.pk}:{resident.pk}:{_stamp(given_at)}",
            title=_("Vous avez votre place : « %(title)s », %(day)s"),
            body=_(
                "Vous étiez sur la liste d’attente, et une place s’est libérée. Si vous ne pouvez"
                " plus venir, dites-le d’un geste : quelqu’un d’autre sera content."
            ),
            url=occurrence.get_absolute_url(),
            urgency=words.urgency(occurrence.starts_at, at),
            at=at,
        )


def offer_lapsed(
    resident: Resident, occurrence: Occurrence, lapsed_at: datetime, at: datetime
) -> None:
    """The time to answer has passed, which is no fault: one tap puts them on the list again."""
    with translation.override(resident.reads):
        _tell(
            resident,
            occurrence,
            key=f"lapsed:{occurrence.pk}:{resident.pk}:{_stamp(lapsed_at)}",
            title=_("La place gardée pour vous est passée plus loin : « %(title)s », %(day)s"),
            body=_(
                "Nous n’avions pas de réponse, et ce n’est pas grave. Si vous voulez encore venir,"
                " réinscrivez-vous d’un geste sur la page de la rencontre."
            ),
            url=occurrence.get_absolute_url(),
            urgency=words.urgency(occurrence.starts_at, at),
            at=at,
        )


def no_seat_came_free(residents: Iterable[Resident], occurrence: Occurrence, at: datetime) -> None:
    """It begins without them."""
    again = occurrence.gathering.repeats
    for resident in residents:
        with translation.override(resident.reads):
            _tell(
                resident,
                occurrence,
                key=f"no-seat:{occurrence.pk}",
                title=_("Aucune place ne s’est libérée : « %(title)s », %(day)s"),
                body=_(
                    "Merci d’avoir attendu. Aux prochaines dates, les places libres vont d’abord"
                    " aux personnes qui en ont eu le moins."
                )
                if again
                else _("Merci d’avoir attendu. D’autres rencontres sont dans l’agenda."),
                url=occurrence.get_absolute_url(),
                urgency=Urgency.CALM,
                at=at,
            )


def nothing_to_wait_for(
    residents: Iterable[Resident], occurrence: Occurrence, at: datetime
) -> None:
    """It does not take place. Who was to come to another date of it is told once of both."""
    gathering = occurrence.gathering
    whole = gathering.status == Status.CANCELLED
    key = f"all-called-off:{gathering.pk}" if whole else f"called-off:{occurrence.pk}"
    for resident in residents:
        with translation.override(resident.reads):
            _tell(
                resident,
                occurrence,
                key=key,
                title=_("« %(title)s » n’aura pas lieu %(day)s"),
                body=_(
                    "Vous attendiez une place. Vous trouverez d’autres rencontres dans l’agenda."
                ),
                url=occurrence.get_absolute_url(),
                urgency=words.urgency(occurrence.starts_at, at),
                at=at,
            )


def offer_answered(occurrence_id: UUID, resident_id: UUID, at: datetime) -> None:
    """Nobody need answer what they answered, or what has ended."""
    notifications.settle(keys_from=_offer_keys(occurrence_id, resident_id), at=at)


def _tell(
    resident: Resident,
    occurrence: Occurrence,
    *,
    key: str,
    title: str,
    body: str,
    url: str,
    urgency: Urgency,
    at: datetime,
) -> None:
    gathering = occurrence.gathering
    said = {
        "title": words.title_of(gathering),
        "day": dates.day(occurrence.starts_at, gathering.time_zone),
    }
    notifications.tell(
        to=resident.pk,
        kind=words.KIND,
        key=key,
        title=title % said,
        body=body,
        url=url,
        urgency=urgency,
        at=at,
    )


def _offer_keys(occurrence_id: UUID, resident_id: UUID) -> str:
    return f"offer:{occurrence_id}:{resident_id}:"


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"
