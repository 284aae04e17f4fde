"""Where to meet: open then, half-way, and nothing of where anybody lives (TS-30)."""

import random
from datetime import timedelta
from typing import Any

import h3
import pytest

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.selectors.meeting_places import (
    KINDS,
    Needs,
    is_open_throughout,
    is_quiet,
    walk_metres,
)
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import CELL_RESOLUTION, AccessFact, Answer, PlaceKind
from tests.factories.gatherings import NOW, paris
from tests.factories.organisations import a_neighbourhood, a_place, a_town
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db

#: A made-up town east of Nancy: neighbourhoods are squares side by side, from west to east.
NORTH, WEST, SIDE = 48.70, 6.20, 0.02
SATURDAY = paris("2026-11-28 15:00")
ALWAYS = "Mo-Su 08:00-22:00"


def square(column: int) -> dict[str, Any]:
    left, right = WEST + column * SIDE, WEST + (column + 1) * SIDE
    low, high = NORTH, NORTH + SIDE
    ring = [[left, low], [right, low], [right, high], [left, high], [left, low]]
    return {"type": "Polygon", "coordinates": [ring]}


def middle(column: float) -> tuple[float, float]:
    return NORTH + SIDE / 2, WEST + (column + 0.5) * SIDE


@pytest.fixture
def quarters() -> list[Area]:
    """Five, each a mile and a half wide."""
    town = a_town()
    return [a_neighbourhood(town, boundary=square(column)) for column in range(5)]


def somewhere(quarter: Area, column: float, **fields: Any) -> Place:
    latitude, longitude = middle(column)
    given = {
        "kind": PlaceKind.PARK,
        "opening_hours": ALWAYS,
        "latitude": latitude,
        "longitude": longitude,
        **fields,
    }
    return a_place(quarter, **given)


def found(areas: list[Area | None], **asked: Any) -> list[str]:
    given = {"when": SATURDAY, "minutes": 60, **asked}
    return [one.place.name for one in selectors.meeting_places(areas, **given)]


def test_places_half_way_come_first_and_say_so(quarters: list[Area]) -> None:
    somewhere(quarters[0], 0, name="À l’ouest")
    somewhere(quarters[2], 2, name="Au milieu")
    somewhere(quarters[4], 4, name="À l’est")

    shown = selectors.meeting_places([quarters[0], quarters[4]], when=SATURDAY, minutes=60)

    assert shown[0].place.name == "Au milieu"
    assert shown[0].reason == "À mi-chemin, ouvert à cette heure"
    assert [one.reason for one in shown[1:]] == ["Ouvert à cette heure"] * 2


def test_detour_is_bounded(quarters: list[Area]) -> None:
    """As far from both is not half-way."""
    latitude, longitude = middle(2)
    somewhere(quarters[2], 2, name="Très au nord", latitude=latitude + 0.1, longitude=longitude)

    shown = selectors.meeting_places([quarters[1], quarters[3]], when=SATURDAY, minutes=60)

    assert [one.reason for one in shown] == ["Ouvert à cette heure"]


def test_place_that_closes_before_the_end_is_not_suggested(quarters: list[Area]) -> None:
    somewhere(quarters[2], 2, name="Ferme tôt", opening_hours="Mo-Su 08:00-15:30")
    somewhere(quarters[2], 2, name="Fermé", opening_hours="Mo-Fr 08:00-20:00")
    somewhere(quarters[2], 2, name="Ouvert", opening_hours="Mo-Su 08:00-16:00")

    assert found([quarters[1], quarters[3]]) == ["Ouvert"]
    assert found([quarters[1], quarters[3]], minutes=90) == []


def test_place_of_unknown_hours_is_a_park_by_day_or_nothing(quarters: list[Area]) -> None:
    somewhere(quarters[2], 2, name="Parc", opening_hours="")
    somewhere(quarters[2], 2, name="Café", opening_hours="", kind=PlaceKind.CAFE)

    assert found([quarters[2], quarters[2]]) == ["Parc"]
    assert found([quarters[2], quarters[2]], when=paris("2026-11-28 17:30")) == []


@pytest.mark.parametrize("kind", [kind for kind in PlaceKind if kind not in KINDS])
def test_place_where_one_does_not_meet_is_not_suggested(
    quarters: list[Area], kind: PlaceKind
) -> None:
    somewhere(quarters[2], 2, kind=kind)
    somewhere(quarters[2], 2, published=False)

    assert found([quarters[2], quarters[2]]) == []


def test_first_time_has_no_hall_to_be_alone_in(quarters: list[Area]) -> None:
    somewhere(quarters[2], 2, name="Salle", kind=PlaceKind.HALL)

    assert found([quarters[2], quarters[2]], first_time=True) == []
    assert found([quarters[2], quarters[2]], first_time=False) == ["Salle"]


def test_kinds_vary_before_a_second_of_any(quarters: list[Area]) -> None:
    for number in range(4):
        somewhere(quarters[2], 2, name=f"Parc {number}")
    somewhere(quarters[2], 2, name="Café", kind=PlaceKind.CAFE)

    assert "Café" in found([quarters[2], quarters[2]])


def test_step_free_is_a_known_yes_and_said_to_who_asked_for_it(quarters: list[Area]) -> None:
    step_free = {AccessFact.STEP_FREE.value: Answer.YES.value}
    somewhere(quarters[2], 2, name="Marches", access={AccessFact.STEP_FREE.value: "no"})
    somewhere(quarters[2], 2, name="Inconnu")
    somewhere(quarters[2], 2, name="De plain-pied", access=step_free)
    ana = a_resident(area=quarters[2])
    bilal = a_resident(area=quarters[2], access=("step-free",))

    hers, his = selectors.needs_of(ana, [bilal]), selectors.needs_of(bilal, [ana])

    areas = [quarters[2], quarters[2]]
    read_by_her = selectors.meeting_places(areas, when=SATURDAY, minutes=60, needs=hers)
    read_by_him = selectors.meeting_places(areas, when=SATURDAY, minutes=60, needs=his)
    assert [one.place.name for one in read_by_her] == ["De plain-pied"]
    assert [one.place.name for one in read_by_him] == ["De plain-pied"]
    assert "plain-pied" not in read_by_her[0].reason
    assert "de plain-pied" in read_by_him[0].reason
    asked = selectors.needs_of(ana, [bilal], step_free=True)
    assert "step-free" in asked.said


def test_quiet_is_said_to_be_or_of_a_kind_that_is(quarters: list[Area]) -> None:
    said = {AccessFact.QUIET.value: Answer.YES.value}
    noisy = {AccessFact.QUIET.value: Answer.NO.value}
    somewhere(quarters[2], 2, name="Café", kind=PlaceKind.CAFE)
    somewhere(quarters[2], 2, name="Café calme", kind=PlaceKind.CAFE, access=said)
    somewhere(quarters[2], 2, name="Bibliothèque", kind=PlaceKind.LIBRARY)
    somewhere(quarters[2], 2, name="Parc animé", access=noisy)

    quiet = {place.name for place in Place.objects.all() if is_quiet(place)}

    assert quiet == {"Café calme", "Bibliothèque"}
    areas = [quarters[2], quarters[2]]
    assert set(found(areas, needs=Needs(quiet=True))) == quiet


def test_answer_is_the_same_for_both_and_each_day(quarters: list[Area]) -> None:
    for number in range(9):
        somewhere(quarters[2], 1.6 + number / 10, name=f"Parc {number}")

    one = found([quarters[1], quarters[3]])

    assert found([quarters[3], quarters[1]]) == one
    assert found([quarters[1], quarters[3]], when=SATURDAY + timedelta(days=7)) == one


def test_order_says_nothing_of_distance(quarters: list[Area]) -> None:
    """Over many pairs of areas the first place shown is no nearer to one than to the other."""
    for number in range(40):
        somewhere(quarters[2], 1.75 + number / 80)
    nearer = 0
    pairs = 0
    for _each in range(60):
        west = a_neighbourhood(quarters[0].parent, boundary=square(1))
        east = a_neighbourhood(quarters[0].parent, boundary=square(3))
        first = selectors.meeting_places([west, east], when=SATURDAY, minutes=60, most=1)[0]
        point = first.place.point
        assert point is not None
        pairs += 1
        nearer += walk_metres(middle(1), point) < walk_metres(middle(3), point)

    assert pairs * 0.25 < nearer < pairs * 0.75


def test_unknown_area_is_told_of_as_nowhere(quarters: list[Area]) -> None:
    """Who shows no area says nothing, and the suggestions do not either."""
    for column in range(5):
        somewhere(quarters[column], column)

    shown = selectors.meeting_places([quarters[0], None], when=SATURDAY, minutes=60, most=5)

    assert {one.reason for one in shown} == {"Ouvert à cette heure"}
    assert [one.place.pk for one in shown] != []


def suggested(viewer: Resident, other: Resident) -> list[str]:
    """All that somebody reads when they are about to propose something to another."""
    needs = selectors.needs_of(viewer, [other])
    shown = selectors.suggested_meeting(
        viewer,
        [other],
        areas=[viewer.area, other.area],
        needs=needs,
        minutes=60,
        first_time=True,
        at=NOW,
        zone="Europe/Paris",
    )
    return [f"{one.place.name} {one.reason}" for one in shown.places] + [
        when.isoformat() for when in shown.moments
    ]


def test_attacker_who_moves_two_hundred_times_learns_no_more_than_the_area_shown(
    quarters: list[Area],
) -> None:
    """The other lives in one of the cells of an area: whatever cells and areas the attacker says
    are theirs, nothing they read is different from one cell of the other to the next."""
    chance = random.Random(30)
    for column in range(5):
        for _each in range(4):
            place = somewhere(quarters[column], column + chance.uniform(-0.5, 0.5))
            Place.objects.filter(pk=place.pk).update(
                latitude=NORTH + chance.uniform(0, SIDE), kind=chance.choice(KINDS)
            )
    home = quarters[3]
    cells = sorted(
        {
            h3.latlng_to_cell(
                NORTH + chance.uniform(0, SIDE),
                middle(3)[1] + chance.uniform(-0.5, 0.5) * SIDE,
                CELL_RESOLUTION,
            )
            for _each in range(300)
        }
    )
    assert len(cells) > 1  # there is something to learn
    cells = cells[:3]
    attacker, victim = a_resident(), a_resident(area=home)
    moves = [
        (
            chance.choice([None, *quarters]),
            h3.latlng_to_cell(
                NORTH + chance.uniform(-0.1, 0.1), WEST + chance.uniform(-0.1, 0.2), CELL_RESOLUTION
            ),
        )
        for _each in range(200)
    ]
    read: dict[str, list[list[str]]] = {}
    for cell in cells:
        victim.cell = cell
        victim.save()
        kept: dict[tuple[Any, str], list[str]] = {}
        for area, own in moves:
            attacker.area, attacker.cell = area, own if area else ""
            if (area, own) not in kept:
                kept[area, own] = suggested(attacker, victim)
        read[cell] = list(kept.values())

    first = read[cells[0]]
    assert all(each == first for each in read.values())
    assert len({str(one) for one in first}) > 1  # they do depend on the areas


def test_reading_from_one_area_names_no_place_by_its_distance(quarters: list[Area]) -> None:
    """No reason holds a number."""
    somewhere(quarters[2], 2)

    shown = selectors.meeting_places([quarters[1], quarters[3]], when=SATURDAY, minutes=60)

    assert not any(letter.isdigit() for one in shown for letter in one.reason)


def test_moments_are_those_both_are_free_when_enough_are_shared() -> None:
    hers = a_resident(free=("mon-morning", "tue-afternoon", "sat-afternoon", "sun-morning"))
    his = a_resident(free=("mon-morning", "tue-afternoon", "sat-afternoon", "thu-evening"))

    moments = selectors.meeting_moments([hers, his], at=NOW, zone="Europe/Paris")

    assert moments[:3] == [
        paris("2026-11-23 10:00"),
        paris("2026-11-24 15:00"),
        paris("2026-11-28 15:00"),
    ]


def test_moment_shared_alone_is_not_used() -> None:
    """Else somebody who sets a single free moment, again and again, would read the other's week."""
    his = a_resident(free=("mon-morning", "tue-afternoon", "sat-afternoon", "thu-evening"))
    read = {
        tuple(
            selectors.meeting_moments([a_resident(free=(one,)), his], at=NOW, zone="Europe/Paris")
        )
        for one in ("mon-morning", "mon-afternoon", "tue-afternoon", "sun-evening")
    }

    assert len(read) == 1


def test_evening_is_suggested_only_to_those_who_have_met() -> None:
    free = ("mon-evening", "tue-evening", "wed-evening")
    two = [a_resident(free=free), a_resident(free=free)]

    first = selectors.meeting_moments(two, at=NOW, zone="Europe/Paris")
    again = selectors.meeting_moments(two, at=NOW, zone="Europe/Paris", first_time=False)

    assert all(9 <= each.astimezone().hour < 18 for each in first)
    assert again[0] == paris("2026-11-23 18:30")


def test_suggested_places_are_open_at_each_suggested_moment(quarters: list[Area]) -> None:
    somewhere(quarters[2], 2, kind=PlaceKind.CAFE, opening_hours="We-Sa 14:00-18:00")
    somewhere(quarters[2], 2, kind=PlaceKind.LIBRARY, opening_hours="We,Sa 09:00-18:00")
    somewhere(quarters[2], 2)
    ana, bilal = a_resident(area=quarters[1]), a_resident(area=quarters[3])

    shown = selectors.suggested_meeting(
        ana,
        [bilal],
        areas=[quarters[1], quarters[3]],
        needs=Needs(),
        minutes=60,
        first_time=True,
        at=NOW,
        zone="Europe/Paris",
    )

    assert (len(shown.places), len(shown.moments)) == (3, 3)
    assert all(
        is_open_throughout(one.place, when, 60) for one in shown.places for when in shown.moments
    )
