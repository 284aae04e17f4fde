"""The waiting list: who is next, what an offer holds, and when it ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, Occurrence
from parvis.domains.gatherings.services.waiting import offered_until
from parvis.domains.gatherings.vocabulary import Coming
from parvis.domains.notifications.models import Notice
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.kernel import tasks
from tests.factories.gatherings import NOW, a_gathering, an_occurrence, comes, paris
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def state(resident: Resident, occurrence: Occurrence) -> str:
    return Attendance.objects.get(resident=resident, occurrence=occurrence).state


def counts(occurrence: Occurrence) -> tuple[int, int, int]:
    occurrence.refresh_from_db()
    return occurrence.going, occurrence.offered, occurrence.waiting


def leaves(resident: Resident, occurrence: Occurrence, at=NOW) -> None:  # type: ignore[no-untyped-def]
    services.leave(occurrence_id=occurrence.pk, resident=resident, at=at)


def told(resident: Resident) -> list[str]:
    tasks.run_due(limit=500)
    found = Notice.objects.filter(to=resident).order_by("created_at", "pk")
    return [one.key.split(":")[0] for one in found]


@pytest.fixture
def full() -> Occurrence:
    """One seat, and Odile has it."""
    occurrence = an_occurrence(capacity=1)
    comes(a_resident(name="Odile"), occurrence)
    return occurrence


def holder(occurrence: Occurrence) -> Resident:
    return Attendance.objects.get(occurrence=occurrence, state=Coming.GOING).resident


def test_coming_where_it_is_full_waits(full: Occurrence) -> None:
    lea = a_resident()

    attendance = comes(lea, full)

    assert (attendance.state, attendance.waiting_since) == (Coming.WAITING, NOW)
    assert counts(full) == (1, 0, 1)


def test_coming_twice_where_it_is_full_keeps_the_time_one_waits_since(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)

    attendance = comes(lea, full, at=NOW + HOUR)

    assert attendance.waiting_since == NOW
    assert counts(full) == (1, 0, 1)


def test_seat_that_comes_free_is_offered_and_kept(full: Occurrence) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full, at=NOW + MINUTE)

    leaves(holder(full), full)

    assert (state(lea, full), state(noe, full)) == (Coming.OFFERED, Coming.WAITING)
    assert counts(full) == (0, 1, 1)
    assert comes(a_resident(), full).state == Coming.WAITING


def test_newcomer_waits_behind_those_who_wait_even_if_a_seat_would_do() -> None:
    """Two seats are wanted, one is left: it is offered to who fits, in order, never just taken."""
    occurrence = an_occurrence(capacity=2, guests_max=1)
    comes(a_resident(), occurrence)
    pair = a_resident()
    assert comes(pair, occurrence, guests=1).state == Coming.WAITING

    newcomer = comes(a_resident(), occurrence)

    assert newcomer.state == Coming.OFFERED
    assert state(pair, occurrence) == Coming.WAITING


def test_who_had_fewest_places_goes_first_then_who_waits_longest() -> None:
    gathering = a_gathering(capacity=2, rrule="FREQ=WEEKLY")
    first, second = gathering.occurrences.order_by("starts_at")[:2]
    regular, early, late = a_resident(), a_resident(), a_resident()
    comes(regular, first)
    holders = [a_resident(), a_resident()]
    for one in holders:
        comes(one, second)
    comes(regular, second)
    comes(early, second, at=NOW + MINUTE)
    comes(late, second, at=NOW + 2 * MINUTE)
    after = first.ends_at
    order = list(selectors.waiting_order(second, after).values_list("resident", flat=True))
    assert order == [early.pk, late.pk, regular.pk]

    leaves(holders[0], second, at=after)
    leaves(holders[1], second, at=after)

    assert state(regular, second) == Coming.WAITING
    assert {state(early, second), state(late, second)} == {Coming.OFFERED}


@pytest.mark.parametrize(
    ("ago", "counts_against"),
    [(timedelta(days=89), True), (timedelta(days=91), False)],
)
def test_places_of_more_than_ninety_days_ago_count_no_more(
    ago: timedelta, counts_against: bool
) -> None:
    gathering = a_gathering(capacity=1, rrule="FREQ=WEEKLY")
    occurrence = gathering.occurrences.earliest("starts_at")
    past = gathering.occurrences.create(
        rule_at=NOW - ago, starts_at=NOW - ago, ends_at=NOW - ago + HOUR, going=1
    )
    regular, newcomer = a_resident(), a_resident()
    Attendance.objects.create(occurrence=past, resident=regular, state=Coming.GOING)
    comes(a_resident(), occurrence)
    comes(regular, occurrence)
    comes(newcomer, occurrence, at=NOW + MINUTE)

    order = list(selectors.waiting_order(occurrence, NOW).values_list("resident", flat=True))

    first = newcomer if counts_against else regular
    assert order[0] == first.pk


@pytest.mark.parametrize(
    ("ahead", "kept"),
    [
        (72, 24),
        (48, 24),
        (47.9, 4),
        (6, 4),
        (5.9, 1),
        (0.5, 0.5),
    ],
)
def test_offer_is_kept_less_long_as_the_date_comes_nearer(ahead: float, kept: float) -> None:
    assert offered_until(NOW + ahead * HOUR, NOW) == NOW + kept * HOUR


def test_accepting_takes_the_seat_and_settles_the_notice(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)
    leaves(holder(full), full)
    assert told(lea) == ["offer"]

    for _ in range(2):
        mine = services.accept(occurrence_id=full.pk, resident=lea, at=NOW)

    assert (mine.state, mine.waiting_since, mine.offered_until) == (Coming.GOING, None, None)
    assert counts(full) == (1, 0, 0)
    assert Notice.objects.get(to=lea).read_at is not None


def test_declining_offers_to_the_next(full: Occurrence) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full, at=NOW + MINUTE)
    leaves(holder(full), full)

    assert services.decline(occurrence_id=full.pk, resident=lea, at=NOW)
    assert not services.decline(occurrence_id=full.pk, resident=lea, at=NOW)

    assert (state(lea, full), state(noe, full)) == (Coming.CANCELLED, Coming.OFFERED)


def test_declining_after_accepting_keeps_the_seat(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)
    leaves(holder(full), full)
    services.accept(occurrence_id=full.pk, resident=lea, at=NOW)

    assert not services.decline(occurrence_id=full.pk, resident=lea, at=NOW)

    assert state(lea, full) == Coming.GOING


def test_offer_without_answer_goes_to_the_next_and_is_told_kindly(
    full: Occurrence, now: time_machine.Traveller
) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full, at=NOW + MINUTE)
    leaves(holder(full), full)
    ends = Attendance.objects.get(resident=lea).offered_until
    assert ends == NOW + 24 * HOUR

    assert told(lea) == ["offer"]
    now.move_to(ends)
    assert services.settle_due(ends - MINUTE) == 0
    assert services.settle_due(ends) == 1
    assert services.settle_due(ends) == 0

    assert (state(lea, full), state(noe, full)) == (Coming.CANCELLED, Coming.OFFERED)
    with pytest.raises(services.OfferOver):
        services.accept(occurrence_id=full.pk, resident=lea, at=ends)
    assert told(lea) == ["offer", "lapsed"]
    assert told(noe) == ["offer"]
    unread = Notice.objects.get(to=lea, read_at=None)
    assert "ce n’est pas grave" in unread.body
    assert unread.url == full.get_absolute_url()
    assert comes(lea, full, at=ends).state == Coming.WAITING


def test_accepting_too_late_frees_the_seat_for_the_next_at_once(full: Occurrence) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full, at=NOW + MINUTE)
    leaves(holder(full), full)

    with pytest.raises(services.OfferOver):
        services.accept(occurrence_id=full.pk, resident=lea, at=NOW + 25 * HOUR)

    assert state(noe, full) == Coming.OFFERED


def test_coming_when_a_seat_is_offered_is_saying_yes(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)
    leaves(holder(full), full)

    assert comes(lea, full).state == Coming.GOING
    assert counts(full) == (1, 0, 0)


def test_leaving_the_list_frees_no_seat_and_tells_nobody(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)

    leaves(lea, full)

    assert counts(full) == (1, 0, 0)
    assert told(lea) == []


def test_party_is_offered_seats_for_all_of_them_or_none() -> None:
    occurrence = an_occurrence(capacity=2, guests_max=1)
    one, other = a_resident(), a_resident()
    comes(one, occurrence)
    comes(other, occurrence)
    pair, single = a_resident(), a_resident()
    comes(pair, occurrence, guests=1)
    comes(single, occurrence, at=NOW + MINUTE)

    leaves(one, occurrence)
    assert (state(pair, occurrence), state(single, occurrence)) == ("waiting", "offered")
    services.decline(occurrence_id=occurrence.pk, resident=single, at=NOW)
    leaves(other, occurrence)

    assert state(pair, occurrence) == Coming.OFFERED
    assert counts(occurrence) == (0, 2, 0)


def test_fewer_guests_frees_a_seat_for_who_waits() -> None:
    occurrence = an_occurrence(capacity=2, guests_max=1)
    pair, lea = a_resident(), a_resident()
    comes(pair, occurrence, guests=1)
    comes(lea, occurrence)

    comes(pair, occurrence, guests=0)

    assert state(lea, occurrence) == Coming.OFFERED


def test_more_guests_do_not_pass_before_those_who_wait() -> None:
    occurrence = an_occurrence(capacity=3, guests_max=2)
    lea, trio = a_resident(), a_resident()
    comes(lea, occurrence)
    comes(trio, occurrence, guests=2)

    with pytest.raises(services.NoRoomForGuests):
        comes(lea, occurrence, guests=1)


def test_no_limit_any_more_gives_everybody_their_seat(full: Occurrence) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full)
    leaves(holder(full), full)
    gathering = full.gathering
    gathering.capacity = None
    gathering.save()

    services.settle_gathering(gathering.pk, NOW)

    assert {state(lea, full), state(noe, full)} == {Coming.GOING}
    assert counts(full) == (2, 0, 0)


def test_date_that_is_called_off_ends_offers_and_waits() -> None:
    odile = a_resident(name="Odile")
    occurrence = an_occurrence(host=odile, capacity=1)
    going, offered, waiting = a_resident(), a_resident(), a_resident()
    for one in (going, offered, waiting):
        comes(one, occurrence)
    leaves(going, occurrence)
    tasks.run_due(limit=500)

    services.cancel_occurrence(occurrence=occurrence, by=odile, at=NOW)
    tasks.run_due(limit=500)

    assert counts(occurrence) == (0, 0, 0)
    assert {state(offered, occurrence), state(waiting, occurrence)} == {Coming.CANCELLED}
    assert told(waiting) == ["called-off"]
    assert told(offered)[-1] == "called-off"


def test_list_closes_when_it_begins_and_says_so_calmly(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)

    services.settle_due(full.starts_at)
    services.settle_due(full.starts_at + MINUTE)

    assert state(lea, full) == Coming.CANCELLED
    assert counts(full) == (1, 0, 0)
    assert told(lea) == ["no-seat"]
    assert Notice.objects.get(to=lea).urgency == "calm"


def test_offer_never_outlives_the_beginning(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)
    soon = full.starts_at - 20 * MINUTE
    leaves(holder(full), full, at=soon)
    assert Attendance.objects.get(resident=lea).offered_until == full.starts_at

    services.settle_due(full.starts_at)

    assert counts(full) == (0, 0, 0)


def test_date_moved_nearer_shortens_the_offers(full: Occurrence) -> None:
    lea = a_resident()
    comes(lea, full)
    leaves(holder(full), full)
    nearer = NOW + 2 * HOUR
    Occurrence.objects.filter(pk=full.pk).update(starts_at=nearer, ends_at=nearer + HOUR)

    services.settle_date(full.pk, NOW)

    assert Attendance.objects.get(resident=lea).offered_until == nearer


def test_who_leaves_the_town_frees_seat_offer_and_wait() -> None:
    going, waiting = a_resident(), a_resident()
    seated, waited = an_occurrence(capacity=1), an_occurrence(capacity=1)
    comes(going, seated)
    comes(waiting, seated)
    comes(a_resident(), waited)
    comes(going, waited)

    people.ask_erasure(resident=going, at=NOW)
    services.leave_all(resident_id=going.pk, at=NOW)

    assert state(waiting, seated) == Coming.OFFERED
    assert counts(waited) == (1, 0, 0)


def test_forgetting_who_waits_and_who_is_offered_keeps_the_counts(full: Occurrence) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, full)
    comes(noe, full, at=NOW + MINUTE)
    leaves(holder(full), full)

    services.forget(lea.pk)
    services.forget(noe.pk)

    assert counts(full) == (0, 0, 0)


def test_each_turn_of_the_job_is_bounded() -> None:
    odile = a_resident()
    for _ in range(3):
        occurrence = an_occurrence(host=odile, capacity=1)
        comes(a_resident(), occurrence)
        comes(a_resident(), occurrence)

    after = occurrence.starts_at
    assert [services.settle_due(after, most=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "Personne ne passe avant vous."),
        (1, "Une personne passe avant vous."),
        (2, "Deux personnes passent avant vous."),
        (5, "Cinq personnes passent avant vous."),
        (6, "Plusieurs personnes passent avant vous."),
        (40, "Plusieurs personnes passent avant vous."),
    ],
)
def test_place_in_the_list_is_said_in_words(ahead: int, words: str) -> None:
    assert selectors.place_words(ahead) == words


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-11-21 18:30", "jusqu’à 18\u202fh\u202f30"),
        ("2026-11-22 11:00", "jusqu’à demain, 11\u202fh"),
        ("2026-11-23 11:00", "jusqu’au lundi 23 novembre à 11\u202fh"),
    ],
)
def test_deadline_is_said_in_words(until: str, words: str) -> None:
    assert selectors.until_words(paris(until), NOW, "Europe/Paris") == words
