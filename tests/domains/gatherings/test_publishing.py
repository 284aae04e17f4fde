"""Writing a gathering, changing it, calling it off: its dates, and what is refused."""

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.selectors import wall
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.people.rules import NotAllowed
from parvis.domains.people.vocabulary import Role
from parvis.kernel.models import Fact
from tests.factories.gatherings import (
    NOW,
    TUESDAY,
    a_gathering,
    an_occurrence,
    comes,
    paris,
    values,
)
from tests.factories.organisations import a_member, a_neighbourhood, a_place, an_organisation
from tests.factories.people import a_resident, a_role

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY"


def walls(gathering: Gathering, **only: Any) -> list[str]:
    found = gathering.occurrences.filter(**only).order_by("starts_at")
    return [f"{wall(each.starts_at, gathering.time_zone):%m-%d %H:%M}" for each in found]


def same(gathering: Gathering, **changes: Any) -> dict[str, Any]:
    """The values a gathering of these tests has now, but for some changes."""
    kept = {
        name: getattr(gathering, name)
        for name in (
            *("title", "about", "place", "rrule", "until", "capacity", "good_alone", "greeter"),
            *("sign", "price_cents", "bring", "interests", "languages"),
        )
    }
    return {**kept, "day": TUESDAY, "starts": time(9, 30), "ends": time(11, 0), **changes}


def edited(gathering: Gathering, at: Any = NOW, **changes: Any) -> Gathering:
    gathering.refresh_from_db()
    return services.edit_gathering(
        gathering=gathering, by=gathering.host, values=same(gathering, **changes), at=at
    )


def problems(**fields: Any) -> dict[str, str]:
    odile = a_resident()
    organisation = fields.pop("organisation", None) or an_organisation(hosts=(odile,))
    with pytest.raises(services.GatheringRefused) as refused:
        services.create_gathering(
            by=odile, organisation=organisation, values=values(**fields), at=NOW
        )
    assert Gathering.objects.count() == 0
    return refused.value.problems


def facts(name: str) -> list[dict[str, Any]]:
    rows = Fact.objects.filter(name=f"gatherings.{name}").order_by("happened_at", "id")
    return [row.payload for row in rows]


def test_publishing_writes_one_date() -> None:
    gathering = a_gathering()

    occurrence = gathering.occurrences.get()
    assert occurrence.starts_at == paris("2026-11-24 09:30")
    assert occurrence.ends_at == paris("2026-11-24 11:00")
    assert gathering.status == Status.PUBLISHED
    assert len(facts("GatheringPublished")) == 1


def test_publishing_a_series_writes_eight_weeks() -> None:
    gathering = a_gathering(rrule=WEEKLY)

    assert walls(gathering) == [
        *("11-24 09:30", "12-01 09:30", "12-08 09:30", "12-15 09:30"),
        *("12-22 09:30", "12-29 09:30", "01-05 09:30", "01-12 09:30"),
    ]


def test_publishing_a_series_that_begins_far_ahead_writes_its_first_date() -> None:
    gathering = a_gathering(rrule=WEEKLY, day=date(2027, 9, 7))

    assert walls(gathering) == ["09-07 09:30"]


def test_series_ends_with_its_last_day() -> None:
    gathering = a_gathering(rrule=WEEKLY, until=TUESDAY + timedelta(weeks=2))

    assert walls(gathering) == ["11-24 09:30", "12-01 09:30", "12-08 09:30"]


def test_draft_has_no_date_until_it_is_published() -> None:
    odile = a_resident()
    draft = a_gathering(host=odile, publish=False)
    assert (draft.status, draft.occurrences.count()) == (Status.DRAFT, 0)

    services.publish_gathering(gathering=draft, by=odile, at=NOW)
    services.publish_gathering(gathering=draft, by=odile, at=NOW)

    assert walls(draft) == ["11-24 09:30"]
    assert len(facts("GatheringPublished")) == 1


def test_draft_whose_date_has_passed_asks_for_another() -> None:
    odile = a_resident()
    draft = a_gathering(host=odile, publish=False)

    with pytest.raises(services.GatheringRefused) as refused:
        services.publish_gathering(gathering=draft, by=odile, at=NOW + timedelta(days=30))

    assert set(refused.value.problems) == {"day"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"day": TUESDAY - timedelta(days=30)}, "day"),
        ({"day": NOW.date(), "starts": time(9, 0)}, "starts"),
        ({"ends": time(9, 30)}, "ends"),
        ({"starts": time(14, 0), "ends": time(13, 0)}, "ends"),
        ({"day": TUESDAY + timedelta(days=1000)}, "day"),
        ({"rrule": WEEKLY, "until": TUESDAY - timedelta(days=1)}, "until"),
        ({"rrule": WEEKLY, "day": date(2027, 3, 28), "starts": time(2, 30)}, "starts"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"price_cents": 60_000}, "price"),
        ({"title": " … "}, "title"),
        ({"interests": tuple(f"i{number}" for number in range(13))}, "interests"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(fields: dict[str, Any], field: str) -> None:
    found = problems(**fields)

    assert list(found) == [field]
    assert len(found[field]) > 20


def test_every_problem_is_told_at_once() -> None:
    assert set(problems(title="?", capacity=0, ends=time(9, 30))) == {"title", "capacity", "ends"}


def test_evening_past_midnight_is_possible() -> None:
    occurrence = an_occurrence(starts=time(20, 0), ends=time(8, 0))

    assert occurrence.ends_at == paris("2026-11-25 08:00")


def test_until_is_dropped_for_what_happens_once() -> None:
    assert a_gathering(until=TUESDAY - timedelta(days=5)).until is None


def test_greeter_is_a_host_or_oneself() -> None:
    odile, nadia, stranger = (a_resident(name=name) for name in ("Odile", "Nadia", "Inès"))
    organisation = an_organisation(hosts=(odile, nadia))
    gathering = a_gathering(host=odile, organisation=organisation, greeter=nadia)
    assert (gathering.greeter, gathering.greeter_name) == (nadia, "Nadia")
    assert a_gathering(host=odile, organisation=organisation, greeter=odile).greeter == odile

    with pytest.raises(services.GatheringRefused) as refused:
        a_gathering(host=odile, organisation=organisation, greeter=stranger)
    assert set(refused.value.problems) == {"greeter"}


def test_greeter_is_taken_off_when_one_cannot_come_alone() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile, greeter=odile, sign="un chapeau", good_alone=False)

    assert (gathering.greeter, gathering.greeter_name, gathering.sign) == (None, "", "")


@pytest.mark.parametrize(
    ("who", "with_organisation", "without"),
    [
        ("stranger", False, False),
        ("member", False, False),
        ("host", True, False),
        ("host of another", False, False),
        ("coordinator here", False, True),
        ("coordinator of the town", False, True),
        ("coordinator elsewhere", False, False),
        ("moderator", False, False),
    ],
)
def test_who_may_publish(who: str, with_organisation: bool, without: bool) -> None:
    area = a_neighbourhood()
    place, by = a_place(area), a_resident()
    organisation = an_organisation()
    match who:
        case "member":
            a_member(organisation, by)
        case "host":
            a_member(organisation, by, part="host")
        case "host of another":
            an_organisation(hosts=(by,))
        case "coordinator here":
            a_role(by, Role.COORDINATOR, area)
        case "coordinator of the town":
            a_role(by, Role.COORDINATOR, area.parent)
        case "coordinator elsewhere":
            a_role(by, Role.COORDINATOR, a_neighbourhood())
        case "moderator":
            a_role(by, Role.MODERATOR)

    for own, allowed in ((organisation, with_organisation), (None, without)):
        asked = {"by": by, "organisation": own, "values": values(place=place), "at": NOW}
        if allowed:
            assert services.create_gathering(**asked).status == Status.PUBLISHED
        else:
            with pytest.raises(services.GatheringRefused) as refused:
                services.create_gathering(**asked)
            assert set(refused.value.problems) == {"organisation"}


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("stranger", False),
        ("member", False),
        ("host", True),
        ("another host", True),
        ("former host", False),
        ("greeter", False),
        ("coordinator here", True),
        ("coordinator elsewhere", False),
        ("leaving host", False),
    ],
)
def test_who_may_change_and_call_off(who: str, allowed: bool) -> None:
    odile, nadia, by = a_resident(), a_resident(), a_resident()
    organisation = an_organisation(hosts=(odile, nadia))
    gathering = a_gathering(host=odile, organisation=organisation, greeter=nadia)
    by = {"host": odile, "former host": odile, "leaving host": odile, "greeter": nadia}.get(who, by)
    match who:
        case "member":
            a_member(organisation, by)
        case "another host":
            a_member(organisation, by, part="host")
        case "greeter" | "former host":
            organisation.memberships.filter(resident=by).delete()
        case "leaving host":
            odile.erasure_asked_at = NOW
            odile.save()
        case "coordinator here":
            a_role(by, Role.COORDINATOR, gathering.place.area)
        case "coordinator elsewhere":
            a_role(by, Role.COORDINATOR, a_neighbourhood())

    actions = [
        lambda: services.edit_gathering(
            gathering=gathering, by=by, values=same(gathering, bring="Un gâteau"), at=NOW
        ),
        lambda: services.cancel_occurrence(occurrence=gathering.occurrences.get(), by=by, at=NOW),
        lambda: services.cancel_gathering(gathering=gathering, by=by, at=NOW),
    ]
    for action in actions:
        if allowed:
            action()
        else:
            with pytest.raises(NotAllowed):
                action()
    gathering.refresh_from_db()
    assert (gathering.status == Status.CANCELLED) is allowed


def test_same_values_again_change_nothing_and_tell_nobody() -> None:
    gathering = a_gathering(rrule=WEEKLY, good_alone=True)
    before = list(gathering.occurrences.order_by("pk").values())

    edited(gathering)

    assert list(gathering.occurrences.order_by("pk").values()) == before
    assert facts("GatheringChanged") == []


def test_moving_a_series_moves_its_dates_to_come_only() -> None:
    gathering = a_gathering(rrule=WEEKLY)
    after_two = paris("2026-12-02 12:00")

    edited(gathering, at=after_two, day=date(2026, 12, 10), starts=time(18, 0), ends=time(19, 30))

    assert walls(gathering)[:4] == ["11-24 09:30", "12-01 09:30", "12-10 18:00", "12-17 18:00"]
    assert facts("GatheringChanged")[0]["changed"][0] == "when"


@pytest.mark.parametrize("days", [-7, -6, -1, 1, 6, 7, 14])
def test_moving_a_series_by_any_number_of_days_keeps_its_rhythm(days: int) -> None:
    gathering = a_gathering(rrule=WEEKLY, day=TUESDAY + timedelta(days=14))
    attended = gathering.occurrences.order_by("starts_at")[1]
    lea = a_resident()
    comes(lea, attended)

    edited(gathering, day=TUESDAY + timedelta(days=14 + days))

    begins = [each.starts_at for each in gathering.occurrences.order_by("starts_at")]
    steps = {after - before for before, after in pairwise(begins)}
    assert steps == {timedelta(days=7)}
    attended.refresh_from_db()
    assert attended.starts_at == begins[1]
    assert attended.going == 1


def test_called_off_date_stays_called_off_when_the_series_moves() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile, rrule=WEEKLY)
    second = gathering.occurrences.order_by("starts_at")[1]
    services.cancel_occurrence(occurrence=second, by=odile, at=NOW)

    edited(gathering, starts=time(10, 0))
    services.extend_series(NOW + timedelta(weeks=3))

    assert walls(gathering, is_cancelled=True) == ["12-01 10:00"]
    assert walls(gathering).count("12-01 10:00") == 1


def test_shorter_series_drops_empty_dates_and_calls_off_the_others() -> None:
    gathering = a_gathering(rrule=WEEKLY)
    fourth = gathering.occurrences.order_by("starts_at")[3]
    comes(a_resident(), fourth)

    edited(gathering, until=TUESDAY + timedelta(weeks=1))

    assert walls(gathering) == ["11-24 09:30", "12-01 09:30", "12-15 09:30"]
    fourth.refresh_from_db()
    assert fourth.is_cancelled
    assert [fact["occurrence_id"] for fact in facts("OccurrenceCancelled")] == [str(fourth.pk)]


def test_longer_series_writes_its_new_dates() -> None:
    gathering = a_gathering(rrule=WEEKLY, until=TUESDAY)
    assert len(walls(gathering)) == 1

    edited(gathering, until=None)

    assert len(walls(gathering)) == 8


def test_series_that_becomes_a_single_date_and_back() -> None:
    gathering = a_gathering(rrule=WEEKLY)

    edited(gathering, rrule="")
    assert walls(gathering) == ["11-24 09:30"]

    edited(gathering, rrule=WEEKLY)
    assert len(walls(gathering)) == 8
    assert walls(gathering)[1] == "12-01 09:30"


def test_single_date_that_is_over_may_be_given_again() -> None:
    gathering = a_gathering()
    later = NOW + timedelta(days=10)

    edited(gathering, at=later, bring="Un livre")
    assert walls(gathering) == ["11-24 09:30"]

    edited(gathering, at=later, day=date(2026, 12, 8))
    assert walls(gathering) == ["11-24 09:30", "12-08 09:30"]


def test_date_cannot_be_moved_into_the_past() -> None:
    gathering = a_gathering()

    with pytest.raises(services.GatheringRefused) as refused:
        edited(gathering, day=date(2026, 11, 20))

    assert set(refused.value.problems) == {"day"}
    assert walls(gathering) == ["11-24 09:30"]


def test_capacity_cannot_go_below_those_who_come() -> None:
    gathering = a_gathering(capacity=5)
    for _ in range(3):
        comes(a_resident(), gathering.occurrences.get())

    with pytest.raises(services.GatheringRefused) as refused:
        edited(gathering, capacity=2)
    assert "3" in refused.value.problems["capacity"]

    assert edited(gathering, capacity=3).capacity == 3


def test_change_of_place_takes_its_hour_and_is_announced() -> None:
    gathering = a_gathering(rrule=WEEKLY)
    island = a_place(a_neighbourhood(time_zone="Indian/Reunion"))

    edited(gathering, place=island)

    gathering.refresh_from_db()
    assert gathering.time_zone == "Indian/Reunion"
    assert walls(gathering)[0] == "11-24 09:30"
    assert set(facts("GatheringChanged")[0]["changed"]) >= {"when", "where"}


def test_calling_one_date_off_leaves_the_others() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile, rrule=WEEKLY)
    first = gathering.occurrences.earliest("starts_at")

    services.cancel_occurrence(occurrence=first, by=odile, at=NOW)
    services.cancel_occurrence(occurrence=first, by=odile, at=NOW)

    assert walls(gathering, is_cancelled=True) == ["11-24 09:30"]
    assert len(facts("OccurrenceCancelled")) == 1


def test_calling_off_what_is_over_is_refused() -> None:
    odile = a_resident()
    occurrence = an_occurrence(host=odile)

    with pytest.raises(services.Over):
        services.cancel_occurrence(occurrence=occurrence, by=odile, at=NOW + timedelta(days=10))


def test_calling_a_gathering_off_leaves_the_past_and_ends_the_series() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile, rrule=WEEKLY)
    later = paris("2026-12-02 12:00")

    services.cancel_gathering(gathering=gathering, by=odile, at=later)
    services.cancel_gathering(gathering=gathering, by=odile, at=later)

    assert walls(gathering, is_cancelled=False) == ["11-24 09:30", "12-01 09:30"]
    assert len(facts("GatheringCancelled")) == 1
    assert services.extend_series(later + timedelta(weeks=8)) == 0
    with pytest.raises(services.CalledOff):
        edited(gathering, at=later)


def test_series_goes_on_week_after_week() -> None:
    gathering = a_gathering(rrule=WEEKLY)

    for week in range(1, 20):
        services.extend_series(NOW + timedelta(weeks=week))
        services.extend_series(NOW + timedelta(weeks=week))

    begins = list(Occurrence.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert len(begins) == 27
    assert {wall(each, "Europe/Paris").time() for each in begins} == {time(9, 30)}
    assert {wall(each, "Europe/Paris").weekday() for each in begins} == {1}
    assert gathering.occurrences.count() == 27


def test_series_forgotten_for_months_writes_nothing_in_the_past() -> None:
    a_gathering(rrule=WEEKLY)
    months_later = NOW + timedelta(weeks=30)

    services.extend_series(months_later)

    late = Occurrence.objects.filter(starts_at__gt=NOW + timedelta(weeks=9))
    assert late.earliest("starts_at").starts_at > months_later


def test_greeter_who_leaves_the_organisation_no_longer_waits_at_the_door() -> None:
    odile, nadia = a_resident(), a_resident(name="Nadia")
    organisation = an_organisation(hosts=(odile, nadia))
    gathering = a_gathering(
        host=odile, organisation=organisation, greeter=nadia, sign="une écharpe"
    )

    services.release_greeter(organisation_id=organisation.pk, resident_id=nadia.pk)

    gathering.refresh_from_db()
    assert (gathering.greeter, gathering.greeter_name, gathering.sign) == (None, "", "")
