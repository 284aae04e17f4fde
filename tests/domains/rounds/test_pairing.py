"""The commune as a problem, and what is said of its tables: only what people gave for it."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from typing import Any

import h3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Meeting
from parvis.domains.people.models import Block, Distance, Resident
from parvis.domains.people.vocabulary import SLOTS, Access, Language
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.rounds import pairing
from parvis.domains.rounds.models import Again, Name, Round, Seat
from parvis.domains.rounds.pairing import missing
from parvis.domains.rounds.pairing.simple import simple_plan
from parvis.domains.rounds.selectors.reasons import why_unplaced as words
from parvis.domains.rounds.vocabulary import SeatState, TableState
from parvis.domains.territory import selectors as territory
from parvis.matching.rounds import reasons
from parvis.matching.rounds.generate import commune as a_problem
from parvis.matching.rounds.plan import Group, RoundPlan
from parvis.matching.rounds.verify import verify
from tests.factories.circles import a_circle, a_member
from tests.factories.encounters import a_meeting
from tests.factories.gatherings import paris
from tests.factories.people import a_role
from tests.factories.rounds import (
    EVENING,
    NOW,
    a_closed_round,
    a_commune,
    a_hall,
    a_name,
    a_published_round,
    a_quarter,
    a_round,
    a_session,
    on_list,
    somebody,
)

pytestmark = pytest.mark.django_db


def square(longitude: float, latitude: float, side: float = 0.02) -> dict[str, Any]:
    east, north = longitude + side, latitude + side
    corners = [(longitude, latitude), (east, latitude), (east, north), (longitude, north)]
    return {"type": "Polygon", "coordinates": [[list(one) for one in (*corners, corners[0])]]}


def people_of(round_: Round) -> dict[str, list[Any]]:
    """The columns of the problem."""
    columns: dict[str, list[Any]] = pairing.drawn_for(round_, EVENING).columns["people"]
    return columns


def column(round_: Round, name: str, resident: Resident) -> Any:
    drawn = pairing.drawn_for(round_, EVENING)
    return drawn.columns["people"][name][drawn.index[resident.pk]]


def pairs(round_: Round, kind: str) -> set[frozenset[Resident]]:
    drawn = pairing.drawn_for(round_, EVENING)
    who = {number: Resident.objects.get(pk=pk) for pk, number in drawn.index.items()}
    return {frozenset((who[one], who[other])) for one, other in drawn.columns[kind]}


def test_what_somebody_said_becomes_their_row() -> None:
    commune = a_commune()
    lea = somebody(
        commune,
        age_band="60-74",
        languages=("ar", "fr"),
        access=("step-free", "quiet"),
        interests=("photography",),
    )
    a_name(
        lea,
        free=["mon-morning", "sun-evening"],
        size_max=4,
        activities=["gardening"],
        minutes_max=30,
        transit=False,
        slow_walk=True,
        hosts=True,
    )
    Name.objects.update(waited=3)
    closed = a_closed_round(commune)
    drawn = pairing.drawn_for(closed, EVENING)

    row = {name: values[0] for name, values in drawn.columns["people"].items()}

    assert row["age"] == 60
    assert row["langs"] == sum(1 << Language.values.index(one) for one in ("ar", "fr"))
    assert row["needs"] == sum(1 << Access.values.index(one) for one in ("step-free", "quiet"))
    assert row["avail"] == 1 << 0 | 1 << 20
    assert [drawn.tags[tag] for tag in row["tags"]] == ["gardening", "photography"]
    assert (row["size_max"], row["max_minutes"], row["transit"]) == (4, 30.0, 0)
    assert (row["walk_speed"], row["wait"], row["ties"]) == (50.0, 3.0, 0.0)
    assert (row["host"], row["vetted"]) == (1, 0)


def test_who_said_nothing_is_an_adult_who_reads_our_language() -> None:
    commune = a_commune()
    lea = somebody(commune, languages=())
    a_name(lea)
    closed = a_closed_round(commune)

    assert column(closed, "langs", lea) == 1 << Language.values.index("fr")
    assert column(closed, "age", lea) >= 18


def test_welcomer_opens_a_table_and_is_vetted() -> None:
    commune = a_commune()
    lea = somebody(commune)
    a_name(lea)
    a_role(lea, Duty.WELCOMER, commune)
    closed = a_closed_round(commune)

    assert (column(closed, "host", lea), column(closed, "vetted", lea)) == (1, 1)


def test_position_is_the_middle_of_a_neighbourhood_or_of_a_coarse_cell_never_finer() -> None:
    commune = a_commune(boundary=square(2.5, 48.0, 0.1))
    quarter = a_quarter(commune, boundary=square(2.52, 48.02))
    cell = territory.cell_of(48.07, 2.57)
    inside, in_cell, unknown, other = (
        somebody(area, cell=where)
        for area, where in ((quarter, cell), (commune, cell), (commune, ""), (quarter, ""))
    )
    # A cell finer than was promised is not looked at.
    fine = somebody(commune, cell=str(h3.latlng_to_cell(48.07, 2.57, 10)))
    for one in (inside, in_cell, unknown, other, fine):
        a_name(one)
    closed = a_closed_round(commune)

    def where(resident: Resident) -> tuple[float, float]:
        return column(closed, "x", resident), column(closed, "y", resident)

    assert where(inside) == where(other)
    assert where(unknown) == where(fine) == (0.0, 0.0)
    latitude, longitude = h3.cell_to_latlng(cell)
    x, y = where(in_cell)
    assert y == pytest.approx((latitude - 48.05) * 111_195, abs=1)
    assert x == pytest.approx((longitude - 2.55) * 74_316, rel=0.001)
    assert where(in_cell) != where(inside)


def test_place_offers_only_what_is_known_to_be_there() -> None:
    commune = a_commune()
    hall = a_hall(commune, access={"step-free": "yes", "quiet": "no", "toilets": "unknown"})
    a_session(commune, place=hall)
    drawn = pairing.drawn_for(a_closed_round(commune), EVENING)

    assert drawn.columns["venues"]["flags"] == [1 << Access.values.index("step-free")]


def test_who_keeps_whom_away_is_the_same_pair_whoever_did_it_and_however() -> None:
    commune = a_commune()
    people = on_list(commune, 6)
    Block.objects.create(by=people[0], blocked=people[1])
    Block.objects.create(by=people[3], blocked=people[2])
    Distance.objects.create(by=people[4], other=people[5])
    Distance.objects.create(by=people[1], other=people[0])
    closed = a_closed_round(commune)

    assert pairs(closed, "blocks") == {
        frozenset(people[:2]),
        frozenset(people[2:4]),
        frozenset(people[4:]),
    }


def test_wish_counts_when_it_is_mutual_and_nobody_is_kept_away() -> None:
    commune = a_commune()
    people = on_list(commune, 5)
    for one, other in ((0, 1), (1, 0), (1, 2), (3, 4), (4, 3)):
        Again.objects.create(by=people[one], other=people[other])
    Block.objects.create(by=people[3], blocked=people[4])
    closed = a_closed_round(commune)

    assert pairs(closed, "again") == {frozenset(people[:2])}


@pytest.mark.parametrize(
    ("days", "state", "counts"),
    [
        (30, TableState.MEETING, True),
        (181, TableState.ENDED, True),
        (183, TableState.ENDED, False),
        (30, TableState.UNMADE, False),
        (30, TableState.ASKING, False),
    ],
)
def test_those_who_sat_together_lately_met(days: int, state: TableState, counts: bool) -> None:
    commune = a_commune()
    people = on_list(commune, 4)
    old = a_round(commune, closes_at=paris("2026-03-01 20:00"))
    table = old.tables.create(
        session=a_session(commune), first_at=EVENING - timedelta(days=days), state=state
    )
    for who, seat in zip(
        people,
        (SeatState.COMING, SeatState.COMING, SeatState.LEFT, SeatState.PASSED),
        strict=True,
    ):
        # They wish for others: they may be on the list while their table ends.
        Seat.objects.create(table=table, round=old, resident=who, state=seat, further="others")
    closed = a_closed_round(commune)

    one, two, three, _passed = people
    expected = {frozenset((one, two)), frozenset((one, three)), frozenset((two, three))}
    assert pairs(closed, "recent") == (expected if counts else set())


def test_tie_is_somebody_met_more_than_twice() -> None:
    commune = a_commune()
    lea, max_, ana = on_list(commune, 3)
    for other, most in ((max_, 3), (ana, 2)):
        one, two = sorted([lea, other], key=lambda each: each.pk)
        for times in range(1, most + 1):
            Meeting.objects.create(
                occurrence=a_meeting(lea, other), one=one, other=two, times=times, met_at=NOW
            )
    closed = a_closed_round(commune)

    assert [column(closed, "ties", each) for each in (lea, max_, ana)] == [1.0, 1.0, 0.0]


def test_room_that_tables_of_another_round_use_is_not_given_twice() -> None:
    commune = a_commune()
    session = a_session(commune, tables=2, seats=8, weeks=6)
    a_published_round(commune, (session, on_list(commune, 3)))
    drawn = pairing.drawn_for(a_round(commune, closes_at=paris("2026-11-29 20:00")), EVENING)
    assert (drawn.rooms[0].tables, drawn.rooms[0].seats) == (1, 5)

    # Six weeks later its table has met for the last time.
    later = a_round(commune, closes_at=paris("2027-01-03 20:00"))
    free = pairing.drawn_for(later, EVENING)
    assert (free.rooms[0].tables, free.rooms[0].seats) == (2, 8)


def test_round_is_for_those_in_sight_who_have_no_place_elsewhere() -> None:
    commune = a_commune()
    seated = on_list(commune, 3)
    a_published_round(commune, (a_session(commune), seated))
    here, suspended, leaving, unconfirmed = on_list(commune, 4)
    Resident.objects.filter(pk=suspended.pk).update(is_active=False)
    Resident.objects.filter(pk=leaving.pk).update(erasure_asked_at=NOW)
    Resident.objects.filter(pk=unconfirmed.pk).update(confirmed_at=None)
    elsewhere = on_list(a_commune(), 1)

    closed = a_round(commune, closes_at=paris("2026-11-29 20:00"))

    assert pairing.drawn_for(closed, EVENING).residents == (here.pk,)
    assert elsewhere


def join_a_sensitive_circle(one: Resident) -> None:
    circle = a_circle(visibility=Visibility.SENSITIVE, interests=("photography",))
    a_member(circle, one, pseudonym="Camélia")


def join_a_circle(one: Resident) -> None:
    a_member(a_circle(interests=("photography",)), one)


def tell_of_their_life(one: Resident) -> None:
    one.life, one.about, one.wishes, one.comfort = ("caregiver",), "…", ("talk",), ("one-to-one",)
    one.save()


@pytest.mark.parametrize("does", [join_a_sensitive_circle, join_a_circle, tell_of_their_life])
def test_what_was_not_said_for_this_changes_nothing(does: Callable[[Resident], None]) -> None:
    commune = a_commune()
    a_session(commune)
    people = on_list(commune, 4)
    closed = a_closed_round(commune)
    before = json.dumps(pairing.drawn_for(closed, EVENING).columns)

    does(people[0])

    assert json.dumps(pairing.drawn_for(closed, EVENING).columns) == before


@pytest.mark.parametrize("count", [3, 30])
def test_drawing_a_round_costs_the_same_however_long_its_list(
    count: int, django_assert_num_queries: Any
) -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, count)
    closed = a_closed_round(commune)

    with django_assert_num_queries(11):
        pairing.drawn_for(closed, EVENING)


def test_host_of_a_table_offered_to_be_before_who_welcomes() -> None:
    commune = a_commune()
    a_session(commune)
    people = on_list(commune, 4)
    a_role(people[0], Duty.WELCOMER)
    a_name(people[2], hosts=True)
    drawn = pairing.drawn_for(a_closed_round(commune), EVENING)

    def host(*who: Resident) -> Any:
        found = pairing.host_among(drawn, [drawn.index[one.pk] for one in who])
        return None if found is None else drawn.residents[found]

    assert host(*people) == people[2].pk
    assert host(people[0], people[1]) == people[0].pk
    assert host(people[1], people[3]) is None


INTERESTS = st.sets(st.sampled_from(["photography", "gardening", "chess", "reading"]), max_size=4)
LANGUAGES = st.sets(st.sampled_from(["fr", "ar", "uk"]), max_size=3)
PROFILES = st.lists(st.tuples(INTERESTS, INTERESTS, LANGUAGES), min_size=3, max_size=6)


@given(profiles=PROFILES)
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_reason_of_a_table_is_only_what_each_of_them_gave(profiles: Any) -> None:
    commune = a_commune()
    session = a_session(commune)
    people = []
    for interests, activities, languages in profiles:
        one = somebody(commune, interests=tuple(interests), languages=tuple(languages))
        a_name(one, activities=activities)
        people.append(one)
    drawn = pairing.drawn_for(a_closed_round(commune), EVENING)

    told = pairing.reasons_of_table(
        drawn, drawn.sessions[session.pk], [drawn.index[one.pk] for one in people]
    )

    liked = reduce(set.__and__, [one | two for one, two, _spoken in profiles])
    spoken = reduce(set.__and__, [each[2] for each in profiles])
    given_by_all = {
        "shared-activity": liked,
        "shared-interest": liked,
        "shared-language": spoken,
        "free-then": set(SLOTS),
    }
    assert told
    for reason in told:
        assert reason["facts"]
        assert set(reason["facts"]) <= given_by_all[reason["code"]]
    assert ("shared-interest" in {one["code"] for one in told}) == bool(liked)


def test_reason_says_the_activity_of_the_session_when_all_of_them_like_it() -> None:
    commune = a_commune()
    session = a_session(commune, activity="photography")
    people = [somebody(commune, interests=("photography",)) for _each in range(3)]
    for one in people:
        a_name(one)
    drawn = pairing.drawn_for(a_closed_round(commune), EVENING)

    told = pairing.reasons_of_table(drawn, drawn.sessions[session.pk], [0, 1, 2])

    assert told == ({"code": "shared-activity", "facts": ["photography"]},)


@given(people=st.integers(3, 40), seed=st.integers(0, 10_000))
@settings(max_examples=15)
def test_tables_made_without_the_solver_break_no_rule(people: int, seed: int) -> None:
    problem = a_problem(people, seed)

    plan = simple_plan(problem, seconds=5)

    assert verify(problem, plan).violations == ()


def test_tables_made_without_the_solver_seat_whoever_can_be() -> None:
    commune = a_commune()
    a_session(commune, tables=2, seats=9)
    on_list(commune, 9)
    drawn = pairing.drawn_for(a_closed_round(commune), EVENING)

    plan = simple_plan(drawn.problem, seconds=5)

    assert sorted(len(one.members) for one in plan.groups) == [4, 5]


def why(round_: Round, resident: Resident, plan: RoundPlan | None = None) -> str:
    """What is said to somebody without a table; when nobody has one unless a plan is given."""
    drawn = pairing.drawn_for(round_, EVENING)
    groups = plan.groups if plan else ()
    left = {one.person: one.reason for one in reasons.why_unplaced(drawn.problem, groups)}
    return missing.why_unplaced(left[drawn.index[resident.pk]], {})[0]


def test_reason_of_who_is_never_free_then() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    lea = somebody(commune)
    a_name(lea, free=["mon-morning"])

    assert why(a_closed_round(commune), lea) == "no-slot"


def test_reason_of_who_finds_it_too_far_or_lacking_something() -> None:
    commune = a_commune(boundary=square(2.5, 48.0, 0.1))
    a_session(commune, place=a_hall(commune, latitude=48.099, longitude=2.599))
    on_list(commune, 3)
    near = somebody(a_quarter(commune, boundary=square(2.58, 48.08)), access=("step-free",))
    far = somebody(commune)
    a_name(near)
    a_name(far, minutes_max=10)
    closed = a_closed_round(commune)

    assert why(closed, near) == "access"
    assert why(closed, far) == "too-far"


def test_reason_of_who_shares_no_language_with_two_others() -> None:
    commune = a_commune()
    a_session(commune)
    on_list(commune, 3)
    olena = somebody(commune, languages=("uk",))
    a_name(olena)

    assert why(a_closed_round(commune), olena) == "language"


def test_reason_when_every_place_is_taken() -> None:
    commune = a_commune()
    session = a_session(commune, seats=4)
    people = on_list(commune, 5)
    closed = a_closed_round(commune)
    drawn = pairing.drawn_for(closed, EVENING)
    at_table = tuple(sorted(drawn.index[one.pk] for one in people[:4]))
    plan = RoundPlan.of([Group(drawn.sessions[session.pk], at_table)], len(drawn.names))

    assert why(closed, people[4], plan) == "no-seat"


@pytest.mark.parametrize("keep_apart", ["block", "blocked", "distance", "recent", "nothing"])
def test_reason_is_the_same_whether_or_not_somebody_keeps_them_away(keep_apart: str) -> None:
    """Lea could be fourth at the table of those who keep her away: she reads what anybody would."""
    commune = a_commune()
    session = a_session(commune)
    people = on_list(commune, 4)
    lea, others = people[0], people[1:]
    old = a_round(commune, closes_at=paris("2026-03-01 20:00"))
    for one in others:
        if keep_apart == "block":
            Block.objects.create(by=lea, blocked=one)
        elif keep_apart == "blocked":
            Block.objects.create(by=one, blocked=lea)
        elif keep_apart == "distance":
            Distance.objects.create(by=one, other=lea)
        elif keep_apart == "recent":
            table = old.tables.create(session=session, first_at=NOW, state=TableState.ENDED)
            for who in (lea, one):
                # One seat a round stands; the others are of people who left.
                Seat.objects.create(table=table, round=old, resident=who, state=SeatState.LEFT)
    closed = a_closed_round(commune)
    drawn = pairing.drawn_for(closed, EVENING)
    assert len(drawn.columns["blocks"]) + len(drawn.columns["recent"]) == (
        0 if keep_apart == "nothing" else 3
    )
    at_table = tuple(sorted(drawn.index[one.pk] for one in others))
    plan = RoundPlan.of([Group(drawn.sessions[session.pk], at_table)], len(drawn.names))

    assert why(closed, lea, plan) == "company"


@pytest.mark.parametrize(
    ("helps", "kept"),
    [
        ({}, ("company", {})),
        ({"moment": 4}, ("company", {"slots": ["tue-afternoon"]})),
        ({"minutes": 25, "transit": 1}, ("company", {"minutes": 25, "transit": True})),
        ({"size": 5}, ("size", {"size": 5})),
    ],
)
def test_what_would_help_is_kept_in_words_of_ours(helps: Any, kept: Any) -> None:
    assert missing.why_unplaced(reasons.NO_COMPANY, helps) == kept


def test_every_reason_of_matching_has_words_and_different_reasons_differ() -> None:
    """Minors do not use Parvis: what is said of them falls back on the general sentence."""
    assert set(missing.CODES) == set(reasons.REASONS) - {reasons.MINORS, reasons.NO_HOST}

    told = {code: words(code, you=True) for code in set(missing.CODES.values())}

    assert len(set(told.values())) == len(told)
