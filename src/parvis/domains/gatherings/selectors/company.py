"""Who comes, who greets: first names only, and only to those who may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Attendance, CoHost, Gathering, Occurrence
from parvis.domains.gatherings.selectors.greeting import is_discreet, names_of
from parvis.domains.gatherings.selectors.occurrences import attendance_of, next_date
from parvis.domains.gatherings.vocabulary import Audience, CoHosting, Coming, Status
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Block, Resident
from parvis.domains.people.rules import Visitor

#: Beyond so many days, a date nobody comes to yet needs no line of its own.
FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Company:
    """Who comes to a date, as one viewer may read it. Who is hidden is counted, never named."""

    names: tuple[tuple[str, bool], ...]
    others: int

    @property
    def alone(self) -> tuple[str, ...]:
        return tuple(name for name, comes_alone in self.names if comes_alone)


@dataclass(frozen=True, slots=True)
class Hosted:
    """One date somebody runs, with who comes."""

    occurrence: Occurrence
    company: Company
    #: Who only greets does not change it.
    may_change: bool


def company_of(viewer: Visitor, occurrence: Occurrence) -> Company | None:
    """First names, for those who come too and those who run it; None for everybody else."""
    if not isinstance(viewer, Resident):
        return None
    if attendance_of(viewer, occurrence) is None and not rules.may_see_who_comes(
        viewer, occurrence.gathering
    ):
        return None
    return _companies(viewer, [occurrence])[occurrence.pk]


def greeter_of(viewer: Visitor, gathering: Gathering) -> str:
    """The first name of who waits for those who come alone; nothing when hidden from the viewer."""
    if not isinstance(viewer, Resident) or not gathering.greeter_name:
        return ""
    if gathering.greeter_id is None:
        return gathering.greeter_name
    seen = people.visible_to(viewer).filter(pk=gathering.greeter_id).exists()
    return gathering.greeter_name if seen else ""


def host_name_of(viewer: Visitor, gathering: Gathering) -> str:
    """The first name of who publishes it without an organisation, if the viewer may see them."""
    if gathering.organisation_id or gathering.host_id is None:
        return ""
    found = people.visible_to(viewer).filter(pk=gathering.host_id)
    return names_of(gathering, found).get(gathering.host_id, "")


def meets_somebody_blocked(viewer: Visitor, occurrence: Occurrence) -> bool:
    """Whether somebody the viewer blocked comes or greets: said to them alone, without a name.

    Never in a sensitive circle: it would tell who belongs to it.
    """
    if not isinstance(viewer, Resident) or is_discreet(occurrence.gathering):
        return False
    comes = Attendance.objects.filter(
        occurrence=occurrence, resident=OuterRef("blocked"), state=Coming.GOING
    )
    there = Q(Exists(comes)) | Q(blocked=occurrence.gathering.greeter_id)
    return Block.objects.filter(there, by=viewer).exists()


def hosted(resident: Resident, at: datetime, most: int = 60) -> list[Hosted]:
    """What somebody runs or greets at, with who comes. Two queries.

    The dates of the coming fortnight; further on, the next of each and those somebody comes to.
    """
    changes = Gathering.objects.filter(_runs_only(resident, ""), audience=Audience.PUBLIC)
    found = list(
        Occurrence.objects.annotate(may_change=Exists(changes.filter(pk=OuterRef("gathering"))))
        .filter(
            _run_by(resident, "gathering__"),
            Q(starts_at__lt=at + timedelta(days=FORTNIGHT)) | Q(going__gt=0) | Q(pk=next_date(at)),
            # What is proposed to some has pages of its own, where only a yes is counted.
            gathering__audience=Audience.PUBLIC,
            gathering__status__in=[Status.PUBLISHED, Status.CANCELLED],
            ends_at__gt=at,
        )
        .select_related("gathering__place__area", "gathering__organisation", "gathering__circle")
        .defer("gathering__place__area__boundary")
        .order_by("starts_at", "pk")[:most]
    )
    companies = _companies(resident, found)
    return [Hosted(one, companies[one.pk], one.may_change) for one in found]


def drafts_of(resident: Resident) -> list[Gathering]:
    """What somebody may still publish, the latest written first."""
    mine = Gathering.objects.filter(_runs_only(resident, ""), status=Status.DRAFT).select_related(
        "place", "organisation"
    )
    return list(mine.order_by("-updated_at", "pk"))


def possible_greeters(
    viewer: Resident, of: Iterable[Organisation]
) -> list[tuple[Resident, set[UUID]]]:
    """Oneself, then the other hosts of these organisations, with the ones each of them animates."""
    rows = Membership.objects.filter(organisation__in=list(of), part=Part.HOST)
    hosts: dict[UUID, set[UUID]] = {}
    for resident_id, organisation_id in rows.values_list("resident_id", "organisation_id"):
        hosts.setdefault(resident_id, set()).add(organisation_id)
    seen = (
        people.visible_to(viewer).filter(pk__in=hosts.keys() - {viewer.pk}).order_by("name", "pk")
    )
    return [
        (viewer, hosts.get(viewer.pk, set())),
        *((each, hosts[each.pk]) for each in seen),
    ]


def _run_by(resident: Resident, prefix: str) -> Q:
    return _runs_only(resident, prefix) | Q(**{f"{prefix}greeter": resident})


def _runs_only(resident: Resident, prefix: str) -> Q:
    mine = Membership.objects.filter(resident=resident, part=Part.HOST).values("organisation")
    together = CoHost.objects.filter(organisation__in=mine, state=CoHosting.ACCEPTED)
    return (
        Q(**{f"{prefix}organisation__in": mine})
        | Q(**{f"{prefix}pk__in": together.values("gathering")})
        | Q(**{f"{prefix}organisation": None, f"{prefix}host": resident})
    )


def _companies(viewer: Resident, found: Iterable[Occurrence]) -> dict[UUID, Company]:
    """One query for all of them, and one for the pseudonyms of sensitive circles among them.

    Guests are counted, and so is who is hidden from the viewer, or has no pseudonym there any more.
    """
    shown = {one.pk: one for one in found}
    seen = people.visible_to(viewer).filter(pk=OuterRef("resident"))
    rows = Attendance.objects.filter(
        Exists(seen), occurrence__in=shown, state=Coming.GOING
    ).order_by("said_at", "pk")
    pseudonyms = _pseudonyms([one.gathering for one in shown.values()])
    names: dict[UUID, list[tuple[str, bool]]] = {pk: [] for pk in shown}
    for occurrence_id, resident_id, first_name, alone in rows.values_list(
        "occurrence_id", "resident_id", "resident__name", "alone"
    ):
        gathering = shown[occurrence_id].gathering
        by_circle = (gathering.circle_id, resident_id)
        name = pseudonyms.get(by_circle, "") if is_discreet(gathering) else first_name
        if name:
            names[occurrence_id].append((name, alone))
    return {
        pk: Company(tuple(names[pk]), max(0, one.going - len(names[pk])))
        for pk, one in shown.items()
    }


def _pseudonyms(gatherings: Iterable[Gathering]) -> dict[tuple[UUID | None, UUID], str]:
    circles = {one.circle_id for one in gatherings if is_discreet(one)}
    if not circles:
        return {}
    known = CircleMembership.objects.filter(circle__in=circles)
    rows = known.values_list("circle_id", "resident_id", "pseudonym")
    return {(circle, resident): pseudonym for circle, resident, pseudonym in rows}
