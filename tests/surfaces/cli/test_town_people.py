"""The people of the demo town, where they belong, and what they come to."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.vocabulary import CAPACITY_MAX, LONGEST_NIGHT_MINUTES, Coming
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people import vocabulary as people
from parvis.domains.welcome.vocabulary import CAP_MAX
from parvis.surfaces.cli.town import files
from parvis.surfaces.cli.town.people_plan import SLOTS
from parvis.surfaces.cli.town.people_words import agree
from parvis.surfaces.cli.town.plan import LEAST_RESIDENTS, plan_town
from parvis.surfaces.cli.town.shapes import GatheringPlan, TownPlan
from parvis.surfaces.cli.town.week_plan import slot_of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def town() -> TownPlan:
    return plan_town(today=TODAY)


def going_by_date(town: TownPlan) -> Counter[tuple[str, int]]:
    return Counter(
        (row.gathering, row.occurrence) for row in town.attendance if row.state == Coming.GOING
    )


@pytest.mark.parametrize(
    ("gender", "said"),
    [
        ("f", "Retraitée, je suis nouvelle."),
        ("m", "Retraité, je suis nouveau."),
        ("x", "Retraité·e, je suis nouvel·le."),
    ],
)
def test_sentence_agrees_with_the_person(gender, said):
    assert agree("Retraité(e), je suis (nouveau|nouvelle|nouvel·le).", gender) == said


def test_residents_are_adults_with_a_life_of_their_own(town):
    ages = [TODAY.year - one.birth_year for one in town.residents]
    assert min(ages) >= people.ADULT_AGE
    assert max(ages) <= 96
    assert all(len(one.free) >= 2 and len(one.interests) >= 2 for one in town.residents)
    assert all(one.languages and one.wishes and one.life for one in town.residents)
    written = [one.about for one in town.residents if one.about]
    assert len(set(written)) > 0.95 * len(written) > 0.85 * len(town.residents)
    assert len({one.first_name for one in town.residents}) > 200
    for one in town.residents:
        assert not ("student" in one.life and "retired" in one.life)
        assert "retired" not in one.life or TODAY.year - one.birth_year >= 60


def test_residents_say_only_what_they_like(town):
    owners = defaultdict(set)
    for slug, taste in files.read("tastes").items():
        for row in taste["fr"]:
            owners[row if isinstance(row, str) else row["text"]].add(slug)
    plain = {text: slugs for text, slugs in owners.items() if "(" not in text and "{" not in text}
    told = 0
    for one in town.residents[len(town.cast) :]:
        for text, slugs in plain.items():
            if text in one.about:
                assert slugs & set(one.interests), (text, one)
                told += 1
    assert told > len(town.residents)


def test_newcomers_have_just_arrived(town):
    for one in town.residents:
        assert one.says_newcomer == ("newcomer" in one.life) == (one.arrived_days_ago is not None)
        if one.arrived_days_ago is not None:
            assert 1 <= one.joined_days_ago <= one.arrived_days_ago <= people.NEWCOMER_DAYS
        else:
            assert one.joined_days_ago > people.NEWCOMER_DAYS


def test_cast_is_complete(town):
    cast = {one.key: town.residents[one.resident] for one in town.cast}
    assert list(cast) == [
        "newcomer", "resident", "welcomer", "host", "moderator", "official", "coordinator",
        "operator",
    ]  # fmt: skip
    nadia = cast["welcomer"]
    assert (nadia.name, nadia.email, nadia.area) == (
        "Nadia",
        "nadia@demo.parvis.example",
        "les-tilleuls",
    )
    assert {"photography", "walking"} <= set(nadia.interests)
    assert "thu-evening" in nadia.free
    assert cast["newcomer"].says_newcomer
    numbers = {one.key: one.resident for one in town.cast}
    kinds = {(row.resident, row.kind) for row in town.roles}
    for key in ("welcomer", "moderator", "official", "coordinator", "operator"):
        assert (numbers[key], key) in kinds
    assert [one.resident for one in town.welcomers].count(numbers["welcomer"]) == 1
    hosts = {
        (row.organisation, row.resident)
        for row in town.organisation_memberships
        if row.part == Part.HOST
    }
    assert ("mq-tilleuls", numbers["host"]) in hosts


def test_newcomer_one_enters_as_has_chosen_nothing(town):
    newcomer = next(one.resident for one in town.cast if one.key == "newcomer")
    ties = (*town.attendance, *town.circle_memberships, *town.organisation_memberships)
    assert newcomer not in {row.resident for row in ties}


def test_welcomers_are_everywhere_and_two_rest(town):
    everyone = [town.residents[one.resident] for one in town.welcomers]
    assert len({one.resident for one in town.welcomers}) == len(town.welcomers)
    assert set(Counter(one.area for one in everyone)) == {a.slug for a in town.areas if a.parent}
    assert all(one.name == one.first_name and not one.says_newcomer for one in everyone)
    assert sum("en" in one.languages for one in everyone) >= 3
    assert all(2 <= one.cap <= 4 <= CAP_MAX for one in town.welcomers)
    resting = [one for one in town.welcomers if one.paused_until]
    assert len(resting) == 2
    assert all(one.paused_until > TODAY for one in resting)
    assert all(one.proposes and "{" not in one.proposes for one in town.welcomers)


def test_every_organisation_has_one_who_answers_under_the_name_it_shows(town):
    rows = defaultdict(list)
    for row in town.organisation_memberships:
        rows[row.organisation].append(row)
    for one in town.organisations:
        answering = [row for row in rows[one.slug] if row.welcomes]
        assert len(answering) == 1
        assert answering[0].part == Part.HOST
        assert town.residents[answering[0].resident].name == one.contact_name


def test_memberships_are_single_and_no_older_than_the_account(town):
    circles = [(row.circle, row.resident) for row in town.circle_memberships]
    organisations = [(row.organisation, row.resident) for row in town.organisation_memberships]
    for pairs in (circles, organisations):
        assert len(set(pairs)) == len(pairs)
    for row in (*town.circle_memberships, *town.organisation_memberships):
        assert 1 <= row.joined_days_ago <= town.residents[row.resident].joined_days_ago


def test_circles_have_members_a_host_and_masks_where_they_are_needed(town):
    rows = defaultdict(list)
    for row in town.circle_memberships:
        rows[row.circle].append(row)
    for circle in town.circles:
        members = rows[circle.slug]
        assert len(members) >= 3, circle.slug
        assert sum(row.is_host for row in members) == 1
        masks = [row.pseudonym for row in members]
        if circle.visibility == Visibility.SENSITIVE:
            assert all(masks)
            assert len(set(masks)) == len(masks)
        else:
            assert not any(masks)


def test_gatherings_have_dates_that_keep_their_local_hour(town):
    # Five weeks around the end of October: clocks change on the 25th.
    autumn = plan_town(today=date(2026, 10, 24), residents=LEAST_RESIDENTS)
    for plan in (town, autumn):
        for one in plan.gatherings:
            local = [o.starts_at.astimezone(ZoneInfo("Europe/Paris")) for o in one.occurrences]
            assert len({(at.weekday(), at.time()) for at in local}) == 1
            assert len({at.date() for at in local}) == len(local) == (5 if one.weekly else 1)
            assert one.starts_at == one.occurrences[0].starts_at
            for o in one.occurrences:
                assert o.starts_at.tzinfo is UTC
                assert o.ends_at - o.starts_at == timedelta(minutes=one.minutes)
    utc_hours = {o.starts_at.hour for o in autumn.gatherings[0].occurrences}
    assert utc_hours == {7, 8}


def test_gatherings_are_as_varied_as_a_town(town):
    def some(wanted) -> list[GatheringPlan]:
        return [one for one in town.gatherings if wanted(one)]

    assert len(some(lambda one: one.weekly)) >= 45
    assert len(some(lambda one: not one.weekly)) >= 24
    assert len(some(lambda one: one.languages == ("en",))) >= 2
    assert len(some(lambda one: any(o.is_cancelled for o in one.occurrences))) >= 4
    assert len(some(lambda one: one.is_full)) >= 3
    assert len(some(lambda one: one.capacity is None)) >= 8
    assert len(some(lambda one: one.price_cents)) >= 5
    assert len(some(lambda one: "children" in one.life)) >= 3
    zone = ZoneInfo("Europe/Paris")
    assert some(
        lambda one: any(
            o.starts_at.astimezone(zone).date() != o.ends_at.astimezone(zone).date()
            for o in one.occurrences
        )
    )
    moments = {slot_of(one.starts_at) for one in town.gatherings}
    assert {slot.partition("-")[0] for slot in moments} == {slot[:3] for slot in SLOTS}
    assert all(one.minutes <= LONGEST_NIGHT_MINUTES for one in town.gatherings)
    assert all((one.capacity or 1) <= CAPACITY_MAX for one in town.gatherings)


@pytest.mark.parametrize("days", range(7))
def test_town_has_something_in_the_next_ten_days_whatever_the_day(days):
    today = TODAY + timedelta(days=days)
    plan = plan_town(today=today, residents=LEAST_RESIDENTS)
    start = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo("Europe/Paris"))
    coming = [
        o
        for one in plan.gatherings
        for o in one.occurrences
        if start <= o.starts_at < start + timedelta(days=10) and not o.is_cancelled
    ]
    assert len(coming) > 60
    assert all(need.until > today for need in plan.needs)


def test_who_comes_alone_knows_whom_to_look_for(town):
    for one in town.gatherings:
        assert one.good_alone == bool(one.sign) == bool(one.greeter_name)
        if one.good_alone:
            greeter = town.residents[one.greeter]
            assert greeter.name == one.greeter_name
            assert slot_of(one.starts_at) in greeter.free
            assert not set(one.languages).isdisjoint(greeter.languages)
        else:
            assert one.greeter is None
    assert sum(one.good_alone for one in town.gatherings) > 60


def test_attendance_never_passes_the_capacity(town):
    going = going_by_date(town)
    for one in town.gatherings:
        for o in one.occurrences:
            count = going[one.slug, o.index]
            assert one.capacity is None or count <= one.capacity
            if o.is_cancelled:
                assert count == 0
            elif one.is_full and o.starts_at >= NOW:
                assert count == one.capacity
            elif one.capacity and o.starts_at >= NOW:
                assert count < one.capacity


def test_attendance_is_said_once_in_the_past_by_people_who_had_an_account(town):
    starts = {(one.slug, o.index): o for one in town.gatherings for o in one.occurrences}
    seen, busy = set(), set()
    for row in town.attendance:
        occurrence = starts[row.gathering, row.occurrence]
        seen.add((row.gathering, row.occurrence, row.resident))
        busy.add((row.resident, occurrence.starts_at.date(), slot_of(occurrence.starts_at)))
        assert row.said_at < min(NOW, occurrence.starts_at)
        assert (NOW - row.said_at).days <= town.residents[row.resident].joined_days_ago
    assert len(seen) == len(busy) == len(town.attendance)
    assert 1_000 < len(town.attendance) < 3_000


def test_regulars_come_back(town):
    times = Counter(
        (row.gathering, row.resident) for row in town.attendance if row.state == Coming.GOING
    )
    assert sum(count >= 2 for count in times.values()) > 100


def test_town_of_fifty_thousand_keeps_its_promises():
    big = plan_town(today=TODAY, residents=50_000)
    assert len(big.residents) == 50_000
    assert len({one.email for one in big.residents}) == 50_000
    assert sum(one.says_newcomer for one in big.residents) == 2_500
    assert len(big.welcomers) == 500
    going = going_by_date(big)
    assert all(
        one.capacity is None or going[one.slug, o.index] <= one.capacity
        for one in big.gatherings
        for o in one.occurrences
    )
    shares = Counter(one.area for one in big.residents)
    for area in big.areas[1:]:
        wanted = area.population / big.areas[0].population
        assert shares[area.slug] / 50_000 == pytest.approx(wanted, abs=0.02)
