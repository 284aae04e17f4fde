"""The attendance sheet: who may hold it, what a tap does, and how it is closed."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Attendance, CoHost, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import WALK_INS_MAX, Audience, CoHosting
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.domains.watch.races import at_once
from tests.factories.gatherings import NOW, a_gathering, comes, paris
from tests.factories.organisations import an_organisation
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db
DOOR = paris("2026-11-24 09:20")
NAMES = ("Odile", "Nadia", "Léa", "Noé", "Serge", "Aminata")


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> dict[str, Resident]:
    return {name: a_resident(name=name) for name in NAMES}


@pytest.fixture
def gathering(cast: dict[str, Resident]) -> Gathering:
    return a_gathering(
        host=cast["Odile"],
        organisation=an_organisation(hosts=(cast["Odile"], cast["Nadia"])),
        title="Café du matin",
        capacity=3,
    )


@pytest.fixture
def date(cast: dict[str, Resident], gathering: Gathering) -> Occurrence:
    """Léa comes alone, greeted by Odile; Noé comes; Aminata took the last seat; Serge waits."""
    one = gathering.occurrences.select_related("gathering").get()
    comes(cast["Léa"], one, alone=True)
    comes(cast["Noé"], one)
    comes(cast["Aminata"], one)
    comes(cast["Serge"], one)
    services.find_greeters(occurrence_id=one.pk, at=NOW)
    return one


def sheet(viewer: Resident, date: Occurrence) -> selectors.Sheet:
    return selectors.sheet_of(viewer, date.pk, DOOR)


def tick(
    date: Occurrence, who: Resident, came: bool | None, by: Resident, at: object = DOOR
) -> None:
    found = Attendance.objects.filter(occurrence=date, resident=who).first()
    seat = found.pk if found else 0
    services.tick(occurrence_id=date.pk, seat=seat, came=came, by=by, at=at)


def came(date: Occurrence, who: Resident) -> bool | None:
    return Attendance.objects.get(occurrence=date, resident=who).came


def test_sheet_has_first_names_and_no_more(cast: dict[str, Resident], date: Occurrence) -> None:
    shown = sheet(cast["Nadia"], date)

    assert [(one.name, one.alone, one.greeter) for one in shown.lines] == [
        ("Aminata", False, ""),
        ("Léa", True, "Odile"),
        ("Noé", False, ""),
    ]
    assert [one.name for one in shown.waiting] == ["Serge"]
    assert (shown.others, shown.expected, shown.here) == (0, 3, 0)


@pytest.mark.parametrize("who", ["host", "co-host", "coordinator", "greeter", "neighbour", "goer"])
def test_sheet_is_for_those_who_run_it(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence, who: str
) -> None:
    other = a_resident(name="Renée")
    if who == "co-host":
        run_by = an_organisation(hosts=(other,))
        CoHost.objects.create(gathering=gathering, organisation=run_by, state=CoHosting.ACCEPTED)
    elif who == "coordinator":
        a_role(other, Role.COORDINATOR, gathering.place.area)
    elif who == "greeter":
        Attendance.objects.filter(resident=cast["Léa"]).update(greeter=other)
    viewer = {"host": cast["Nadia"], "goer": cast["Noé"]}.get(who, other)

    if who in {"neighbour", "goer"}:
        with pytest.raises(NotVisible):
            sheet(viewer, date)
        with pytest.raises(NotVisible):
            tick(date, cast["Noé"], True, viewer)
        return
    names = [one.name for one in sheet(viewer, date).lines]
    assert names == (["Léa"] if who == "greeter" else ["Aminata", "Léa", "Noé"])


def test_cohost_who_was_only_asked_has_no_sheet(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    renee = a_resident(name="Renée")
    CoHost.objects.create(gathering=gathering, organisation=an_organisation(hosts=(renee,)))

    with pytest.raises(NotVisible):
        sheet(renee, date)


def test_greeter_ticks_those_they_greet_and_nobody_else(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    renee = a_resident(name="Renée")
    Attendance.objects.filter(resident=cast["Léa"]).update(greeter=renee)

    tick(date, cast["Léa"], True, renee)
    assert came(date, cast["Léa"]) is True
    with pytest.raises(NotVisible):
        tick(date, cast["Noé"], True, renee)
    with pytest.raises(NotVisible):
        services.close_sheet(occurrence_id=date.pk, by=renee, at=DOOR)
    with pytest.raises(NotVisible):
        services.count_walk_in(occurrence_id=date.pk, key=uuid4(), by=renee, at=DOOR)


@pytest.mark.parametrize("made_by", ["Nadia", "Noé"])
def test_who_is_hidden_is_counted_and_never_named(
    cast: dict[str, Resident], date: Occurrence, made_by: str
) -> None:
    a_block(cast[made_by], cast[{"Nadia": "Noé", "Noé": "Nadia"}[made_by]])

    shown = sheet(cast["Nadia"], date)

    assert [one.name for one in shown.lines] == ["Aminata", "Léa"]
    assert (shown.others, shown.expected) == (1, 3)
    with pytest.raises(NotVisible):
        tick(date, cast["Noé"], True, cast["Nadia"])
    services.close_sheet(occurrence_id=date.pk, by=cast["Nadia"], at=DOOR)
    assert came(date, cast["Noé"]) is None
    assert came(date, cast["Léa"]) is False


def test_greeter_hidden_from_the_reader_is_not_named(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    a_block(cast["Odile"], cast["Nadia"])

    assert [one.greeter for one in sheet(cast["Nadia"], date).lines] == ["", "", ""]


def test_tick_is_said_again_and_taken_back(cast: dict[str, Resident], date: Occurrence) -> None:
    for _ in range(2):
        tick(date, cast["Léa"], True, cast["Nadia"])
    kept = Attendance.objects.get(occurrence=date, resident=cast["Léa"])
    assert (kept.came, kept.came_by_sheet, kept.came_said_at) == (True, True, DOOR)
    assert sheet(cast["Nadia"], date).here == 1

    for _ in range(2):
        tick(date, cast["Léa"], None, cast["Odile"])
    kept.refresh_from_db()
    assert (kept.came, kept.came_by_sheet, kept.came_said_at) == (None, False, None)


def test_sheet_prevails_over_what_one_says_oneself(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    Attendance.objects.filter(resident=cast["Léa"]).update(came=True, came_said_at=DOOR)

    tick(date, cast["Léa"], False, cast["Nadia"])

    assert came(date, cast["Léa"]) is False


def test_who_waited_for_a_seat_may_be_there_too(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    tick(date, cast["Serge"], True, cast["Nadia"])

    shown = sheet(cast["Nadia"], date)
    assert shown.here == 1
    date.refresh_from_db()
    assert (date.going, date.waiting) == (3, 1)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (paris("2026-11-24 07:29"), services.SheetNotOpen),
        (paris("2026-12-01 11:00"), services.SheetPast),
    ],
)
def test_sheet_is_ticked_in_its_time_only(
    cast: dict[str, Resident], date: Occurrence, at: object, refusal: type[Exception]
) -> None:
    odile = cast["Odile"]
    with pytest.raises(refusal):
        tick(date, cast["Léa"], True, odile, at)
    with pytest.raises(refusal):
        services.close_sheet(occurrence_id=date.pk, by=odile, at=at)
    with pytest.raises(refusal):
        services.count_walk_in(occurrence_id=date.pk, key=uuid4(), by=odile, at=at)
    tick(date, cast["Léa"], True, odile, paris("2026-11-24 07:30"))
    tick(date, cast["Léa"], True, odile, paris("2026-12-01 10:59"))


def test_sheet_names_nobody_once_it_is_past(cast: dict[str, Resident], date: Occurrence) -> None:
    shown = selectors.sheet_of(cast["Odile"], date.pk, paris("2026-12-01 11:00"))

    assert shown.is_past
    assert (shown.lines, shown.waiting, shown.others) == ((), (), 0)


def test_walk_ins_are_counted_once_each(cast: dict[str, Resident], date: Occurrence) -> None:
    odile, key = cast["Odile"], uuid4()
    for each in (key, key, uuid4()):
        services.count_walk_in(occurrence_id=date.pk, key=each, by=odile, at=DOOR)
    assert sheet(odile, date).walk_ins == sheet(odile, date).here == 2

    for _ in range(3):
        services.uncount_walk_in(occurrence_id=date.pk, most=1, by=odile, at=DOOR)
    assert sheet(odile, date).walk_ins == 1


def test_walk_ins_have_an_end(
    cast: dict[str, Resident], date: Occurrence, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.domains.gatherings.services import sheet as module

    assert WALK_INS_MAX == 500
    monkeypatch.setattr(module, "WALK_INS_MAX", 1)
    services.count_walk_in(occurrence_id=date.pk, key=uuid4(), by=cast["Odile"], at=DOOR)
    with pytest.raises(services.TooManyWalkIns):
        services.count_walk_in(occurrence_id=date.pk, key=uuid4(), by=cast["Odile"], at=DOOR)


def test_closing_says_who_did_not_come_and_reopening_takes_it_back(
    cast: dict[str, Resident], date: Occurrence
) -> None:
    odile = cast["Odile"]
    tick(date, cast["Léa"], True, odile)
    tick(date, cast["Noé"], False, odile)

    assert services.close_sheet(occurrence_id=date.pk, by=odile, at=DOOR) == 1
    later = DOOR + timedelta(hours=1)
    assert services.close_sheet(occurrence_id=date.pk, by=odile, at=later) == 0
    said = {one.name: came(date, one) for one in cast.values() if one.attendances.exists()}
    assert said == {"Léa": True, "Noé": False, "Aminata": False, "Serge": None}
    assert Fact.objects.filter(name="gatherings.SheetClosed").count() == 1

    tick(date, cast["Aminata"], True, odile)
    services.reopen_sheet(occurrence_id=date.pk, by=odile, at=later)
    services.reopen_sheet(occurrence_id=date.pk, by=odile, at=later)
    assert (came(date, cast["Aminata"]), came(date, cast["Noé"])) == (True, None)


def test_cancelled_date_has_no_sheet(cast: dict[str, Resident], date: Occurrence) -> None:
    services.cancel_occurrence(occurrence=date, by=cast["Odile"], at=NOW)

    with pytest.raises(NotVisible):
        sheet(cast["Odile"], date)
    with pytest.raises(NotVisible):
        tick(date, cast["Léa"], True, cast["Odile"])


def test_what_is_not_public_is_not_the_coordination_s(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR, gathering.place.area)
    Gathering.objects.filter(pk=gathering.pk).update(
        organisation=None, audience=Audience.INVITATION
    )

    with pytest.raises(NotVisible):
        sheet(coordinator, date)
    assert len(sheet(cast["Odile"], date).lines) == 3


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_the_door_lose_no_tap(
    cast: dict[str, Resident], gathering: Gathering, date: Occurrence
) -> None:
    keys = [uuid4() for _ in range(4)]
    who = [cast[name] for name in ("Léa", "Noé", "Aminata")]
    hosts = [cast["Odile"], cast["Nadia"]]

    results = at_once(
        *[lambda one=one, by=by: tick(date, one, True, by) for one in who for by in hosts],
        *[
            lambda key=key, by=by: services.count_walk_in(
                occurrence_id=date.pk, key=key, by=by, at=DOOR
            )
            for key in keys
            for by in hosts
        ],
    )

    assert results == [None] * 14
    assert sheet(cast["Odile"], date).here == 7
