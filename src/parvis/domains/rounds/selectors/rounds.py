"""The weekly rounds: the one that is open, those to read over, and who had no table."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.rounds import rules
from parvis.domains.rounds.models import Round, Seat, Unplaced
from parvis.domains.rounds.selectors.names import STANDING, name_of, names_for
from parvis.domains.rounds.selectors.times import closing_after
from parvis.domains.rounds.vocabulary import Stage
from parvis.domains.territory.models import Area
from parvis.kernel.errors import NotVisible

#: Decided neither way yet.
PENDING = (Stage.CLOSED, Stage.PREPARED)


def round_at(area: Area, at: datetime) -> Round | None:
    """The round whose list is open at this moment, if one was opened."""
    found = Round.objects.filter(area=area, stage=Stage.OPEN, closes_at__gt=at)
    return found.order_by("closes_at").first()


def closes_at(area: Area, at: datetime) -> datetime:
    """When the list that one would be on closes."""
    current = round_at(area, at)
    return current.closes_at if current else closing_after(at, area.time_zone)


def rounds_of(area: Area) -> QuerySet[Round]:
    """The rounds of a commune, the latest first, with how many tables each has."""
    found = Round.objects.filter(area=area).annotate(made=Count("tables"))
    return found.order_by("-week")


def pending_rounds(area: Area) -> QuerySet[Round]:
    """Closed, or waiting to be read over; the oldest first."""
    return Round.objects.filter(area=area, stage__in=PENDING).order_by("week")


def find_round(viewer: Visitor, round_id: UUID) -> Round:
    """A round, for who coordinates its commune.

    :raises NotVisible: there is none, or not for them.
    """
    found = (
        Round.objects.select_related("area__parent")
        .defer("area__boundary", "area__parent__boundary")
        .filter(pk=round_id)
        .first()
    )
    if found is None or not rules.may_coordinate(viewer, found.area):
        raise NotVisible
    return found


def unplaced_of(resident: Resident) -> Unplaced | None:
    """Why somebody on the list had no table in the last round; nothing once they have one."""
    name = name_of(resident)
    if name is None:
        return None
    seated = Seat.objects.filter(STANDING, resident=OuterRef("resident"))
    return (
        Unplaced.objects.filter(
            ~Exists(seated),
            resident=resident,
            round__area=name.area_id,
            round__stage__in=[Stage.PUBLISHED, Stage.SKIPPED],
        )
        .select_related("round")
        .order_by("-round__week")
        .first()
    )


def count_on_list(area: Area, at: datetime) -> int:
    """How many are on the list of a commune: for its coordination only."""
    return names_for(area, at).count()
