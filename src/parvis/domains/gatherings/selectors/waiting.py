"""Who waits for a seat, and in which order seats that come free are offered.

First those who had the fewest places at this gathering in the past ninety days, then those who
have waited longest: whoever always gets in lets others in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Attendance, Occurrence, SeriesAttendance
from parvis.domains.gatherings.selectors.greeting import names_of
from parvis.domains.gatherings.selectors.words import in_words
from parvis.domains.gatherings.vocabulary import FAIR_DAYS, Coming
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.web import dates

#: Beyond so many people the number helps nobody.
WORTH_COUNTING = 5


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for one date, as who runs it reads it: those hidden from them are counted."""

    names: tuple[str, ...]
    others: int
    #: Those whom a seat is kept for at the moment.
    offered: int


def waiting_order(occurrence: Occurrence, at: datetime) -> QuerySet[Attendance]:
    """Those who wait, the next to be offered a seat first; ``places``: how many they have had."""
    return ranked(Attendance.objects.filter(occurrence=occurrence, state=Coming.WAITING), at)


def ranked(found: QuerySet[Attendance], at: datetime) -> QuerySet[Attendance]:
    had = (
        Attendance.objects.filter(
            resident=OuterRef("resident"),
            state=Coming.GOING,
            occurrence__gathering=OuterRef("occurrence__gathering"),
            occurrence__is_cancelled=False,
            occurrence__starts_at__lte=at,
            occurrence__starts_at__gt=at - timedelta(days=FAIR_DAYS),
        )
        .order_by()
        .values("resident")
        .annotate(count=Count("pk"))
        .values("count")
    )
    places = Coalesce(Subquery(had, output_field=IntegerField()), 0)
    return found.annotate(places=places).order_by("places", "waiting_since", "pk")


def series_of(viewer: Visitor, gathering_id: UUID) -> SeriesAttendance | None:
    """That the viewer comes to all the dates; None when they do not."""
    if not isinstance(viewer, Resident):
        return None
    mine = SeriesAttendance.objects.filter(gathering=gathering_id, resident=viewer)
    return mine.filter(ended_at=None).first()


def ahead_of(mine: Attendance, occurrence: Occurrence, at: datetime) -> int:
    """How many people stand before somebody who waits."""
    order = list(waiting_order(occurrence, at).values_list("pk", flat=True))
    return order.index(mine.pk) if mine.pk in order else 0


def place_words(ahead: int) -> str:
    """« Deux personnes passent avant vous. »: what helps to decide, never a rank."""
    if ahead == 0:
        return _("Personne ne passe avant vous.")
    if ahead > WORTH_COUNTING:
        return _("Plusieurs personnes passent avant vous.")
    return ngettext(
        "Une personne passe avant vous.", "%(number)s personnes passent avant vous.", ahead
    ) % {"number": in_words(ahead).capitalize()}


def until_words(until: datetime, at: datetime, zone: str) -> str:
    """« jusqu’à 11 h », « jusqu’à demain, 11 h », « jusqu’au lundi 23 novembre à 11 h »."""
    days = (dates.local(until, zone).date() - dates.local(at, zone).date()).days
    if days <= 0:
        return _("jusqu’à %(hour)s") % {"hour": dates.hour(until, zone)}
    if days == 1:
        return _("jusqu’à demain, %(hour)s") % {"hour": dates.hour(until, zone)}
    return _("jusqu’au %(moment)s") % {"moment": dates.moment(until, zone)}


def offers_of(resident: Resident, at: datetime) -> QuerySet[Attendance]:
    """Seats that are kept for somebody now, the first to end first."""
    mine = Attendance.objects.filter(
        resident=resident,
        state=Coming.OFFERED,
        offered_until__gt=at,
        occurrence__is_cancelled=False,
    )
    found = mine.select_related("occurrence__gathering__place")
    return found.order_by("offered_until", "pk")


def queue_of(viewer: Visitor, occurrence: Occurrence, at: datetime) -> Queue | None:
    """Who waits, in order, for those who run the gathering; None for everybody else."""
    if not isinstance(viewer, Resident) or not rules.may_see_who_comes(
        viewer, occurrence.gathering
    ):
        return None
    if not occurrence.waiting and not occurrence.offered:
        return Queue((), 0, 0)
    order = list(waiting_order(occurrence, at).values_list("resident_id", flat=True))
    known = names_of(occurrence.gathering, people.visible_to(viewer).filter(pk__in=order))
    names = tuple(known[one] for one in order if one in known)
    offered = Attendance.objects.filter(occurrence=occurrence, state=Coming.OFFERED).count()
    return Queue(names, len(order) - len(names), offered)


def waits_in_series(viewer: Visitor, gathering_id: UUID, at: datetime) -> bool:
    """Whether the viewer waits for a seat at some date to come."""
    waits = Attendance.objects.filter(
        state=Coming.WAITING, occurrence__gathering=gathering_id, occurrence__starts_at__gt=at
    )
    return isinstance(viewer, Resident) and waits.filter(resident=viewer).exists()
