"""Forty people at the same moment: never a seat too many, never an error of the database shown."""

from collections import Counter
from datetime import time, timedelta
from itertools import pairwise

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.events import SeatOffered
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Coming
from parvis.kernel import events, idempotency
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, comes, values
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
SEATS, PEOPLE = 7, 40


def seats(occurrence: Occurrence) -> tuple[int, int]:
    occurrence.refresh_from_db()
    rows = Attendance.objects.filter(occurrence=occurrence, state=Coming.GOING)
    return occurrence.going, rows.count()


def test_forty_at_once_take_exactly_the_seats_there_are() -> None:
    occurrence = an_occurrence(capacity=SEATS)
    residents = [a_resident() for _ in range(PEOPLE)]

    results = at_once(*[lambda who=who: comes(who, occurrence) for who in residents])

    states = Counter(getattr(each, "state", each) for each in results)
    assert states == {Coming.GOING: SEATS, Coming.WAITING: PEOPLE - SEATS}, results
    assert seats(occurrence) == (SEATS, SEATS)
    assert occurrence.waiting == PEOPLE - SEATS


def test_leaving_joining_answering_and_ending_at_once_promotes_each_once() -> None:
    """Seats come free by every way there is, while others come, answer, and offers end."""
    occurrence = an_occurrence(capacity=SEATS)
    seated, waiting = ([a_resident() for _ in range(count)] for count in (SEATS, 12))
    for number, who in enumerate([*seated, *waiting]):
        comes(who, occurrence, at=NOW + timedelta(seconds=number))
    at, pk = NOW + timedelta(hours=1), occurrence.pk
    for who in seated[:3]:
        services.leave(occurrence_id=pk, resident=who, at=at)
    late = at + timedelta(hours=25)  # what was offered first has ended
    newcomers = [a_resident() for _ in range(6)]

    results = at_once(
        *[
            lambda who=who: services.leave(occurrence_id=pk, resident=who, at=late)
            for who in seated
        ],
        *[lambda who=who: comes(who, occurrence, at=late) for who in newcomers],
        *[
            lambda who=who: services.accept(occurrence_id=pk, resident=who, at=late)
            for who in waiting
        ],
        *[lambda: services.settle_due(late)] * 5,
    )

    errors = [each for each in results if isinstance(each, Exception)]
    assert {type(each) for each in errors} <= {services.OfferOver}, errors
    occurrence.refresh_from_db()
    rows = list(Attendance.objects.filter(occurrence=occurrence))
    states = Counter(one.state for one in rows)
    assert (occurrence.going, occurrence.offered, occurrence.waiting) == tuple(
        states[each] for each in (Coming.GOING, Coming.OFFERED, Coming.WAITING)
    )
    assert occurrence.going + occurrence.offered <= SEATS
    assert occurrence.waiting == 0 or occurrence.going + occurrence.offered == SEATS
    facts = [events.restore(one) for one in Fact.objects.filter(name=SeatOffered.name)]
    assert max(Counter((one.resident_id, one.at) for one in facts).values()) == 1
    assert {one.resident_id for one in facts if one.at == at} == {one.pk for one in waiting[:3]}


def test_series_joined_and_left_at_once_by_many_crosses_nobody() -> None:
    """Everybody wants all eight dates: locks are taken in one order, none waits in a circle."""
    gathering = a_gathering(rrule="FREQ=WEEKLY", capacity=3)
    residents = [a_resident() for _ in range(8)]
    for who in residents[:4]:
        services.come_to_series(gathering_id=gathering.pk, resident=who, alone=False, at=NOW)
    dates = list(gathering.occurrences.order_by("-starts_at"))
    others = [a_resident() for _ in dates]

    results = at_once(
        *[
            lambda who=who: services.leave_series(gathering_id=gathering.pk, resident=who, at=NOW)
            for who in residents[:4]
        ],
        *[
            lambda who=who: services.come_to_series(
                gathering_id=gathering.pk, resident=who, alone=False, at=NOW
            )
            for who in residents[4:]
        ],
        *[lambda who=who, one=one: comes(who, one) for who, one in zip(others, dates, strict=True)],
        lambda: services.settle_gathering(gathering.pk, NOW),
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert services.recount(at=NOW) == 0
    for one in gathering.occurrences.all():
        assert one.going + one.offered <= 3
        assert one.waiting == 0 or one.going + one.offered == 3


def test_one_person_forty_times_at_once_takes_one_seat() -> None:
    occurrence, lea = an_occurrence(capacity=SEATS), a_resident()

    results = at_once(*[lambda: comes(lea, occurrence).pk] * PEOPLE)

    assert len(set(results)) == 1, results
    assert seats(occurrence) == (1, 1)


def test_coming_and_leaving_at_once_keeps_the_count() -> None:
    occurrence = an_occurrence(capacity=SEATS)
    staying = [a_resident() for _ in range(SEATS)]
    for who in staying:
        comes(who, occurrence)
    others = [a_resident() for _ in range(20)]

    results = at_once(
        *[
            lambda who=who: services.leave(occurrence_id=occurrence.pk, resident=who, at=NOW)
            for who in staying
        ],
        *[lambda who=who: comes(who, occurrence) for who in others],
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    kept, counted = seats(occurrence)
    assert kept == counted
    offered = Attendance.objects.filter(occurrence=occurrence, state=Coming.OFFERED).count()
    assert occurrence.offered == offered
    # Whoever came found a free seat, or waits: the seats are all taken, or kept for somebody.
    assert kept + offered == SEATS


def test_fewer_seats_while_people_come_never_leaves_too_many() -> None:
    odile, place = a_resident(), a_place()
    gathering = a_gathering(host=odile, capacity=30, place=place, title="Thé")
    occurrence = gathering.occurrences.get()
    residents = [a_resident() for _ in range(20)]
    fewer = values(place=place, title="Thé", capacity=5)

    def edit() -> object:
        return services.edit_gathering(gathering=gathering, by=odile, values=fewer, at=NOW)

    results = at_once(edit, *[lambda who=who: comes(who, occurrence) for who in residents])

    kept, counted = seats(occurrence)
    gathering.refresh_from_db()
    assert kept == counted
    assert counted <= gathering.capacity
    if gathering.capacity == 30:  # those who came first hold more seats: the host is told so
        assert isinstance(results[0], services.GatheringRefused)
        assert "capacity" in results[0].problems
    else:
        assert counted == 5


def test_calling_off_while_people_come_seats_nobody_afterwards() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile)
    occurrence = gathering.occurrences.get()
    residents = [a_resident() for _ in range(20)]

    results = at_once(
        *[lambda who=who: comes(who, occurrence) for who in residents],
        lambda: services.cancel_gathering(gathering=gathering, by=odile, at=NOW),
    )

    assert isinstance(results[-1], Gathering)
    outcomes = {type(each) for each in results[:-1]}
    assert outcomes <= {Attendance, services.CalledOff}
    kept, counted = seats(occurrence)
    assert kept == counted == sum(isinstance(each, Attendance) for each in results)


def test_extending_a_series_at_once_writes_each_date_once() -> None:
    gathering = a_gathering(rrule="FREQ=WEEKLY")
    later = NOW + timedelta(weeks=4)

    results = at_once(*[lambda: services.extend_series(later)] * 6)

    assert sum(results) == 4, results
    days = list(gathering.occurrences.values_list("rule_at", flat=True))
    assert len(days) == len(set(days)) == 12


def test_publishing_twenty_times_with_one_key_makes_one_gathering() -> None:
    odile = a_resident()
    organisation, place, key = an_organisation(hosts=(odile,)), a_place(), idempotency.new_key()

    def publish() -> str:
        return idempotency.run_once(
            by=odile.pk,
            action="gatherings.create",
            key=key,
            call=lambda: services.create_gathering(
                by=odile, organisation=organisation, values=values(place=place), at=NOW
            ),
            reference=lambda made: str(made.pk),
        )[0]

    results = at_once(*[publish] * 20)

    assert len(set(results)) == 1, results
    assert Gathering.objects.count() == 1
    assert Occurrence.objects.count() == 1


def test_editing_and_extending_at_once_gives_no_date_twice() -> None:
    odile, place = a_resident(), a_place()
    gathering = a_gathering(host=odile, place=place, title="Thé", rrule="FREQ=WEEKLY")
    later = NOW + timedelta(weeks=4)
    moved = values(
        place=place,
        title="Thé",
        rrule="FREQ=WEEKLY",
        day=TUESDAY + timedelta(weeks=4, days=2),
        starts=time(18, 0),
        ends=time(19, 0),
    )

    results = at_once(
        lambda: services.edit_gathering(gathering=gathering, by=odile, values=moved, at=later),
        *[lambda: services.extend_series(later)] * 5,
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    services.extend_series(later)
    ahead = gathering.occurrences.filter(starts_at__gt=later).order_by("starts_at")
    begins = list(ahead.values_list("starts_at", flat=True))
    assert len(begins) == 8
    assert {after - before for before, after in pairwise(begins)} == {timedelta(weeks=1)}
