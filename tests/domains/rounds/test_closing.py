"""The weekly rhythm: Sunday evening on the wall of the commune, across both changes of clock."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from parvis.domains.people.rules import NotAllowed
from parvis.domains.rounds import selectors, services
from parvis.domains.rounds.events import PreparationAsked, RoundSkipped, SessionsMissing
from parvis.domains.rounds.models import Name, Round
from parvis.domains.rounds.selectors.times import closing_after, first_meeting, week_after
from parvis.domains.rounds.tasks.closing import close_lists
from parvis.domains.rounds.vocabulary import WEEK_PASSED, Stage
from parvis.kernel import events
from parvis.kernel.errors import NotVisible
from parvis.kernel.ids import new_id
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import paris
from tests.factories.rounds import (
    CLOSES,
    EVENING,
    NOW,
    a_closed_round,
    a_commune,
    a_coordinator,
    a_name,
    a_prepared_round,
    a_round,
    a_session,
    left_out,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db
PARIS = "Europe/Paris"


def facts(kind: type[events.Fact]) -> list[events.Fact]:
    return [events.restore(row) for row in Fact.objects.filter(name=kind.name)]


@pytest.mark.parametrize(
    ("at", "closes"),
    [
        ("2026-11-18 10:00", "2026-11-22 20:00"),
        ("2026-11-22 19:59", "2026-11-22 20:00"),
        ("2026-11-22 20:00", "2026-11-29 20:00"),
        # Clocks go forward on the 28th of March 2027, back on the 31st of October.
        ("2027-03-27 23:00", "2027-03-28 20:00"),
        ("2027-03-28 20:00", "2027-04-04 20:00"),
        ("2027-10-31 01:30", "2027-10-31 20:00"),
        ("2027-10-25 00:00", "2027-10-31 20:00"),
    ],
)
def test_list_closes_on_sunday_at_twenty_on_the_wall(at: str, closes: str) -> None:
    assert closing_after(paris(at), PARIS) == paris(closes)


def test_list_closes_at_twenty_in_another_zone_too() -> None:
    at = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # Sunday, 17 h in Cayenne

    closes = closing_after(at, "America/Cayenne")

    assert closes == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert week_after(closes, "America/Cayenne").isoformat() == "2026-11-30"


def test_tables_first_meet_in_the_second_week() -> None:
    assert week_after(CLOSES, PARIS).isoformat() == "2026-11-30"


@pytest.mark.parametrize(
    ("slot", "begins", "at", "first"),
    [
        ("mon-morning", time(9), "2026-11-23 09:00", "2026-11-30 09:00"),
        ("sun-evening", time(19, 30), "2026-11-23 09:00", "2026-12-06 19:30"),
        # Published late: a week later, so that everybody has the time to answer.
        ("mon-morning", time(9), "2026-11-29 09:00", "2026-12-07 09:00"),
        ("tue-evening", time(18), "2026-11-29 09:00", "2026-12-01 18:00"),
    ],
)
def test_first_meeting_leaves_time_to_answer(slot: str, begins: time, at: str, first: str) -> None:
    week = week_after(CLOSES, PARIS)

    found = first_meeting(slot=slot, begins=begins, week=week, zone=PARIS, at=paris(at))

    assert found == paris(first)


def test_first_meeting_keeps_its_hour_after_the_clocks_change() -> None:
    week = week_after(paris("2027-03-21 20:00"), PARIS)  # the 29th, a day after the change

    found = first_meeting(
        slot="mon-evening", begins=time(18), week=week, zone=PARIS, at=paris("2027-03-22 09:00")
    )

    assert found == paris("2027-03-29 18:00")


def test_first_meeting_never_is_in_an_hour_that_does_not_exist() -> None:
    week = week_after(paris("2027-03-14 20:00"), PARIS)

    found = first_meeting(
        slot="sun-morning", begins=time(2, 30), week=week, zone=PARIS, at=paris("2027-03-15 09:00")
    )

    assert found == paris("2027-04-04 02:30")


def test_round_opens_for_a_session_or_a_name_and_for_nothing_else() -> None:
    with_session, with_name, _empty = (a_commune() for _each in range(3))
    a_session(with_session)
    a_name(somebody(with_name))

    assert services.open_rounds(NOW) == 2
    assert services.open_rounds(NOW) == 0

    opened = set(Round.objects.values_list("area", "closes_at", "stage"))
    assert opened == {(area.pk, CLOSES, Stage.OPEN) for area in (with_session, with_name)}
    assert selectors.round_at(with_name, NOW).closes_at == CLOSES
    assert selectors.closes_at(_empty, NOW) == CLOSES


def test_closed_session_alone_opens_no_round() -> None:
    a_session(a_commune(), closed_at=NOW)

    assert services.open_rounds(NOW) == 0


def test_list_closes_once_when_its_hour_has_come() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 4)
    services.open_rounds(NOW)

    assert services.close_due(CLOSES - timedelta(seconds=1)) == 0
    assert services.close_due(CLOSES) == 1
    assert services.close_due(CLOSES) == 0

    closed = Round.objects.get()
    assert (closed.stage, closed.people) == (Stage.CLOSED, 4)
    assert facts(PreparationAsked) == [PreparationAsked(closed.pk, commune.pk)]
    assert selectors.round_at(commune, CLOSES) is None


def test_job_closes_a_list_and_opens_the_week_after() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    close_lists(NOW)

    close_lists(EVENING)
    close_lists(EVENING)

    rounds = list(Round.objects.order_by("week").values_list("stage", "closes_at"))
    assert rounds == [
        (Stage.CLOSED, CLOSES),
        (Stage.OPEN, paris("2026-11-29 20:00")),
    ]


def test_machine_that_was_off_on_sunday_closes_on_monday_what_was_down_on_sunday() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    services.open_rounds(NOW)
    a_name(somebody(commune), at=paris("2026-11-22 22:00"))

    services.close_due(paris("2026-11-23 08:00"))

    assert Round.objects.get().people == 3


def test_list_with_nobody_on_it_passes_without_a_word() -> None:
    commune = a_commune()
    a_session(commune)
    services.open_rounds(NOW)

    services.close_due(EVENING)

    assert Round.objects.get().stage == Stage.SKIPPED
    assert facts(PreparationAsked) == []


def test_list_without_any_session_is_told_to_the_coordination() -> None:
    commune = a_commune()
    on_list(commune, 3)
    services.open_rounds(NOW)

    services.close_due(EVENING)

    closed = Round.objects.get()
    assert facts(SessionsMissing) == [SessionsMissing(closed.pk, commune.pk)]


def test_week_never_published_passes_when_the_next_one_closes() -> None:
    commune = a_commune()
    people = on_list(commune, 4)
    old = a_prepared_round(commune, (a_session(commune), people[:3]), unplaced=people[3:])
    services.open_rounds(EVENING)

    services.close_due(paris("2026-11-29 20:00"))

    old.refresh_from_db()
    assert old.stage == Stage.SKIPPED
    assert left_out(old) == dict.fromkeys(people, WEEK_PASSED)
    assert set(Name.objects.values_list("waited", flat=True)) == {1}
    assert [fact.round_id for fact in facts(RoundSkipped)] == [old.pk]
    assert Round.objects.get(stage=Stage.CLOSED).people == 4


def test_list_is_closed_early_by_the_coordination_alone_and_once() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    services.open_rounds(NOW)
    opened = Round.objects.get()
    later = NOW + timedelta(hours=1)

    with pytest.raises(NotAllowed):
        services.close_list(round_id=opened.pk, by=somebody(commune), at=later)
    with pytest.raises(NotAllowed):
        services.close_list(round_id=opened.pk, by=a_coordinator(a_commune()), at=later)
    with pytest.raises(NotVisible):
        services.close_list(round_id=new_id(), by=a_coordinator(commune), at=later)
    coordinator = a_coordinator(commune)
    for _twice in range(2):
        closed = services.close_list(round_id=opened.pk, by=coordinator, at=later)
        assert (closed.stage, closed.closes_at, closed.people) == (Stage.CLOSED, later, 3)

    assert len(facts(PreparationAsked)) == 1
    # The week that was closed early is not opened a second time: the next Sunday is the one after.
    services.open_rounds(later)
    assert selectors.round_at(commune, later).closes_at == paris("2026-11-29 20:00")


def test_round_is_found_by_who_coordinates_its_commune_only() -> None:
    commune = a_commune()
    closed = a_closed_round(commune)

    assert selectors.find_round(a_coordinator(commune), closed.pk) == closed
    for other in (somebody(commune), a_coordinator(a_commune())):
        with pytest.raises(NotVisible):
            selectors.find_round(other, closed.pk)


@pytest.mark.django_db(transaction=True)
def test_list_closed_by_many_at_once_closes_once_while_names_are_put_down() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    a_round(commune)
    late = [somebody(commune) for _each in range(4)]

    results = at_once(
        *[lambda: services.close_due(CLOSES)] * 4,
        *[lambda who=who: a_name(who, at=CLOSES) and 0 for who in late],
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert sum(results[:4]) == 1
    assert len(facts(PreparationAsked)) == 1
    # Whichever came first: everybody who put their name down is on the list of a round.
    assert selectors.names_for(commune, CLOSES).count() == 7


@pytest.mark.django_db(transaction=True)
def test_rounds_opened_by_many_at_once_are_one_a_commune() -> None:
    for _each in range(2):
        a_session(a_commune())

    results: list[Any] = at_once(*[lambda: services.open_rounds(NOW)] * 6)

    assert [each for each in results if isinstance(each, Exception)] == []
    assert sum(results) == 2
    assert Round.objects.count() == 2
