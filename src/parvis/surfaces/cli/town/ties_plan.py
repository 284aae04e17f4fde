"""Who belongs where: associations, circles, welcomers."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from parvis.surfaces.cli.town.files import read
from parvis.surfaces.cli.town.people_plan import SLOTS, Named
from parvis.surfaces.cli.town.shapes import (
    CircleMembershipPlan,
    CirclePlan,
    GatheringPlan,
    OrganisationMembershipPlan,
    OrganisationPlan,
    ResidentPlan,
    WelcomerPlan,
)

#: A sensitive circle is found by few, and never guessed from what somebody likes.
SENSITIVE_CHANCE = 0.03
#: Who lives what a circle is about may join it without sharing its interests.
LIVES_IT_CHANCE = 0.25


def people_with_a_name(
    organisations: Iterable[OrganisationPlan],
    gatherings: Iterable[GatheringPlan],
    cast: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, Named], dict[tuple[str, str], str]]:
    """Who must exist because a page says their first name.

    :returns: key -> person, for those the cast does not already play; and
        (organisation, first name) -> key, or the first name of one of the cast.
    """
    people: dict[str, Named] = {}
    found: dict[tuple[str, str], str] = {}
    played = {(slug, row["name"]) for row in cast for slug in row["organisations"]}
    actors = {row["name"] for row in cast}
    by_name: dict[str, str] = {name: name for name in actors}
    by_slug = {one.slug: one for one in organisations}
    for one in by_slug.values():
        pair = (one.slug, one.contact_name)
        if pair in played:
            found[pair] = one.contact_name
            continue
        key = f"{one.slug}/{one.contact_name}"
        found[pair] = key
        by_name.setdefault(one.contact_name, key)
        people[key] = Named(one.contact_name, one.contact_gender, one.area, one.interests)
    genders = read("people")["greeters"]
    for gathering in gatherings:
        pair = (gathering.organisation, gathering.greeter_name)
        if not gathering.greeter_name or pair in found:
            continue
        if gathering.greeter_name not in by_name:
            key = f"{gathering.organisation}/{gathering.greeter_name}"
            by_name[gathering.greeter_name] = key
            area = by_slug[gathering.organisation].area
            gender = genders[gathering.greeter_name]
            people[key] = Named(gathering.greeter_name, gender, area, gathering.interests)
        found[pair] = by_name[gathering.greeter_name]
    return people, found


def organisation_members(
    rng: random.Random,
    organisations: Sequence[OrganisationPlan],
    residents: Sequence[ResidentPlan],
    given: Mapping[tuple[str, int], str],
) -> tuple[OrganisationMembershipPlan, ...]:
    """``given``: (organisation, resident) -> part, for those who have one already."""
    hosts = {
        slug: number for (slug, number), part in reversed(list(given.items())) if part == "host"
    }
    rows = [
        OrganisationMembershipPlan(
            slug, number, part, hosts[slug] == number, residents[number].joined_days_ago
        )
        for (slug, number), part in given.items()
    ]
    likes = [(one.slug, frozenset(one.interests)) for one in organisations]
    for number, resident in enumerate(residents):
        wanted = rng.choices((0, 1, 2), (6, 3, 1))[0]
        if not wanted or resident.says_newcomer:
            continue
        fitting = [slug for slug, theirs in likes if not theirs.isdisjoint(resident.interests)]
        for slug in rng.sample(fitting, min(wanted, len(fitting))):
            if (slug, number) not in given:
                days = rng.randint(1, resident.joined_days_ago)
                rows.append(OrganisationMembershipPlan(slug, number, "member", False, days))
    return tuple(rows)


def circle_members(
    rng: random.Random,
    circles: Sequence[CirclePlan],
    residents: Sequence[ResidentPlan],
    given: Mapping[tuple[str, int], str],
    apart: set[int],
) -> tuple[CircleMembershipPlan, ...]:
    """Everyone where they like to be. No circle stays without a host."""
    inside: dict[str, dict[int, int]] = {one.slug: {} for one in circles}
    for slug, number in given:
        inside[slug][number] = residents[number].joined_days_ago
    themes = [(one, frozenset(one.interests)) for one in circles]
    for number, resident in enumerate(residents):
        if number not in apart:
            for slug in _joined(rng, themes, resident):
                inside[slug].setdefault(number, rng.randint(1, resident.joined_days_ago))
    rows: list[CircleMembershipPlan] = []
    for one in circles:
        if not inside[one.slug]:
            first = rng.choice([n for n in range(len(residents)) if n not in apart])
            inside[one.slug][first] = residents[first].joined_days_ago
        rows += _circle(rng, one, inside[one.slug], given)
    return tuple(rows)


def _joined(
    rng: random.Random,
    themes: Iterable[tuple[CirclePlan, frozenset[str]]],
    resident: ResidentPlan,
) -> list[str]:
    """Up to three circles they like, those about what they live, and by chance a sensitive one."""
    liked, lived = [], []
    for circle, interests in themes:
        if set(circle.languages).isdisjoint(resident.languages):
            continue
        lives = not set(circle.life).isdisjoint(resident.life)
        if circle.visibility == "sensitive":
            lived += [circle.slug] if rng.random() < SENSITIVE_CHANCE else []
        elif lives and rng.random() < LIVES_IT_CHANCE:
            lived.append(circle.slug)
        elif not interests.isdisjoint(resident.interests):
            # A circle that welcomes newcomers has others in it: there would be nobody to meet.
            liked += [circle.slug] if not circle.life or "newcomer" in circle.life else []
    wanted = rng.choices((0, 1, 2, 3), (30, 38, 22, 10))[0]
    return lived + rng.sample(liked, min(wanted, len(liked)))


def _circle(
    rng: random.Random,
    circle: CirclePlan,
    members: Mapping[int, int],
    given: Mapping[tuple[str, int], str],
) -> list[CircleMembershipPlan]:
    hosts = {number for number in members if given.get((circle.slug, number)) == "host"}
    if not hosts and members:
        hosts = {max(members, key=lambda number: members[number])}
    names: Sequence[str] = read("names")["pseudonyms"]
    masks = _masks(rng, names, len(members)) if circle.visibility == "sensitive" else None
    return [
        CircleMembershipPlan(
            circle.slug, number, number in hosts, next(masks) if masks else "", days
        )
        for number, days in members.items()
    ]


def _masks(rng: random.Random, names: Sequence[str], count: int) -> Iterator[str]:
    """As many different pseudonyms as asked: « Sauge », then « Sauge 2 »."""
    drawn = [
        name if turn == 0 else f"{name} {turn + 1}"
        for turn in range(count // len(names) + 1)
        for name in rng.sample(names, len(names))
    ]
    return iter(drawn[:count])


def welcomers(
    rng: random.Random,
    today: date,
    residents: Sequence[ResidentPlan],
    candidates: Sequence[int],
    count: int,
) -> list[WelcomerPlan]:
    """``count`` people under their own name, of every neighbourhood in turn; two take a break."""
    open_faced = [n for n in candidates if residents[n].name == residents[n].first_name]
    free = sorted(open_faced, key=lambda n: (-min(len(residents[n].free), 4), rng.random()))
    queues: dict[str, list[int]] = {}
    for number in free:
        queues.setdefault(residents[number].area, []).append(number)
    order = sorted(queues)
    rows: list[WelcomerPlan] = []
    while len(rows) < count and any(queues.values()):
        for area in order:
            if queues[area] and len(rows) < count:
                number = queues[area].pop(0)
                said = _proposal(rng, residents[number])
                rows.append(WelcomerPlan(number, rng.choice((2, 3, 3, 4)), None, said))
    resting = set(rng.sample(range(len(rows)), min(2, len(rows))))
    return [
        row
        if index not in resting
        else WelcomerPlan(
            row.resident, row.cap, today + timedelta(days=rng.randint(6, 20)), row.proposes
        )
        for index, row in enumerate(rows)
    ]


def _proposal(rng: random.Random, resident: ResidentPlan) -> str:
    """What they propose, at one of the moments at which they are free and it can be done."""
    words = read("people")
    possible = [
        (row["text"], slot)
        for row in words["proposes"]
        for slot in resident.free
        if slot in row.get("slots", SLOTS)
    ]
    text = rng.choice(list(dict(possible)))
    slot = rng.choice([slot for said, slot in possible if said == text])
    day, _, moment = slot.partition("-")
    when = f"{words['moments']['days'][day]} {words['moments']['parts'][moment]}"
    return str(text).replace("{when}", when)
