"""Tables: one that has met three times, one whose people are asked, and a list that is open.

The tables are written as somebody read them over, since a solver has no place in the start of a
demo; all that follows goes through the services.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from parvis.domains.people.models import Resident
from parvis.domains.rounds import services
from parvis.domains.rounds.models import Round, Seat, Session, Table, Unplaced
from parvis.domains.rounds.selectors.times import week_after
from parvis.domains.rounds.vocabulary import CLOSING_HOUR, Stage
from parvis.domains.territory.models import Area
from parvis.surfaces.cli.encounters.company import Company

ZONE = "Europe/Paris"
#: A week of the past, long enough ago for three meetings.
THEN = timedelta(weeks=4)
#: Moments, places and what one does there.
SESSIONS = {
    "reading": {
        "place": "mq-tilleuls",
        "room": "La salle du fond",
        "slot": "mon-evening",
        "begins": time(18, 30),
        "tables": 2,
        "seats": 10,
        "activity": "reading",
        "activity_words": "Lectures à voix haute et tisane",
    },
    "photos": {
        "place": "mediatheque",
        "room": "Le salon, au premier étage",
        "slot": "thu-evening",
        "begins": time(18),
        "activity": "photography",
        "activity_words": "Chacun·e apporte une photo à montrer",
    },
    "soup": {
        "place": "mq-gare",
        "slot": "sat-morning",
        "begins": time(10, 30),
        "tables": 2,
        "seats": 10,
        "activity": "cooking",
        "activity_words": "Une soupe à plusieurs",
    },
}


def gather_round(company: Company) -> None:
    """Everything there is to see of tables, for a coordinator and for who sits at one."""
    commune = company.places["mq-tilleuls"].area.parent
    if commune is None:
        return
    solene, helene = company.cast["coordinator"], company.cast["moderator"]
    malika, nadia, serge = (company.cast[key] for key in ("newcomer", "welcomer", "resident"))
    since = company.moment(company.today - timedelta(days=7 * 6), 10)
    sessions = {
        key: _session(company, commune, solene, values, since) for key, values in SESSIONS.items()
    }
    readers = _free_of_needs(company, "reading")[:3]
    taken = {one.pk for one in readers}
    others = [one for one in _free_of_needs(company, "photography") if one.pk not in taken]
    monday = company.today - timedelta(days=company.today.weekday())
    _met(company, sessions["reading"], [helene, *readers], monday - timedelta(days=1) - THEN)
    _asked(company, sessions["photos"], [nadia, malika, *others[:2]], serge, monday)
    for number, one in enumerate(others[2:8]):
        _down(one, company.lately(6 + number), hosts=number % 3 == 0)
    services.open_rounds(company.now)


def _session(
    company: Company, commune: Area, by: Resident, values: dict[str, object], at: datetime
) -> Session:
    given = {"room": "", "minutes": 90, "tables": 1, "seats": 6, "weeks": 6, **values}
    given["place"] = company.places[str(values["place"])]
    return services.open_session(by=by, area=commune, values=given, at=at)


def _free_of_needs(company: Company, interest: str) -> list[Resident]:
    """Who likes it, and needs nothing that a place may lack: the demo is the same whatever one
    changes in its places."""
    names = {one.name for one in company.cast.values()}
    return [one for one in company.who_like([interest]) if not one.access and one.name not in names]


def _down(resident: Resident, at: datetime, *, hosts: bool = False) -> None:
    free = {*resident.free, "mon-evening", "thu-evening", "sat-morning"}
    services.put_name_down(
        resident=resident,
        values={"free": free, "minutes_max": 45, "hosts": hosts},
        at=at,
    )


def _met(company: Company, session: Session, people: Sequence[Resident], closing: date) -> None:
    """They all came, three times; now they are asked whether they go on."""
    closes_at = company.moment(closing, CLOSING_HOUR)
    for one in people:
        _down(one, closes_at - timedelta(days=2), hosts=one is people[0])
    held = _read_over(session, people, closes_at)
    at = closes_at + timedelta(hours=14)
    _publish(company, held, at)
    for seat in held.seats.order_by("pk"):
        answered = at + timedelta(hours=3)
        services.answer(seat_id=seat.pk, by=seat.resident, comes=True, at=answered)
    services.settle_answers(at + timedelta(hours=3))
    services.ask_further(company.lately(2))


def _asked(
    company: Company,
    session: Session,
    people: Sequence[Resident],
    without: Resident,
    monday: date,
) -> None:
    """One said yes, three are awaited; there was no seat left for the last."""
    closing = monday - timedelta(days=1)
    closes_at = company.moment(closing, CLOSING_HOUR)
    for one in (*people, without):
        _down(one, closes_at - timedelta(days=1), hosts=one is people[0])
    held = _read_over(session, people, closes_at)
    Unplaced.objects.create(round=held, resident=without, reason="no-seat")
    _publish(company, held, company.lately(5))
    first = held.seats.get(resident=people[0])
    services.answer(seat_id=first.pk, by=people[0], comes=True, at=company.lately(2))


def _read_over(session: Session, people: Sequence[Resident], closes_at: datetime) -> Round:
    """A week whose one table waits to be published."""
    held = Round.objects.create(
        area=session.area,
        week=week_after(closes_at, ZONE),
        closes_at=closes_at,
        stage=Stage.PREPARED,
        version=1,
        people=len(people),
        opened_at=closes_at - timedelta(days=6),
        prepared_at=closes_at + timedelta(minutes=2),
    )
    shared = sorted(set.intersection(*(set(one.interests) for one in people)))
    table = Table.objects.create(
        round=held,
        session=session,
        reasons=[
            {"code": "shared-interest", "facts": shared[:2]}
            if shared
            else {"code": "free-then", "facts": [session.slot]}
        ],
        first_at=closes_at + timedelta(days=9),
        made_at=closes_at,
    )
    Seat.objects.bulk_create(
        Seat(table=table, round=held, resident=one, is_host=one is people[0]) for one in people
    )
    return held


def _publish(company: Company, held: Round, at: datetime) -> None:
    services.publish(round_id=held.pk, version=held.version, by=company.cast["coordinator"], at=at)
