"""The whole town, planned before anything is stored."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from parvis.surfaces.cli.town import activities_plan, files, ties_plan, week_plan
from parvis.surfaces.cli.town.people_plan import SLOTS, Named, Population
from parvis.surfaces.cli.town.shapes import (
    AttendancePlan,
    CastPlan,
    GatheringPlan,
    ResidentPlan,
    RolePlan,
    TownPlan,
    WelcomerPlan,
)

#: Below this the people whom the pages name would be the whole town.
LEAST_RESIDENTS = 150
USUAL_RESIDENTS = 400
Cast = Sequence[Mapping[str, Any]]
ROLES = ("moderator", "official", "coordinator", "operator")


def plan_town(seed: int = 1, *, today: date, residents: int = USUAL_RESIDENTS) -> TownPlan:
    """Ormevault on a given day: the same ``seed``, ``today`` and ``residents`` give the same town.

    Grows to any size: newcomers stay one in twenty, one account in a hundred welcomes.

    :raises ValueError: fewer residents than the town's pages need.
    """
    if residents < LEAST_RESIDENTS:
        raise ValueError(f"The demo town needs at least {LEAST_RESIDENTS} residents.")
    cast: Cast = files.read("cast")
    organisations, circles = files.organisations(), files.circles()
    gatherings = week_plan.gatherings(today)
    named, found = ties_plan.people_with_a_name(organisations, gatherings, cast)
    people, numbers = _people(seed, today, residents, cast, named)
    greeters = {pair: numbers[key] for pair, key in found.items()}
    gatherings = week_plan.with_greeters(gatherings, greeters)
    _free_when_greeting(people, gatherings)
    # The newcomer one enters as has not chosen anything yet: their path is still whole.
    apart = {number for number, row in enumerate(cast) if row["key"] == "newcomer"}
    unnamed = range(len(numbers), residents)
    settled = [number for number in unnamed if not people[number].says_newcomer]
    welcomers = _welcomers(seed, today, people, settled, cast)
    return TownPlan(
        seed=seed,
        today=today,
        areas=files.areas(),
        landmarks=files.landmarks(),
        places=files.places(),
        organisations=organisations,
        circles=circles,
        needs=files.needs(today),
        gatherings=gatherings,
        activities=activities_plan.activities(today),
        residents=tuple(people),
        cast=tuple(CastPlan(row["key"], number) for number, row in enumerate(cast)),
        welcomers=welcomers,
        roles=_roles(cast, welcomers),
        organisation_memberships=ties_plan.organisation_members(
            _rng(seed, "organisations"), organisations, people, _parts(cast, greeters)
        ),
        circle_memberships=ties_plan.circle_members(
            _rng(seed, "circles"), circles, people, _cast_in(cast, "circles"), apart
        ),
        attendance=_attendance(seed, today, people, gatherings, apart),
    )


def _people(
    seed: int, today: date, residents: int, cast: Cast, named: Mapping[str, Named]
) -> tuple[list[ResidentPlan], dict[str, int]]:
    """Everyone: the cast, those whom a page names, then anyone. And where to find the first two."""
    population = Population(_rng(seed, "people"), today, files.areas())
    people = [population.cast(row) for row in cast]
    numbers = {row["name"]: number for number, row in enumerate(cast)}
    for key, person in named.items():
        numbers[key] = len(people)
        people.append(population.named(len(people), person))
    newcomers = _newcomers(_rng(seed, "newcomers"), len(people), residents)
    people += [
        population.anyone(number, is_new=number in newcomers)
        for number in range(len(people), residents)
    ]
    return people, numbers


def _rng(seed: int, subject: str) -> random.Random:
    """One stream per subject: a change to the circles leaves the people as they were."""
    return random.Random(f"{seed}:{subject}")  # noqa: S311  (a plan, not a secret)


def _newcomers(rng: random.Random, first: int, residents: int) -> set[int]:
    """Who has just arrived: one in twenty, the one of the cast included."""
    rules = files.read("people")
    wanted = max(rules["newcomers"] * residents // USUAL_RESIDENTS, 2) - 1
    return set(rng.sample(range(first, residents), min(wanted, residents - first)))


def _free_when_greeting(people: list[ResidentPlan], gatherings: Sequence[GatheringPlan]) -> None:
    """Who waits at a door is free at that time."""
    for one in gatherings:
        if one.greeter is not None:
            person = people[one.greeter]
            free = {*person.free, week_plan.slot_of(one.starts_at)}
            ordered = tuple(slot for slot in SLOTS if slot in free)
            people[one.greeter] = replace(person, free=ordered)


def _welcomers(
    seed: int,
    today: date,
    people: Sequence[ResidentPlan],
    settled: Sequence[int],
    cast: Cast,
) -> tuple[WelcomerPlan, ...]:
    known = [
        WelcomerPlan(number, row["cap"], None, row["proposes"])
        for number, row in enumerate(cast)
        if row["key"] == "welcomer"
    ]
    count = max(files.read("people")["welcomers"], len(people) // 100)
    drawn = ties_plan.welcomers(_rng(seed, "welcomers"), today, people, settled, count - len(known))
    return (*known, *drawn)


def _roles(cast: Cast, welcomers: Sequence[WelcomerPlan]) -> tuple[RolePlan, ...]:
    staff = [RolePlan(n, row["key"]) for n, row in enumerate(cast) if row["key"] in ROLES]
    return (*staff, *(RolePlan(one.resident, "welcomer") for one in welcomers))


def _cast_in(cast: Cast, what: str) -> dict[tuple[str, int], str]:
    """(slug, resident) -> part, as written beside each of the cast."""
    return {
        (slug, number): part for number, row in enumerate(cast) for slug, part in row[what].items()
    }


def _parts(
    cast: Cast,
    greeters: Mapping[tuple[str, str], int],
) -> dict[tuple[str, int], str]:
    """Contacts are hosts of their organisation; who greets for another one is a member of it."""
    contacts = {(one.slug, one.contact_name) for one in files.organisations()}
    parts = _cast_in(cast, "organisations")
    for pair, number in greeters.items():
        parts.setdefault((pair[0], number), "host" if pair in contacts else "member")
    return parts


def _attendance(
    seed: int,
    today: date,
    people: Sequence[ResidentPlan],
    gatherings: Sequence[GatheringPlan],
    apart: set[int],
) -> tuple[AttendancePlan, ...]:
    week = week_plan.Attendances(_rng(seed, "attendance"), today, people, apart)
    return tuple(row for gathering in gatherings for row in week.of(gathering))
