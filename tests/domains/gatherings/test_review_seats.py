"""Seats where several things happen at once, or in an order nobody thought of."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Imported, Occurrence
from parvis.domains.gatherings.services import importing
from parvis.domains.gatherings.services.dates import TooManyCome
from parvis.domains.gatherings.services.importing import writing
from parvis.domains.gatherings.vocabulary import SOURCES_MOST, Coming, Repeat
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible
from tests.domains.watch.races import at_once
from tests.factories.circles import a_circle, a_member
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.meetings import a_plan, changes, says_yes
from tests.factories.organisations import an_organisation
from tests.factories.people import a_resident
from tests.factories.sources import a_source


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def state(date: Occurrence, resident: Resident) -> str:
    found = Attendance.objects.filter(occurrence=date, resident=resident).first()
    return found.state if found else ""


def is_sound(gathering: Gathering) -> None:
    for date in gathering.occurrences.all():
        rows = list(date.attendances.all())
        assert date.going == sum(one.party for one in rows if one.state == Coming.GOING)
        assert date.offered == sum(one.party for one in rows if one.state == Coming.OFFERED)
        assert date.waiting == sum(one.state == Coming.WAITING for one in rows)
        if gathering.capacity is not None:
            assert date.going + date.offered <= gathering.capacity


@pytest.mark.django_db
def test_who_comes_to_all_dates_comes_to_one_that_is_restored() -> None:
    odile, lea, noe, zoe = (a_resident(name=name) for name in ("Odile", "Léa", "Noé", "Zoé"))
    gathering = a_gathering(
        host=odile,
        organisation=an_organisation(hosts=(odile,)),
        rrule=Repeat.WEEKLY,
        capacity=2,
    )
    date = gathering.occurrences.order_by("starts_at")[1]
    comes(noe, date)
    services.cancel_occurrence(occurrence=date, by=odile, at=NOW)
    for one in (lea, zoe):
        services.come_to_series(gathering_id=gathering.pk, resident=one, alone=False, at=NOW)
    assert state(date, lea) == ""

    for _twice in range(2):
        services.restore_date(occurrence=date, by=odile, at=NOW)

    date.refresh_from_db()
    assert [state(date, one) for one in (noe, lea, zoe)] == ["going", "going", "waiting"]
    is_sound(gathering)


@pytest.mark.django_db
def test_date_restored_never_seats_more_people_than_there_are_seats_now() -> None:
    odile = a_resident(name="Odile")
    gathering = a_gathering(
        host=odile, organisation=an_organisation(hosts=(odile,)), rrule=Repeat.WEEKLY, capacity=3
    )
    date = gathering.occurrences.order_by("starts_at")[1]
    who = [a_resident(name=f"Personne {number}") for number in range(3)]
    for one in who:
        comes(one, date)
    services.cancel_occurrence(occurrence=date, by=odile, at=NOW)
    Gathering.objects.filter(pk=gathering.pk).update(capacity=2)
    gathering.refresh_from_db()

    with pytest.raises(TooManyCome):
        services.restore_date(occurrence=date, by=odile, at=NOW)
    services.leave(occurrence_id=date.pk, resident=who[0], at=NOW)
    services.restore_date(occurrence=date, by=odile, at=NOW)

    date.refresh_from_db()
    assert not date.is_cancelled
    is_sound(gathering)


@pytest.mark.django_db
def test_date_left_to_somebody_else_does_not_hold_terms_back() -> None:
    """Léa left the first date, Zoé has her seat: the terms may change all the same."""
    noe, lea, zoe, ali = (a_resident(name=name) for name in ("Noé", "Léa", "Zoé", "Ali"))
    circle = a_circle()
    for one in (noe, lea, zoe, ali):
        a_member(circle, one)
    plan = a_plan(noe, circle, weeks=2, capacity=3)
    for one in (lea, ali):
        says_yes(plan, one)
    first, second = plan.occurrences.order_by("starts_at")
    services.leave(occurrence_id=first.pk, resident=lea, at=NOW)
    says_yes(plan, zoe)
    assert [state(one, zoe) for one in (first, second)] == ["going", ""]

    changes(plan, noe, weeks=2, capacity=3, starts=time(16))

    assert plan.terms_version == 2
    assert state(first, zoe) == "going"
    assert state(second, lea) == "going"
    is_sound(plan)


@pytest.mark.django_db(transaction=True)
def test_withdrawing_what_is_imported_takes_no_seat_away_unseen() -> None:
    """Somebody signs up at the very moment it is withdrawn: they come and it is called off, or
    they are told that it is not there. Never a seat that vanishes."""
    for _turn in range(4):
        source = a_source()
        gathering = a_gathering()
        date = gathering.occurrences.get()
        row = Imported.objects.create(
            source=source, uid="un", gathering=gathering, fingerprint="x", seen_at=NOW
        )
        who = [a_resident(name=f"Personne {number}") for number in range(3)]

        results = at_once(
            lambda row=row: writing.withdraw(row, at=NOW),
            *[lambda one=one, date=date: comes(one, date) for one in who],
        )

        assert results[0] is True
        seated = [one for one in results[1:] if isinstance(one, Attendance)]
        refused = [one for one in results[1:] if isinstance(one, Exception)]
        assert len(seated) + len(refused) == 3
        if seated:
            assert Occurrence.objects.get(pk=date.pk).is_cancelled
            assert Attendance.objects.filter(occurrence=date).count() == len(seated)
        else:
            assert all(isinstance(one, NotVisible) for one in refused)


@pytest.mark.django_db
def test_one_organisation_brings_in_so_many_agendas_and_no_more() -> None:
    odile = a_resident(name="Odile")
    organisation = an_organisation(hosts=(odile,))
    first = a_source(by=odile, organisation=organisation)

    def another(number: int) -> None:
        values = {
            name: getattr(first, name)
            for name in ("kind", "name", "agenda_uid", "licence", "area", "place", "interests")
        }
        values |= {
            "organisation": organisation,
            "url": f"https://agenda.example/autre-{number}.ics",
        }
        importing.add_source(by=odile, values=values, at=NOW + timedelta(minutes=number))

    for number in range(1, SOURCES_MOST):
        another(number)
    with pytest.raises(importing.TooManySources):
        another(SOURCES_MOST)
