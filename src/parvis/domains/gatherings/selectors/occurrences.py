"""Dates of gatherings as a viewer may see them: in lists, in one's own week, one by its address."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.selectors.agreed import takes_place
from parvis.domains.gatherings.selectors.cohosts import prefetch_cohosts, run_with
from parvis.domains.gatherings.vocabulary import OTHER_DATES, SHOWN_NEARBY, Audience, Coming, Status
from parvis.domains.organisations.models import Organisation
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.kernel.errors import NotVisible

WEEK = timedelta(days=7)

#: For everybody, and its organisation, if it has one, is not withdrawn.
PUBLIC = Q(gathering__audience=Audience.PUBLIC) & (
    Q(gathering__organisation=None) | Q(gathering__organisation__published=True)
)
#: In the agenda: announced, or announced and then called off.
ANNOUNCED = PUBLIC & Q(gathering__status__in=[Status.PUBLISHED, Status.CANCELLED])
#: Takes place.
ON = PUBLIC & Q(gathering__status=Status.PUBLISHED, is_cancelled=False)

#: Whoever comes now has a seat: one is free, and nobody waits for it.
HAS_ROOM = Q(gathering__capacity=None) | Q(
    gathering__capacity__gt=F("going") + F("offered"), waiting=0
)


def announced(viewer: Visitor | None) -> QuerySet[Occurrence]:
    """With all a row shows, soonest first; ``mine``: whether the viewer comes."""
    found = (
        Occurrence.objects.filter(ANNOUNCED)
        .select_related("gathering__place__area", "gathering__organisation")
        .prefetch_related(prefetch_cohosts())
        .defer("gathering__place__area__boundary")
        .order_by("starts_at", "gathering__title", "pk")
    )
    if isinstance(viewer, Resident):
        going = Attendance.objects.filter(
            occurrence=OuterRef("pk"), resident=viewer, state=Coming.GOING
        )
        found = found.annotate(mine=Exists(going))
    return found


def hide_greeters(found: Iterable[Occurrence], viewer: Visitor | None) -> list[Occurrence]:
    """Take off the name and the sign of who is hidden from the viewer; a visitor sees nobody's.

    For pages only: these objects are never saved. One query, and only if somebody greets.
    """
    shown = list(found)
    hidden: set[UUID] = set()
    if isinstance(viewer, Resident) and any(one.gathering.greeter_id for one in shown):
        hidden = people.hidden_ids(viewer.pk)
    for one in shown:
        gathering = one.gathering
        # A name without an account is somebody's all the same: visitors do not read it.
        if not isinstance(viewer, Resident) or gathering.greeter_id in hidden:
            gathering.greeter_id, gathering.greeter_name, gathering.sign = None, "", ""
    return shown


def coming_up(*, viewer: Visitor | None, at: datetime, days: int, most: int) -> list[Occurrence]:
    """What takes place in the coming days, soonest first; who runs it with others is not read."""
    soon = announced(viewer).filter(ON, starts_at__gt=at, starts_at__lt=at + timedelta(days=days))
    return hide_greeters(soon.prefetch_related(None)[:most], viewer)


def next_of(resident: Resident, at: datetime) -> Occurrence | None:
    """The next date somebody comes to (or that goes on now); ``alone``: whether by themselves."""
    is_shown = Q(gathering__organisation=None) | Q(gathering__organisation__published=True)
    found = _going(resident).filter(takes_place(), is_shown, ends_at__gt=at)[:1]
    return next(iter(hide_greeters(found, resident)), None)


def my_week(resident: Resident, at: datetime) -> list[Occurrence]:
    """What somebody said they come to in the next seven days, called off or not; with ``alone``."""
    found = _going(resident).filter(ends_at__gt=at, starts_at__lt=at + WEEK)
    return hide_greeters(found, resident)


def next_occurrences_of(
    gathering_ids: Iterable[UUID], *, viewer: Visitor | None, at: datetime
) -> list[Occurrence]:
    """The next date of each of these gatherings that has one, in the order given."""
    order = list(gathering_ids)
    found = announced(viewer).filter(
        ON, gathering_id__in=order, pk=next_date(at, is_cancelled=False)
    )
    by_gathering = {one.gathering_id: one for one in found}
    ranked = [by_gathering[one] for one in dict.fromkeys(order) if one in by_gathering]
    return hide_greeters(ranked, viewer)


def week_at_place(place: Place, at: datetime, viewer: Visitor | None = None) -> list[Occurrence]:
    """What happens there in the next seven days, called off or not."""
    return _week(announced(viewer).filter(gathering__place=place), at, viewer)


def week_in_area(area: Area, at: datetime, viewer: Visitor | None = None) -> list[Occurrence]:
    """What happens in an area, or in those inside it, in the next seven days."""
    inside = announced(viewer).filter(gathering__place__area__in=territory.descendants_of(area))
    return _week(inside, at, viewer)


def coming_of_organisation(
    organisation: Organisation, at: datetime, viewer: Visitor | None = None
) -> list[Occurrence]:
    """The next date of each thing an organisation runs, alone or with others, called off or not."""
    theirs = announced(viewer).filter(run_with(organisation), pk=next_date(at))
    return hide_greeters(theirs[:SHOWN_NEARBY], viewer)


def find_occurrence(viewer: Visitor, occurrence_id: UUID) -> Occurrence:
    """One date for its page, with all it shows: ``mine`` and ``alone`` say how the viewer comes,
    ``place`` that they come, wait, or are offered a seat.

    Who runs it, and who comes, still find what is no longer public.

    :raises NotVisible: there is none, or not for this viewer.
    """
    held = (
        Occurrence.objects.exclude(gathering__status=Status.DRAFT)
        .select_related(
            "gathering__place__area__parent",
            "gathering__organisation__area",
            "gathering__host",
            "gathering__circle",
        )
        .filter(pk=occurrence_id)
        .first()
    )
    if held is None:
        raise NotVisible
    mine = place_in(held, viewer)
    comes = mine is not None and mine.state == Coming.GOING
    held.place = mine  # type: ignore[attr-defined]
    held.mine = comes  # type: ignore[attr-defined]
    held.alone = bool(comes and mine and mine.alone)  # type: ignore[attr-defined]
    if (
        is_open_to(viewer, held.gathering)
        or mine
        or rules.may_see_who_comes(viewer, held.gathering)
    ):
        return held
    raise NotVisible


def is_open_to(viewer: Visitor, gathering: Gathering) -> bool:
    """Whether it is for them: everybody, or the members of its circle, or those invited."""
    if gathering.is_public:
        return gathering.organisation is None or gathering.organisation.published
    return rules.may_see_plan(viewer, gathering)


def place_in(occurrence: Occurrence, viewer: Visitor) -> Attendance | None:
    """How the viewer comes, waits, or is offered a seat; None when none of these."""
    if not isinstance(viewer, Resident):
        return None
    mine = Attendance.objects.filter(occurrence=occurrence, resident=viewer)
    return mine.exclude(state=Coming.CANCELLED).first()


def attendance_of(viewer: Visitor, occurrence: Occurrence) -> Attendance | None:
    """How the viewer comes; None when they do not."""
    if not isinstance(viewer, Resident):
        return None
    mine = Attendance.objects.filter(occurrence=occurrence, resident=viewer)
    return mine.filter(state=Coming.GOING).first()


def other_dates(
    occurrence: Occurrence, at: datetime, viewer: Visitor | None = None
) -> list[Occurrence]:
    """The next dates of the same series, but for this one."""
    same = announced(viewer).filter(gathering=occurrence.gathering_id, ends_at__gt=at)
    return hide_greeters(same.exclude(pk=occurrence.pk)[:OTHER_DATES], viewer)


def find_public_gathering(gathering_id: UUID) -> Gathering:
    """What everybody may know of, called off or not.

    :raises NotVisible: there is none, it is a draft, it is not for everybody, or its organisation
        is withdrawn.
    """
    dates = Occurrence.objects.filter(ANNOUNCED, gathering=OuterRef("pk"))
    found = Gathering.objects.filter(Exists(dates), pk=gathering_id).first()
    if found is None:
        raise NotVisible
    return found


def find_gathering(editor: Visitor, gathering_id: UUID) -> Gathering:
    """A gathering for who may change it, drafts included.

    :raises NotVisible: there is none, or it is not theirs to change.
    """
    found = (
        Gathering.objects.select_related("place__area__parent", "organisation", "greeter")
        .filter(pk=gathering_id)
        .first()
    )
    if found is None or not rules.may_edit(editor, found):
        raise NotVisible
    return found


def dates_of(gathering: Gathering, at: datetime) -> list[Occurrence]:
    """All its dates that are not over, for those who run it; each with the gathering."""
    found = list(gathering.occurrences.filter(ends_at__gt=at).order_by("starts_at", "pk"))
    for one in found:
        one.gathering = gathering
    return found


def next_date_of(gathering: Gathering, at: datetime) -> Occurrence | None:
    """The next date to change: the first to come that stands, or else the first to come."""
    coming = gathering.occurrences.filter(starts_at__gt=at)
    return coming.order_by("is_cancelled", "starts_at").first()


def _week(found: QuerySet[Occurrence], at: datetime, viewer: Visitor | None) -> list[Occurrence]:
    soon = found.filter(ends_at__gt=at, starts_at__lt=at + WEEK)
    return hide_greeters(soon[:SHOWN_NEARBY], viewer)


def next_date(at: datetime, **only: bool) -> Subquery:
    """The next date of the same gathering, in a query on occurrences."""
    following = Occurrence.objects.filter(gathering=OuterRef("gathering"), ends_at__gt=at, **only)
    return Subquery(following.order_by("starts_at", "pk").values("pk")[:1])


def _going(resident: Resident) -> QuerySet[Occurrence]:
    mine = Attendance.objects.filter(
        occurrence=OuterRef("pk"), resident=resident, state=Coming.GOING
    )
    return (
        Occurrence.objects.filter(
            Exists(mine), gathering__status__in=[Status.PUBLISHED, Status.CANCELLED]
        )
        .select_related("gathering__place__area", "gathering__organisation")
        .defer("gathering__place__area__boundary")
        .annotate(alone=Subquery(mine.values("alone")[:1]))
        .order_by("starts_at", "pk")
    )
