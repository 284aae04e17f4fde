"""What tables have to say on today's page, and on the coordination's."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Q

from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Name, Round, Seat, Session, Unplaced
from parvis.domains.rounds.selectors.names import STANDING
from parvis.domains.rounds.selectors.sessions import communes_coordinated
from parvis.domains.rounds.vocabulary import SeatState, Stage, TableState

#: « Pas de tablée cette semaine » is this week's news.
FRESH: Final = timedelta(days=7)
DECIDED: Final = (Stage.PUBLISHED, Stage.SKIPPED)
MET: Final = (TableState.MEETING, TableState.CONTINUED)


def home_of(resident: Resident, at: datetime) -> dict[str, bool]:
    """Whether there may be anything of each sort. One query."""
    mine = Seat.objects.filter(resident=resident)
    coming = mine.filter(state=SeatState.COMING)
    told = Unplaced.objects.filter(resident=resident, round__stage__in=DECIDED)
    here = Q(area=resident.area_id) | Q(area__children=resident.area_id)
    found = {
        "asked": mine.filter(
            state=SeatState.ASKED, table__state=TableState.ASKING, answer_by__gt=at
        ),
        "further": coming.filter(
            further="",
            table__asked_further_at__isnull=False,
            table__state__in=[TableState.MEETING, TableState.ENDED],
        ),
        "sits": mine.filter(STANDING) | coming.filter(table__state__in=MET),
        "name": Name.objects.filter(resident=resident, ended_at=None),
        "missed": told.filter(round__closes_at__gt=at - FRESH),
        "opens": Session.objects.filter(here, closed_at=None),
    }
    due = Resident.objects.filter(pk=resident.pk).values_list(
        *(Exists(one.order_by()) for one in found.values())
    )
    return dict(zip(found, due.get(), strict=True))


def to_say_further(resident: Resident) -> Seat | None:
    """One's place at a table whose people are asked whether they go on."""
    return (
        Seat.objects.filter(
            resident=resident,
            state=SeatState.COMING,
            further="",
            table__asked_further_at__isnull=False,
            table__state__in=[TableState.MEETING, TableState.ENDED],
        )
        .select_related("table__session__place__area", "table__gathering__circle")
        .defer("table__session__place__area__boundary")
        .order_by("-table__asked_further_at")
        .first()
    )


def to_read_over(viewer: Resident) -> list[Round]:
    """Weeks whose tables wait for somebody who coordinates, the oldest first."""
    communes = communes_coordinated(viewer)
    found = Round.objects.filter(area__in=communes, stage=Stage.PREPARED)
    return list(found.select_related("area").defer("area__boundary").order_by("week"))
