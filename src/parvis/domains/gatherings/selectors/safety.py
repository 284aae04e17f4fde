"""Reads of what keeps people safe: shared plans, “all well?”, worries."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parvis.domains.gatherings.models import (
    Attendance,
    CheckIn,
    Occurrence,
    TipsRead,
    TrustedLink,
)
from parvis.domains.gatherings.selectors.agreed import seats_told, unanswered
from parvis.domains.gatherings.vocabulary import (
    CHECK_IN_DAYS,
    TRUSTED_HOURS,
    Audience,
    Coming,
    Status,
    Wellbeing,
)
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.territory.models import Place
from parvis.kernel.errors import NotVisible


class Standing(StrEnum):
    """Where a shared plan stands, for who was trusted with it."""

    PLANNED = "planned"
    CALLED_OFF = "called-off"
    #: They said they no longer go.
    LEFT = "left"
    WELL = "well"
    #: They answered, and what they said is not for others.
    ANSWERED = "answered"
    NO_NEWS = "no-news"


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """All that a trusted contact reads. Of the others there, only how many they are."""

    name: str
    contact_name: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: Place
    where_note: str
    others: int
    standing: Standing
    #: When news came.
    heard_at: datetime | None
    over: bool


def token_hash(token: str) -> str:
    """All that is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def live_links(at: datetime) -> QuerySet[TrustedLink]:
    """Links that still open something."""
    return TrustedLink.objects.filter(
        revoked_at=None, occurrence__ends_at__gt=at - timedelta(hours=TRUSTED_HOURS)
    )


def plan_behind(token: str, at: datetime) -> SharedPlan:
    """:raises NotVisible: no such link, or it ended, or was taken back: one answer for all."""
    found = live_links(at).filter(
        token_hash=token_hash(token), resident__is_active=True, resident__erasure_asked_at=None
    )
    link = found.select_related("resident", "occurrence__gathering__place__area").first()
    if link is None or link.occurrence.gathering.status == Status.DRAFT:
        raise NotVisible
    occurrence, gathering = link.occurrence, link.occurrence.gathering
    check_in = check_in_of(link.resident, occurrence)
    standing = _standing(link, check_in, at)
    return SharedPlan(
        name=link.resident.name,
        contact_name=link.contact_name,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        zone=gathering.time_zone,
        place=gathering.place,
        where_note=gathering.where_note,
        others=_others_told(occurrence, link.resident),
        standing=standing,
        heard_at=check_in.answered_at if check_in else None,
        over=occurrence.is_over(at),
    )


def _standing(link: TrustedLink, check_in: CheckIn | None, at: datetime) -> Standing:
    occurrence = link.occurrence
    if check_in is not None and check_in.answered_at is not None:
        return Standing.WELL if check_in.answer == Wellbeing.WELL else Standing.ANSWERED
    if _is_called_off(occurrence, at):
        return Standing.CALLED_OFF
    if not takes_part(link.resident, occurrence):
        return Standing.LEFT
    if check_in is not None and check_in.due_at <= at:
        return Standing.NO_NEWS
    return Standing.PLANNED


def _others_told(occurrence: Occurrence, resident: Resident) -> int:
    own = Attendance.objects.filter(
        occurrence=occurrence, resident=resident, state=Coming.GOING
    ).exclude(unanswered())
    return max(0, seats_told(occurrence) - int(own.exists()))


def _is_called_off(occurrence: Occurrence, at: datetime) -> bool:
    """Before it began: what ends a series, or is called off later, leaves who is there there."""
    if occurrence.is_cancelled:
        return occurrence.cancelled_at is None or occurrence.cancelled_at < occurrence.starts_at
    return occurrence.gathering.status == Status.CANCELLED and occurrence.starts_at > at


def _began() -> Q:
    """Not called off before its beginning. Whoever calls it off afterwards silences nobody."""
    stood = Q(occurrence__is_cancelled=False)
    return stood | Q(occurrence__cancelled_at__gte=F("occurrence__starts_at"))


def links_of(resident: Resident, occurrence: Occurrence) -> list[TrustedLink]:
    """Those they made for a date, taken back or not, the oldest first."""
    found = TrustedLink.objects.filter(resident=resident, occurrence=occurrence)
    return list(found.select_related("occurrence").order_by("created_at", "pk"))


def own_date(resident: Visitor, occurrence_id: UUID) -> Occurrence:
    """A date they take part in. Whom they blocked since does not take it from them.

    :raises NotVisible: there is none, or it is none of theirs.
    """
    found = (
        Occurrence.objects.exclude(gathering__status=Status.DRAFT)
        .select_related("gathering__place__area", "gathering__circle", "gathering__organisation")
        .defer("gathering__place__area__boundary")
        .filter(pk=occurrence_id)
        .first()
    )
    if found is None or not takes_part(resident, found):
        raise NotVisible
    return found


def takes_part(resident: Visitor, occurrence: Occurrence) -> bool:
    """Whether they come, or run it by themselves."""
    if not isinstance(resident, Resident):
        return False
    gathering = occurrence.gathering
    if gathering.organisation_id is None and gathering.host_id == resident.pk:
        return True
    comes = Attendance.objects.filter(occurrence=occurrence, resident=resident)
    return comes.filter(Q(state=Coming.GOING) | Q(came=True)).exists()


def may_give_news(resident: Visitor, occurrence: Occurrence, at: datetime) -> bool:
    """From its beginning on, by who takes part: also before being asked."""
    return occurrence.starts_at <= at and takes_part(resident, occurrence)


def check_in_of(resident: Resident, occurrence: Occurrence) -> CheckIn | None:
    return CheckIn.objects.filter(resident=resident, occurrence=occurrence).first()


def asked_of(resident: Resident, at: datetime) -> QuerySet[CheckIn]:
    """“All well?”, asked lately and not answered yet."""
    lately = at - timedelta(days=CHECK_IN_DAYS)
    waiting = CheckIn.objects.filter(resident=resident, answered_at=None, asked_at__gt=lately)
    return waiting.select_related("occurrence__gathering__place").order_by("asked_at", "pk")


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Somebody to ask whether all is well; ``shared``: somebody they trust waits for their news."""

    occurrence: Occurrence
    resident: Resident
    shared: bool


def to_check_in(at: datetime, *, ended: timedelta, since: timedelta) -> list[ToAsk]:
    """Who was at what ended lately: by invitation, or shared with a contact. Not asked yet."""
    return [*_who_came(at, ended, since), *_hosts_who_shared(at, ended, since)]


def _who_came(at: datetime, ended: timedelta, since: timedelta) -> Iterator[ToAsk]:
    mine = {"occurrence": OuterRef("occurrence"), "resident": OuterRef("resident")}
    # The dates first, by their index: PostgreSQL may otherwise read every seat there ever was.
    lately = Occurrence.objects.filter(ends_at__lte=at - ended, ends_at__gt=at - since)
    found = (
        Attendance.objects.filter(
            _began(),
            ~Exists(CheckIn.objects.filter(**mine)),
            state=Coming.GOING,
            occurrence__in=list(lately.values_list("pk", flat=True)),
            resident__is_active=True,
            resident__erasure_asked_at=None,
        )
        .annotate(shared=Exists(live_links(at).filter(**mine)))
        # Who was not there, by what was said, is asked only if somebody waits for them.
        .filter(
            Q(shared=True)
            | Q(occurrence__gathering__audience=Audience.INVITATION) & (Q(came=None) | Q(came=True))
        )
        .select_related("resident", "occurrence__gathering")
        .order_by("pk")
    )
    for one in found:
        yield ToAsk(one.occurrence, one.resident, one.shared)


def _hosts_who_shared(at: datetime, ended: timedelta, since: timedelta) -> Iterator[ToAsk]:
    """Who runs it by themselves, takes no seat in it, and trusted somebody with the plan."""
    mine = {"occurrence": OuterRef("occurrence"), "resident": OuterRef("resident")}
    found = (
        live_links(at)
        .filter(
            _began(),
            ~Exists(CheckIn.objects.filter(**mine)),
            ~Exists(Attendance.objects.filter(**mine, state=Coming.GOING)),
            resident=F("occurrence__gathering__host"),
            resident__is_active=True,
            resident__erasure_asked_at=None,
            occurrence__gathering__organisation=None,
            occurrence__ends_at__lte=at - ended,
            occurrence__ends_at__gt=at - since,
        )
        .select_related("resident", "occurrence__gathering")
        .order_by("pk")
    )
    for one in found:
        yield ToAsk(one.occurrence, one.resident, shared=True)


def has_read_tips(resident: Resident) -> bool:
    return TipsRead.objects.filter(resident=resident).exists()
