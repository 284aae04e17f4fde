"""Rounds for tests: a commune, people on its list, sessions, and tables as a solver would leave."""

import itertools
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.rounds import pairing, services
from parvis.domains.rounds.models import Name, Round, Seat, Session, Table, Unplaced
from parvis.domains.rounds.selectors.times import closing_after, week_after
from parvis.domains.rounds.vocabulary import Stage
from parvis.domains.territory.models import Area, Place
from tests.factories.gatherings import paris
from tests.factories.organisations import a_neighbourhood, a_place, a_town
from tests.factories.people import a_resident, a_staff_member

_numbers = itertools.count(1)
#: A Wednesday, 10 h in Paris; the list closes on Sunday the 22nd at 20 h.
NOW = paris("2026-11-18 10:00")
CLOSES = paris("2026-11-22 20:00")
#: Sunday evening, just after.
EVENING = paris("2026-11-22 20:05")
#: Monday morning, when the tables are read over.
MONDAY = paris("2026-11-23 09:00")


def a_commune(**fields: Any) -> Area:
    return a_town(**fields)


def a_quarter(commune: Area, **fields: Any) -> Area:
    return a_neighbourhood(commune, **fields)


def a_hall(commune: Area, **fields: Any) -> Place:
    """A place of the commune where tables can be."""
    return a_place(commune, **fields)


def a_session(commune: Area, **fields: Any) -> Session:
    """Tuesdays at 18 h 30: one table of six, for six weeks."""
    given = {
        "slot": "tue-evening",
        "begins": time(18, 30),
        "room": f"Salle {next(_numbers)}",
        **fields,
    }
    if "place" not in given:
        given["place"] = a_hall(commune)
    return Session.objects.create(area=commune, **given)


def somebody(commune: Area, **fields: Any) -> Resident:
    """Lives there, speaks French."""
    return a_resident(**{"area": commune, "languages": ("fr",), **fields})


def a_name(resident: Resident, *, at: datetime = NOW, **values: Any) -> Name:
    """On the list, by the front door: free at every moment unless it is said otherwise."""
    given = {"free": SLOTS, "minutes_max": 45, **values}
    return services.put_name_down(resident=resident, values=given, at=at)


def on_list(commune: Area, count: int, *, at: datetime = NOW, **values: Any) -> list[Resident]:
    """So many people who put their name down."""
    people = [somebody(commune) for _each in range(count)]
    for one in people:
        a_name(one, at=at, **values)
    return people


def a_coordinator(commune: Area, **fields: Any) -> Resident:
    return a_staff_member(Duty.COORDINATOR, area=commune, **fields)


def a_round(
    commune: Area, *, stage: Stage = Stage.OPEN, closes_at: datetime = CLOSES, **fields: Any
) -> Round:
    return Round.objects.create(
        area=commune,
        week=week_after(closes_at, commune.time_zone),
        closes_at=closes_at,
        stage=stage,
        seed=1,
        **fields,
    )


def a_closed_round(commune: Area, **fields: Any) -> Round:
    return a_round(commune, stage=Stage.CLOSED, **fields)


def a_prepared_round(
    commune: Area,
    *tables: tuple[Session, Sequence[Resident]],
    unplaced: Sequence[Resident] = (),
    reason: str = "no-seat",
    closes_at: datetime = CLOSES,
    at: datetime = EVENING,
) -> Round:
    """Read over next: these people at these sessions, as if the solver had said so.

    All of them are on the list already (``on_list``); ``unplaced`` have this reason.
    """
    made = a_round(commune, stage=Stage.CLOSED, closes_at=closes_at)
    drawn = pairing.drawn_for(made, at)
    groups = tuple(
        pairing.MadeTable(
            drawn.sessions[session.pk],
            members := tuple(sorted(drawn.index[one.pk] for one in people)),
            pairing.reasons_of_table(drawn, drawn.sessions[session.pk], members),
        )
        for session, people in tables
    )
    others = tuple(pairing.MadeUnplaced(drawn.index[one.pk], reason, {}) for one in unplaced)
    plan = pairing.Made(groups, others, 0.0, None, [])
    pairing.write(made, drawn, plan, standing=set(drawn.residents), at=at)
    made.value = pairing.value_of(drawn, pairing.plan_of(drawn, made))
    made.stage, made.prepared_at, made.people = Stage.PREPARED, at, len(drawn.names)
    made.version = 1
    made.save()
    return made


def a_published_round(
    commune: Area,
    *tables: tuple[Session, Sequence[Resident]],
    unplaced: Sequence[Resident] = (),
    by: Resident | None = None,
    closes_at: datetime = CLOSES,
    at: datetime = MONDAY,
) -> Round:
    """Its people are asked."""
    made = a_prepared_round(commune, *tables, unplaced=unplaced, closes_at=closes_at)
    return services.publish(
        round_id=made.pk, version=made.version, by=by or a_coordinator(commune), at=at
    )


def table_of(round_: Round, resident: Resident) -> Table | None:
    """Where somebody is, if they are anywhere."""
    seat = Seat.objects.select_related("table").filter(round=round_, resident=resident).first()
    return seat.table if seat else None


def people_at(table: Table) -> set[Resident]:
    return {seat.resident for seat in table.seats.select_related("resident")}


def left_out(round_: Round) -> dict[Resident, str]:
    """Who has no table, and the code of why."""
    rows = Unplaced.objects.filter(round=round_).select_related("resident")
    return {one.resident: one.reason for one in rows}


def next_closing(at: datetime = NOW) -> datetime:
    return closing_after(at, "Europe/Paris")
