"""“I'm coming”, and “I no longer am”."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.people.rules import NotAllowed
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW, a_gathering, an_occurrence, comes, paris
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


def going(occurrence: Occurrence) -> tuple[int, int]:
    """The count that is kept, and the seats there are."""
    occurrence.refresh_from_db()
    seats = Attendance.objects.filter(occurrence=occurrence, state=Coming.GOING)
    return occurrence.going, seats.count()


def facts(name: str) -> int:
    return Fact.objects.filter(name=f"gatherings.{name}").count()


def test_coming_takes_a_seat_and_is_announced() -> None:
    occurrence, lea = an_occurrence(capacity=5), a_resident(name="Léa")

    attendance = comes(lea, occurrence, alone=True)

    assert (attendance.state, attendance.alone, attendance.said_at) == (Coming.GOING, True, NOW)
    assert going(occurrence) == (1, 1)
    assert facts("AttendanceSaid") == 1


def test_coming_twice_is_coming_once() -> None:
    occurrence, lea = an_occurrence(capacity=5), a_resident()

    first = comes(lea, occurrence)
    second = comes(lea, occurrence, at=NOW + timedelta(minutes=1))

    assert first.pk == second.pk
    assert going(occurrence) == (1, 1)
    assert facts("AttendanceSaid") == 1


def test_coming_again_may_say_alone_without_taking_another_seat() -> None:
    occurrence, lea = an_occurrence(capacity=1), a_resident()
    comes(lea, occurrence)

    attendance = comes(lea, occurrence, alone=True)

    assert attendance.alone
    assert going(occurrence) == (1, 1)
    assert facts("AttendanceSaid") == 2


def test_coming_late_is_refused_when_full_and_says_what_one_can_do() -> None:
    occurrence = an_occurrence(capacity=1)
    comes(a_resident(), occurrence)

    with pytest.raises(services.Full) as refused:
        comes(a_resident(), occurrence, at=occurrence.starts_at)

    assert "autre date" in str(refused.value)
    assert going(occurrence) == (1, 1)


def test_coming_with_guests_takes_a_seat_for_each() -> None:
    occurrence, lea = an_occurrence(capacity=4, guests_max=2), a_resident()

    attendance = comes(lea, occurrence, guests=2)

    assert (attendance.state, attendance.party) == (Coming.GOING, 3)
    occurrence.refresh_from_db()
    assert (occurrence.going, occurrence.seats_left) == (3, 1)


def test_who_brings_guests_does_not_come_alone() -> None:
    occurrence = an_occurrence(guests_max=1)

    assert not comes(a_resident(), occurrence, alone=True, guests=1).alone


def test_fewer_guests_free_their_seats() -> None:
    occurrence, lea = an_occurrence(capacity=3, guests_max=2), a_resident()
    comes(lea, occurrence, guests=2)

    comes(lea, occurrence, guests=0)

    occurrence.refresh_from_db()
    assert occurrence.going == 1


@pytest.mark.parametrize("guests", [-1, 2, 99])
def test_more_guests_than_one_may_bring_are_refused(guests: int) -> None:
    occurrence = an_occurrence(guests_max=1)

    with pytest.raises(services.TooManyGuests):
        comes(a_resident(), occurrence, guests=guests)

    assert going(occurrence) == (0, 0)


def test_guests_brought_before_the_limit_was_lowered_may_still_come() -> None:
    occurrence, lea = an_occurrence(guests_max=2), a_resident()
    comes(lea, occurrence, guests=2)
    occurrence.gathering.guests_max = 0
    occurrence.gathering.save()

    assert comes(lea, occurrence, guests=2).guests == 2
    assert comes(lea, occurrence, guests=1).guests == 1
    with pytest.raises(services.TooManyGuests):
        comes(lea, occurrence, guests=2)


def test_more_guests_where_no_seat_is_left_change_nothing() -> None:
    occurrence, lea = an_occurrence(capacity=2, guests_max=2), a_resident()
    comes(lea, occurrence, guests=1)

    with pytest.raises(services.NoRoomForGuests):
        comes(lea, occurrence, guests=2)

    occurrence.refresh_from_db()
    assert occurrence.going == 2
    assert Attendance.objects.get().guests == 1


def test_more_people_than_all_the_seats_are_refused() -> None:
    occurrence = an_occurrence(capacity=2, guests_max=3)

    with pytest.raises(services.PartyTooLarge):
        comes(a_resident(), occurrence, guests=2)


def test_who_has_a_seat_keeps_it_when_full() -> None:
    occurrence, lea = an_occurrence(capacity=1), a_resident()
    comes(lea, occurrence)

    assert comes(lea, occurrence).state == Coming.GOING
    assert going(occurrence) == (1, 1)


def test_a_seat_given_back_may_be_taken_again() -> None:
    occurrence, lea, noe = an_occurrence(capacity=1), a_resident(), a_resident()
    comes(lea, occurrence)

    assert services.leave(occurrence_id=occurrence.pk, resident=lea, at=NOW)
    comes(noe, occurrence)

    assert going(occurrence) == (1, 1)
    assert comes(lea, occurrence).state == Coming.WAITING


def test_coming_again_after_leaving_takes_the_same_row() -> None:
    occurrence, lea = an_occurrence(), a_resident()
    comes(lea, occurrence, alone=True)
    services.leave(occurrence_id=occurrence.pk, resident=lea, at=NOW)

    comes(lea, occurrence)

    assert Attendance.objects.filter(occurrence=occurrence).count() == 1
    assert going(occurrence) == (1, 1)
    assert not Attendance.objects.get(occurrence=occurrence).alone


def test_leaving_twice_gives_one_seat_back() -> None:
    occurrence, lea, noe = an_occurrence(capacity=2), a_resident(), a_resident()
    comes(lea, occurrence)
    comes(noe, occurrence)

    assert services.leave(occurrence_id=occurrence.pk, resident=lea, at=NOW)
    assert not services.leave(occurrence_id=occurrence.pk, resident=lea, at=NOW)

    assert going(occurrence) == (1, 1)
    assert facts("AttendanceEnded") == 1


def test_coming_to_what_is_over_is_refused() -> None:
    occurrence = an_occurrence()

    with pytest.raises(services.Over):
        comes(a_resident(), occurrence, at=paris("2026-11-24 11:00"))

    assert going(occurrence) == (0, 0)


def test_coming_late_to_what_goes_on_is_welcome() -> None:
    occurrence = an_occurrence()

    comes(a_resident(), occurrence, at=paris("2026-11-24 10:59"))

    assert going(occurrence) == (1, 1)


def test_leaving_what_is_over_is_refused_and_changes_nothing() -> None:
    occurrence, lea = an_occurrence(), a_resident()
    comes(lea, occurrence)

    with pytest.raises(services.Over):
        services.leave(occurrence_id=occurrence.pk, resident=lea, at=paris("2026-11-24 12:00"))

    assert going(occurrence) == (1, 1)


def test_coming_to_a_date_that_is_called_off_is_refused() -> None:
    odile = a_resident()
    occurrence = an_occurrence(host=odile)
    services.cancel_occurrence(occurrence=occurrence, by=odile, at=NOW)

    with pytest.raises(services.CalledOff):
        comes(a_resident(), occurrence)

    assert going(occurrence) == (0, 0)


def test_coming_to_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotVisible):
        services.come(occurrence_id=uuid4(), resident=a_resident(), alone=False, at=NOW)


def test_coming_to_what_is_withdrawn_is_not_found() -> None:
    occurrence = an_occurrence()
    organisation = occurrence.gathering.organisation
    organisation.published = False
    organisation.save()

    with pytest.raises(NotVisible):
        comes(a_resident(), occurrence)


def test_who_leaves_the_town_does_not_come() -> None:
    leaving = a_resident(erasure_asked_at=NOW)
    occurrence = an_occurrence()

    with pytest.raises(NotAllowed):
        comes(leaving, occurrence)

    assert going(occurrence) == (0, 0)


def test_leaving_all_frees_the_seats_to_come_only() -> None:
    lea = a_resident()
    gathering = a_gathering(rrule="FREQ=WEEKLY", capacity=1)
    first, second, third = gathering.occurrences.order_by("starts_at")[:3]
    for occurrence in (first, second, third):
        comes(lea, occurrence)
    after_first = paris("2026-11-24 20:00")

    assert services.leave_all(resident_id=lea.pk, at=after_first) == 2
    assert services.leave_all(resident_id=lea.pk, at=after_first) == 0

    assert [going(each) for each in (first, second, third)] == [(1, 1), (0, 0), (0, 0)]


def test_forgetting_somebody_keeps_every_count_right() -> None:
    lea, noe = a_resident(), a_resident()
    kept, left = an_occurrence(), an_occurrence()
    for resident in (lea, noe):
        comes(resident, kept)
        comes(resident, left)
    services.leave(occurrence_id=left.pk, resident=lea, at=NOW)

    services.forget(lea.pk)
    services.forget(lea.pk)

    assert (going(kept), going(left)) == ((1, 1), (1, 1))
    assert not Attendance.objects.filter(resident=lea).exists()


def test_recounting_puts_right_what_was_written_by_hand() -> None:
    occurrence = an_occurrence()
    comes(a_resident(), occurrence)
    assert services.recount(at=NOW) == 0
    Occurrence.objects.filter(pk=occurrence.pk).update(going=7, offered=1, waiting=2)

    assert services.recount(at=NOW) == 1
    assert going(occurrence) == (1, 1)
    assert (occurrence.offered, occurrence.waiting) == (0, 0)
