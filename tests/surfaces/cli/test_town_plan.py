"""The demo town is whole, believable, invented, and the same each time."""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime, timedelta

import pytest
import shapely
import yaml
from opening_hours import OpeningHours
from shapely.geometry import Point, shape

from parvis.domains.circles.models import Circle
from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import CoHosting, Coming, Photos, SignUp
from parvis.domains.mutual_aid.models import Need
from parvis.domains.mutual_aid.vocabulary import Rhythm
from parvis.domains.organisations.models import Organisation
from parvis.domains.organisations.vocabulary import Kind, Part
from parvis.domains.people import vocabulary as people
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AccessFact, Answer, AreaKind, PlaceKind
from parvis.domains.welcome.models import Welcomer
from parvis.surfaces.cli.town import files
from parvis.surfaces.cli.town.people_plan import SLOTS
from parvis.surfaces.cli.town.plan import LEAST_RESIDENTS, plan_town
from parvis.surfaces.cli.town.shapes import TownPlan

TODAY = date(2026, 11, 22)
#: The ranges the French regulator keeps for fiction: nobody will ever answer there.
FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
PHONE = re.compile(r"\b0[1-9](?: ?\d\d){4}\b|\+33")
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
TAGS = {
    "interests": frozenset(
        row["slug"]
        for row in yaml.safe_load(
            files.files("parvis.domains.people").joinpath("data/interests.yaml").read_text("utf-8")
        )
    ),
    "wishes": frozenset(people.Wish.values),
    "comfort": frozenset(people.Comfort.values),
    "life": frozenset(people.Life.values),
    "languages": frozenset(people.Language.values),
    "free": frozenset(people.SLOTS),
    "slots": frozenset(people.SLOTS),
}


@pytest.fixture(scope="module")
def town() -> TownPlan:
    return plan_town(today=TODAY)


def everything(town: TownPlan) -> Iterator[tuple[str, object]]:
    """(what it is, thing) for each row of the plan."""
    for field in fields(town):
        rows = getattr(town, field.name)
        if isinstance(rows, tuple):
            yield from ((field.name, row) for row in rows)


def texts(value: object) -> Iterator[str]:
    """Every string in it, deep, keys aside."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_town_has_what_was_asked(town):
    assert sum(area.kind == AreaKind.NEIGHBOURHOOD for area in town.areas) == 7
    assert {"Les Tilleuls", "La Gare"} <= {area.name for area in town.areas}
    assert len(town.places) == 14
    assert sum(p.kind == PlaceKind.NEIGHBOURHOOD_HOUSE for p in town.places) == 3
    assert len(town.organisations) == 60
    assert len(town.circles) == 25
    assert sum(c.visibility == Visibility.SENSITIVE for c in town.circles) == 3
    assert len(town.needs) == 25
    assert len(town.gatherings) == 79
    assert len(town.residents) == 400
    assert len(town.welcomers) == 24
    assert sum(r.says_newcomer for r in town.residents) == 20
    assert sum(area.population for area in town.areas if area.parent) == town.areas[0].population


def test_town_is_the_same_for_the_same_seed_and_another_for_another_one(town):
    assert plan_town(1, today=TODAY) == town
    assert plan_town(2, today=TODAY).residents != town.residents


def test_town_does_not_depend_on_the_hash_of_strings():
    script = (
        "import hashlib, datetime; from parvis.surfaces.cli.town.plan import plan_town;"
        "plan = plan_town(today=datetime.date(2026, 11, 22));"
        "print(hashlib.sha256(repr(plan).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(prints) == 1


def test_town_too_small_for_its_pages_is_refused():
    with pytest.raises(ValueError, match=str(LEAST_RESIDENTS)):
        plan_town(today=TODAY, residents=LEAST_RESIDENTS - 1)
    assert len(plan_town(today=TODAY, residents=LEAST_RESIDENTS).residents) == LEAST_RESIDENTS


@pytest.mark.parametrize(
    "name",
    [
        *("areas", "landmarks", "places", "organisations", "circles", "needs", "gatherings"),
        "activities",
    ],
)
def test_slugs_are_single(town, name):
    slugs = [row.slug for row in getattr(town, name)]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_slugs_pointed_at_exist(town):
    known = {
        "area": {area.slug for area in town.areas},
        "parent": {area.slug for area in town.areas},
        "place": {place.slug for place in town.places},
        "organisation": {one.slug for one in town.organisations},
        "circle": {one.slug for one in town.circles},
        "gathering": {one.slug for one in town.gatherings},
    }
    checked = Counter()
    for _, row in everything(town):
        for name, slugs in known.items():
            if getattr(row, name, None) is not None:
                assert getattr(row, name) in slugs
                checked[name] += 1
    assert checked.keys() == known.keys()


def test_neighbourhoods_tile_the_commune(town):
    commune, *parts = [shape(area.boundary) for area in town.areas]
    assert all(part.is_valid and part.geom_type == "Polygon" for part in [commune, *parts])
    assert shapely.union_all(parts).equals(commune)
    assert sum(part.area for part in parts) == pytest.approx(commune.area, rel=1e-12)
    for index, part in enumerate(parts):
        assert 15 <= len(part.exterior.coords) - 1 <= 40
        assert all(part.intersection(other).area == 0 for other in parts[:index])


def test_neighbours_share_a_line_and_landmarks_run_along_them(town):
    parts = {area.slug: shape(area.boundary) for area in town.areas if area.parent}
    neighbours = {
        slug: {
            other
            for other, theirs in parts.items()
            if other != slug and mine.intersection(theirs).length > 0
        }
        for slug, mine in parts.items()
    }
    assert neighbours["les-tilleuls"] == {"centre-ancien", "saint-lubin", "les-tanneries"}
    assert "les-grands-champs" not in neighbours["centre-ancien"]
    borders = shapely.union_all([part.boundary for part in parts.values()])
    assert all(borders.covers(shape(landmark.line)) for landmark in town.landmarks)


def test_points_are_inside_their_area(town):
    parts = {area.slug: shape(area.boundary) for area in town.areas}
    for place in town.places:
        assert parts[place.area].contains(Point(place.longitude, place.latitude)), place.slug
    for resident in town.residents:
        latitude, longitude = resident.point
        assert parts[resident.area].contains(Point(longitude, latitude))


def test_aliases_point_at_one_neighbourhood(town):
    owners = defaultdict(set)
    for area in town.areas:
        for alias in (area.name, *area.aliases):
            owners[alias.casefold()].add(area.slug)
    assert all(len(slugs) == 1 for slugs in owners.values())
    assert owners["aux tilleuls"] == {"les-tilleuls"}
    assert owners["quartier de la gare"] == {"la-gare"}


def test_opening_hours_are_read_by_the_library_and_open_within_a_week(town):
    for place in town.places:
        hours = OpeningHours(place.opening_hours, country="FR")
        tuesday = datetime(2026, 6, 2)  # noqa: DTZ001  (local time, as the library wants it)
        opens = hours.next_change(tuesday)
        assert hours.is_open(tuesday) or opens - tuesday < timedelta(days=7), place.slug


def test_telephones_are_fictional(town):
    found = [
        number
        for _, row in everything(town)
        for text in texts(row)
        for number in PHONE.findall(text)
    ]
    assert len(found) >= len(town.places) + len(town.organisations)
    assert [number for number in found if not FICTION.fullmatch(number)] == []
    assert all(FICTION.fullmatch(one.phone) for one in (*town.places, *town.organisations))


def test_emails_are_in_reserved_domains_and_single(town):
    found = [
        email for _, row in everything(town) for text in texts(row) for email in EMAIL.findall(text)
    ]
    assert len(found) == len(town.places) + len(town.organisations) + len(town.residents)
    assert all(email.endswith(".example") for email in found)
    assert len({email.lower() for email in found}) == len(found)
    assert all(email.isascii() for email in found)


def test_tags_are_all_known(town):
    seen = Counter()
    for what, row in everything(town):
        for name, known in TAGS.items():
            tags = getattr(row, name, ())
            assert set(tags) <= known, (what, row)
            assert len(set(tags)) == len(tags), (what, row)
            seen[name] += len(tags)
    assert seen.keys() == TAGS.keys()
    assert all(seen.values())
    assert tuple(people.SLOTS) == SLOTS
    assert set(files.read("tastes")) <= TAGS["interests"]


def test_choices_are_all_known(town):
    assert {area.kind for area in town.areas} <= set(AreaKind.values)
    assert {place.kind for place in town.places} <= set(PlaceKind.values)
    for place in town.places:
        assert set(place.access) <= set(AccessFact.values)
        assert set(place.access.values()) <= {Answer.YES, Answer.NO}
    assert {one.kind for one in town.organisations} == set(Kind.values)
    # A closed circle is made by a table that goes on, never planned.
    assert {one.visibility for one in town.circles} == {*Visibility.values} - {Visibility.CLOSED}
    assert {need.rhythm for need in town.needs} == set(Rhythm.values)
    assert {row.part for row in town.organisation_memberships} == set(Part.values)
    # Who waits, and who is offered a seat, follows from what they do: see the encounters.
    assert {row.state for row in town.attendance} == {Coming.GOING, Coming.CANCELLED}
    assert {one.photos for one in town.activities} == set(Photos.values)
    assert {one.signup for one in town.activities} == set(SignUp.values)
    assert {state for one in town.activities for _, state in one.cohosts} == set(CoHosting.values)
    assert {row.kind for row in town.roles} == set(people.Role.values)
    assert {one.age_band for one in town.residents} == set(people.AgeBand.values)
    assert {need for one in town.residents for need in one.access} <= set(people.Access.values)
    assert {one.reads for one in town.residents} == {"fr", "en"}


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("areas", Area),
        ("places", Place),
        ("organisations", Organisation),
        ("circles", Circle),
        ("circle_memberships", CircleMembership),
        ("needs", Need),
        ("gatherings", Gathering),
        ("activities", Gathering),
        ("residents", Resident),
        ("welcomers", Welcomer),
    ],
)
def test_texts_fit_in_their_columns(town, name, model):
    limits = {field.name: getattr(field, "max_length", None) for field in model._meta.fields}
    checked = 0
    for row in getattr(town, name):
        for field in fields(row):
            value, limit = getattr(row, field.name), limits.get(field.name)
            if isinstance(value, str) and limit:
                assert len(value) <= limit, value
                checked += 1
    assert checked


def test_texts_follow_french_typography(town):
    pages = [text for _, row in everything(town) for text in texts(row) if "@" not in text]
    data = [
        text for name in ("bios", "tastes", "people", "names") for text in texts(files.read(name))
    ]
    hours = {place.opening_hours for place in town.places}
    for text in [*pages, *data]:
        if text in hours:
            continue
        assert not {"'", '"'} & set(text), text
        assert not re.search(r" [;:!?»]|« |  |\d h\b", text), text
        assert not re.search(r"[{}|]", text) or text in data, text


def test_texts_are_written_once(town):
    for name in ("places", "organisations", "circles", "needs", "gatherings", "activities"):
        about = [row.about for row in getattr(town, name)]
        assert len(set(about)) == len(about)
        assert all(len(text) > 30 for text in about)


def test_plan_can_be_written_as_json(town):
    assert json.loads(json.dumps(asdict(town), default=str))["areas"][0]["name"] == "Ormevault"
