"""One date among the others: moved, annotated, called off, restored, added; and who is told."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.services import Hours
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import NotAllowed
from parvis.kernel import tasks
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, comes, paris
from tests.factories.organisations import a_place, an_organisation
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY"
THURSDAY = Hours(date(2026, 12, 3), time(18, 0), time(19, 30))


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        tasks.run_due()
        yield traveller


@pytest.fixture
def gathering(odile: Resident) -> Gathering:
    return a_gathering(
        host=odile,
        organisation=an_organisation(hosts=(odile,)),
        title="Café",
        place=a_place(name="Maison des Tilleuls"),
        rrule=WEEKLY,
        capacity=2,
    )


def nth(gathering: Gathering, number: int) -> Occurrence:
    return gathering.occurrences.select_related("gathering").order_by("rule_at")[number]


def told(resident: Resident) -> list[str]:
    tasks.run_due(raising=True)
    found = resident.notices.order_by("created_at", "id").values_list("title", flat=True)
    return [title.replace("\u202f", " ") for title in found]  # narrow spaces read as others


def change(occurrence: Occurrence, odile: Resident, **asked: Any) -> Occurrence:
    return services.change_date(
        occurrence=occurrence, by=odile, at=NOW, **{"hours": THURSDAY, **asked}
    )


def grew(gathering: Gathering) -> bool:
    before = gathering.sequence
    gathering.refresh_from_db()
    return gathering.sequence > before and gathering.updated_at == NOW


def test_moved_date_keeps_its_turn_and_those_who_come(
    gathering: Gathering, odile: Resident
) -> None:
    lea = a_resident()
    second = nth(gathering, 1)
    comes(lea, second)
    gathering.refresh_from_db()

    change(second, odile, note="On se retrouve\nau parc.")
    change(second, odile, note="On se retrouve au parc.")

    second.refresh_from_db()
    assert second.rule_at == paris("2026-12-01 09:30")
    assert (second.starts_at, second.ends_at) == (
        paris("2026-12-03 18:00"),
        paris("2026-12-03 19:30"),
    )
    assert (second.is_moved, second.note, second.going) == (True, "On se retrouve au parc.", 1)
    assert grew(gathering)
    assert told(lea) == ["« Café » du mardi 1er décembre est déplacé : jeudi 3 décembre à 18 h"]
    assert "au parc" in lea.notices.get().body


def test_who_waits_or_is_offered_a_seat_is_told_of_a_move(
    gathering: Gathering, odile: Resident
) -> None:
    first = nth(gathering, 0)
    people = [a_resident() for _ in range(4)]
    for one in people:
        comes(one, first)
    services.leave(occurrence_id=first.pk, resident=people[0], at=NOW)
    tasks.run_due(raising=True)

    change(first, odile)

    assert not any("déplacé" in title for title in told(people[0]))
    for one in people[1:]:
        assert sum("déplacé" in title for title in told(one)) == 1


def test_note_alone_tells_nobody(gathering: Gathering, odile: Resident) -> None:
    lea = a_resident()
    first = nth(gathering, 0)
    comes(lea, first)
    same = Hours(TUESDAY, time(9, 30), time(11, 0))

    change(first, odile, hours=same, note="Apportez une tasse.")

    first.refresh_from_db()
    assert (first.note, first.is_moved) == ("Apportez une tasse.", False)
    assert grew(gathering)
    assert told(lea) == []


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (Hours(date(2026, 11, 20), time(9), time(10)), "day"),
        (Hours(date(2026, 11, 21), time(10), time(11)), "starts"),
        (Hours(date(2029, 11, 21), time(10), time(11)), "day"),
        (Hours(TUESDAY, time(10), time(10)), "ends"),
        (Hours(TUESDAY, time(10), time(9)), "ends"),
        (Hours(date(2026, 12, 1), time(9, 30), time(11)), "day"),  # there is one already
    ],
)
def test_date_that_cannot_be_is_refused(
    gathering: Gathering, odile: Resident, hours: Hours, field: str
) -> None:
    first = nth(gathering, 0)

    with pytest.raises(services.GatheringRefused) as refused:
        change(first, odile, hours=hours)

    assert list(refused.value.problems) == [field]
    first.refresh_from_db()
    assert first.starts_at == first.rule_at


def test_single_date_that_moves_is_the_gathering_itself(odile: Resident) -> None:
    gathering = a_gathering(host=odile)

    change(gathering.occurrences.get(), odile)

    gathering.refresh_from_db()
    moved = gathering.occurrences.get()
    assert moved.rule_at == moved.starts_at == gathering.starts_at == paris("2026-12-03 18:00")
    assert gathering.minutes == 90


def test_series_that_changes_leaves_moved_dates_where_hosts_put_them(
    gathering: Gathering, odile: Resident
) -> None:
    second = nth(gathering, 1)
    change(second, odile)

    edit(gathering, odile, starts=time(10, 0), ends=time(12, 0))

    second.refresh_from_db()
    assert second.rule_at == paris("2026-12-01 10:00")
    assert second.starts_at == paris("2026-12-03 18:00")
    services.extend_series(NOW + timedelta(weeks=1))
    assert gathering.occurrences.filter(rule_at=paris("2026-12-01 10:00")).count() == 1


def edit(gathering: Gathering, odile: Resident, **changes: Any) -> None:
    gathering.refresh_from_db()
    kept = {
        name: getattr(gathering, name)
        for name in (
            *("title", "about", "place", "rrule", "until", "capacity", "good_alone", "greeter"),
            *("sign", "price_cents", "bring", "organisation"),
        )
    }
    usual = {"day": TUESDAY, "starts": time(9, 30), "ends": time(11, 0)}
    services.edit_gathering(
        gathering=gathering, by=odile, values={**kept, **usual, **changes}, at=NOW
    )


def test_calling_off_says_the_words_of_the_host(gathering: Gathering, odile: Resident) -> None:
    lea = a_resident()
    first = nth(gathering, 0)
    comes(lea, first)
    gathering.refresh_from_db()

    services.cancel_occurrence(occurrence=first, by=odile, words="Odile a la grippe.", at=NOW)

    first.refresh_from_db()
    assert (first.is_cancelled, first.cancelled_at, first.note) == (True, NOW, "Odile a la grippe.")
    assert grew(gathering)
    assert told(lea) == ["« Café » n’aura pas lieu mardi 24 novembre"]
    assert "Odile a la grippe." in lea.notices.get().body


def test_calling_all_off_tells_who_comes_to_the_series_too(
    gathering: Gathering, odile: Resident
) -> None:
    lea, noe = a_resident(), a_resident()
    comes(lea, nth(gathering, 1))
    services.come_to_series(gathering_id=gathering.pk, resident=noe, alone=False, at=NOW)
    for one in Occurrence.objects.all():
        services.leave(occurrence_id=one.pk, resident=noe, at=NOW)
    tasks.run_due(raising=True)

    services.cancel_gathering(gathering=gathering, by=odile, words="La salle ferme.", at=NOW)

    for one in (lea, noe):
        assert sum("est annulé" in title for title in told(one)) == 1
    assert not Occurrence.objects.filter(cancelled_at=None).exists()
    assert "La salle ferme." in lea.notices.get().body


def test_restored_date_is_on_again_and_told(gathering: Gathering, odile: Resident) -> None:
    lea = a_resident()
    first = nth(gathering, 0)
    comes(lea, first)
    services.cancel_occurrence(occurrence=first, by=odile, words="Grippe.", at=NOW)
    tasks.run_due(raising=True)

    for _ in range(2):
        services.restore_date(occurrence=first, by=odile, at=NOW + timedelta(hours=1))

    first.refresh_from_db()
    assert (first.is_cancelled, first.cancelled_at, first.note, first.going) == (False, None, "", 1)
    assert told(lea)[1:] == ["« Café » aura bien lieu : mardi 24 novembre à 9 h 30"]

    services.cancel_occurrence(occurrence=first, by=odile, at=NOW + timedelta(hours=2))
    assert sum("n’aura pas lieu" in title for title in told(lea)) == 2


def test_restored_before_anybody_was_told_tells_of_no_cancellation(
    gathering: Gathering, odile: Resident
) -> None:
    lea = a_resident()
    first = nth(gathering, 0)
    comes(lea, first)
    services.cancel_occurrence(occurrence=first, by=odile, at=NOW)
    services.restore_date(occurrence=first, by=odile, at=NOW)

    assert told(lea) == ["« Café » aura bien lieu : mardi 24 novembre à 9 h 30"]


def test_added_date_is_once_and_whole_series_has_its_seat(
    gathering: Gathering, odile: Resident
) -> None:
    noe = a_resident()
    services.come_to_series(gathering_id=gathering.pk, resident=noe, alone=False, at=NOW)

    one = services.add_date(gathering=gathering, by=odile, hours=THURSDAY, at=NOW)
    two = services.add_date(gathering=gathering, by=odile, hours=THURSDAY, at=NOW)

    assert one == two
    one.refresh_from_db()
    assert (one.is_extra, one.going, one.rule_at) == (True, 1, one.starts_at)
    edit(gathering, odile, starts=time(10, 0))
    one.refresh_from_db()
    assert one.starts_at == paris("2026-12-03 18:00")


def test_what_is_over_or_called_off_does_not_move(gathering: Gathering, odile: Resident) -> None:
    first = nth(gathering, 0)
    with pytest.raises(services.Over):
        services.change_date(
            occurrence=first, by=odile, hours=THURSDAY, at=first.ends_at + timedelta(minutes=1)
        )
    services.cancel_occurrence(occurrence=first, by=odile, at=NOW)
    with pytest.raises(services.CalledOff):
        change(first, odile)
    services.cancel_gathering(gathering=gathering, by=odile, at=NOW)
    with pytest.raises(services.CalledOff):
        services.restore_date(occurrence=first, by=odile, at=NOW)
    with pytest.raises(services.CalledOff):
        services.add_date(gathering=gathering, by=odile, hours=THURSDAY, at=NOW)


def test_dates_are_for_those_who_run_it(gathering: Gathering) -> None:
    stranger, first = a_resident(), nth(gathering, 0)
    asked = {"by": stranger, "at": NOW}

    for action in (
        lambda: services.change_date(occurrence=first, hours=THURSDAY, **asked),
        lambda: services.cancel_occurrence(occurrence=first, **asked),
        lambda: services.restore_date(occurrence=first, **asked),
        lambda: services.add_date(gathering=gathering, hours=THURSDAY, **asked),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_rule_that_changes_calls_off_who_came_on_a_day_no_longer_given(
    gathering: Gathering, odile: Resident
) -> None:
    """Every Tuesday and Thursday, then Tuesdays and Fridays: Tuesdays stay, and hear nothing."""
    edit(gathering, odile, rrule="FREQ=WEEKLY;BYDAY=TU,TH")
    lea, noe = a_resident(), a_resident()
    tuesday, thursday = nth(gathering, 0), nth(gathering, 1)
    comes(lea, tuesday)
    comes(noe, thursday)

    edit(gathering, odile, rrule="FREQ=WEEKLY;BYDAY=TU,FR")

    thursday.refresh_from_db()
    tuesday.refresh_from_db()
    assert (thursday.is_cancelled, tuesday.is_cancelled) == (True, False)
    days = gathering.occurrences.filter(is_cancelled=False).values_list("starts_at", flat=True)
    assert {selectors.wall(one, "Europe/Paris").weekday() for one in days} == {1, 4}
    assert told(lea) == []
    assert told(noe) == ["« Café » n’aura pas lieu jeudi 26 novembre"]


def test_monthly_rule_that_moves_takes_its_people_along(
    gathering: Gathering, odile: Resident
) -> None:
    """From the fourth Tuesday to the first: the next one is in December, in place of November's."""
    edit(gathering, odile, rrule="FREQ=MONTHLY;BYDAY=4TU")
    lea = a_resident()
    first = nth(gathering, 0)
    comes(lea, first)

    edit(gathering, odile, rrule="FREQ=MONTHLY;BYDAY=1TU")

    first.refresh_from_db()
    assert (first.starts_at, first.is_cancelled) == (paris("2026-12-01 09:30"), False)
    assert told(lea) == ["« Café » change de moment : mardi 1er décembre à 9 h 30"]


def test_every_two_weeks_keeps_its_weeks_whatever_else_changes(
    gathering: Gathering, odile: Resident
) -> None:
    edit(gathering, odile, rrule="FREQ=WEEKLY;INTERVAL=2")
    before = list(gathering.occurrences.order_by("rule_at").values_list("rule_at", flat=True))

    services.edit_gathering(
        gathering=gathering,
        by=odile,
        values={**as_is(gathering), "day": date(2026, 12, 8), "bring": "Un livre"},
        at=paris("2026-11-30 09:00"),
    )

    gathering.refresh_from_db()
    assert gathering.starts_at == paris("2026-11-24 09:30")
    assert before == list(
        gathering.occurrences.order_by("rule_at").values_list("rule_at", flat=True)[: len(before)]
    )


def as_is(gathering: Gathering) -> dict[str, Any]:
    gathering.refresh_from_db()
    names = (
        *("title", "about", "place", "rrule", "until", "capacity", "good_alone", "greeter"),
        *("sign", "price_cents", "bring", "organisation"),
    )
    kept = {name: getattr(gathering, name) for name in names}
    return {**kept, "day": TUESDAY, "starts": time(9, 30), "ends": time(11, 0)}


def test_so_many_times_are_still_so_many_after_a_change(
    gathering: Gathering, odile: Resident
) -> None:
    edit(gathering, odile, rrule="FREQ=WEEKLY;COUNT=5")
    assert gathering.occurrences.count() == 5
    later = paris("2026-12-02 12:00")
    shown = {**as_is(gathering), "day": date(2026, 12, 8), "rrule": "FREQ=WEEKLY;COUNT=3"}

    services.edit_gathering(gathering=gathering, by=odile, values={**shown, "bring": "x"}, at=later)
    gathering.refresh_from_db()
    assert (gathering.rrule, gathering.occurrences.count()) == ("FREQ=WEEKLY;COUNT=5", 5)

    moved = {**shown, "day": date(2026, 12, 9)}
    services.edit_gathering(gathering=gathering, by=odile, values=moved, at=later)
    assert [
        f"{selectors.wall(one.starts_at, 'Europe/Paris'):%m-%d}"
        for one in gathering.occurrences.order_by("starts_at")
    ] == ["11-24", "12-01", "12-09", "12-16", "12-23"]


def test_pauses_and_holidays_take_dates_away_and_give_them_back(
    gathering: Gathering, odile: Resident
) -> None:
    lea = a_resident()
    fifth = nth(gathering, 4)  # 22 December
    comes(lea, fifth)
    winter = [(date(2026, 12, 19), date(2027, 1, 3), "Vacances")]

    edit(gathering, odile, pauses=winter)

    fifth.refresh_from_db()
    assert fifth.is_cancelled
    standing = gathering.occurrences.filter(is_cancelled=False)
    assert not standing.filter(
        starts_at__range=(paris("2026-12-19 00:00"), paris("2027-01-04 00:00"))
    ).exists()
    assert gathering.pauses.get().why == "Vacances"
    edit(gathering, odile)  # pauses that are not given stay
    assert gathering.pauses.count() == 1
    edit(gathering, odile, pauses=[])
    assert standing.filter(rule_at=paris("2026-12-29 09:30")).exists()


def test_public_holidays_of_the_area_are_skipped() -> None:
    gathering = a_gathering(rrule=WEEKLY, day=date(2026, 12, 4), skips_holidays=True)

    days = {f"{one.starts_at:%m-%d}" for one in gathering.occurrences.all()}

    assert {"12-18", "01-08"} <= days
    assert not {"12-25", "01-01"} & days


def test_extra_dates_of_a_form_are_written_and_taken_away(odile: Resident) -> None:
    days = [date(2026, 12, 5), date(2026, 12, 12)]
    gathering = a_gathering(host=odile, extras=days)
    assert gathering.occurrences.filter(is_extra=True).count() == 2
    lea = a_resident()
    comes(lea, gathering.occurrences.get(starts_at=paris("2026-12-12 09:30")))

    edit(gathering, odile, extras=[])

    left = gathering.occurrences.get(is_extra=True)
    assert (left.starts_at, left.is_cancelled) == (paris("2026-12-12 09:30"), True)


def test_yearly_series_always_has_its_next_date(odile: Resident) -> None:
    gathering = a_gathering(host=odile, rrule="FREQ=YEARLY")
    assert gathering.occurrences.count() == 1

    services.extend_series(NOW + timedelta(days=30))
    services.extend_series(NOW + timedelta(days=31))

    assert gathering.occurrences.count() == 2
    assert gathering.occurrences.latest("starts_at").starts_at == paris("2027-11-24 09:30")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"rrule": "FREQ=WEEKLY;UNTIL=20270101T000000Z"}, "rrule"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule"),
        ({"rrule": WEEKLY, "pauses": [(date(2026, 12, 2), date(2026, 12, 1), "")]}, "pauses"),
        (
            {
                "rrule": WEEKLY,
                "until": date(2026, 12, 8),
                "pauses": [(TUESDAY, date(2027, 1, 1), "")],
            },
            "pauses",
        ),
        ({"extras": [date(2026, 11, 1)]}, "extras"),
        ({"age_min": 200}, "age_min"),
        ({"age_min": 12, "age_max": 6}, "age_max"),
        ({"guests_max": 50}, "guests_max"),
    ],
)
def test_rhythm_that_cannot_be_is_refused_beside_its_field(
    odile: Resident, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(services.GatheringRefused) as refused:
        a_gathering(host=odile, **fields)

    assert list(refused.value.problems) == [field]
    assert Gathering.objects.count() == 0


def test_last_day_and_number_of_times_are_one_of_the_two(odile: Resident) -> None:
    rule = "FREQ=WEEKLY;COUNT=10"
    short = a_gathering(host=odile, rrule=rule, until=date(2026, 12, 8))
    long = a_gathering(host=odile, rrule="FREQ=WEEKLY;COUNT=2", until=date(2026, 12, 8))

    assert (short.rrule, short.until) == (WEEKLY, date(2026, 12, 8))
    assert (long.rrule, long.until) == ("FREQ=WEEKLY;COUNT=2", None)
