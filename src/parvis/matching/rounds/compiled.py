"""From the problem of a round to the flat arrays of the search (``search.layout``)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .jit import Floats, Ints
from .search.layout import GUARD, MINOR, OTHER, PENALTY, TABLES, Compiled
from .search.proposals import proposals

if TYPE_CHECKING:
    from .problem import People, RoundProblem


def compile_round(problem: "RoundProblem") -> Compiled:
    """``problem`` as flat arrays; a tenth of a second for thousands, seconds for 100,000."""
    people = problem.people
    order = along_a_curve(people.x, people.y)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    tag_weight, tag_words = words_of_tags(problem, order)
    person = np.hstack((facts(problem, order), tag_words))
    body = travel(problem, order)
    session, place = sessions(problem)
    apart_start, apart = forbidden(problem, rank)
    start, proposed = proposals(problem, person, body, session)
    return Compiled(
        order=order,
        person=person,
        body=body,
        session=session,
        place=place,
        table=np.repeat(np.arange(len(session)), session[:, TABLES]),
        tag_weight=tag_weight,
        apart_start=apart_start,
        apart=apart,
        proposed_start=start,
        proposed=proposed,
        scale=scale_of(problem),
    )


def along_a_curve(x: Floats, y: Floats) -> Ints:
    """The people in Morton order of their positions, on a grid of 1,024 × 1,024."""
    code = np.zeros(len(x), np.int64)
    for shift, values in enumerate((x, y)):
        span = float(np.ptp(values)) if len(values) else 0.0
        cell = ((values - values.min()) / span * 1023).astype(np.int64) if span else 0 * code
        for bit in range(10):
            code |= ((cell >> bit) & 1) << (2 * bit + shift)
    return np.argsort(code, kind="stable").astype(np.int64)


def facts(problem: "RoundProblem", order: Ints) -> Ints:
    """Languages, free slots, needs; and quarter, band, size, H10 kind, host in one word."""
    people, params = problem.people, problem.params
    minor = people.age < params.majority_age
    kind = np.where(minor, MINOR, np.where(people.host & people.vetted, GUARD, OTHER))
    quartier = np.unique(people.quartier, return_inverse=True)[1].reshape(-1)
    band = np.unique(people.band, return_inverse=True)[1].reshape(-1)
    size = np.clip(people.size_max, 0, params.size_max)
    meta = quartier << 34 | band << 14 | size << 4 | kind << 1 | people.host.astype(np.int64)
    return np.column_stack((people.langs, people.avail, people.needs, meta)).astype(np.int64)[order]


def words_of_tags(problem: "RoundProblem", order: Ints) -> tuple[Floats, Ints]:
    """Weights of the tags by falling frequency, and each person's tags as 64-bit words."""
    people, tags = problem.people, len(problem.tag_weight)
    words = max(1, -(-tags // 64))
    frequent = np.argsort(-np.bincount(people.tag_index, minlength=tags), kind="stable")
    rank = np.empty(tags, np.int64)
    rank[frequent] = np.arange(tags)
    weight = np.zeros(64 * words)
    weight[:tags] = problem.tag_weight[frequent]
    bits = np.zeros((len(order), words), np.uint64)
    owner = np.repeat(np.arange(len(order)), np.diff(people.tag_start))
    place = rank[people.tag_index]
    one = np.left_shift(np.uint64(1), (place & 63).astype(np.uint64))
    np.bitwise_or.at(bits, (owner, place >> 6), one)
    return weight, bits[order].view(np.int64)


def travel(problem: "RoundProblem", order: Ints) -> Floats:
    """Position, reach, base value by distance and priority of each person: columns above."""
    people, params = problem.people, problem.params
    weight = priority(people, params.w_wait, params.wait_cap, params.w_ties, params.ties_scale)
    cost = weight * params.b_travel / people.max_minutes
    base = weight * params.b_served
    columns = (
        people.x,
        people.y,
        reach(problem) ** 2,
        base,
        cost * params.detour / people.walk_speed,
        np.where(people.transit, base - cost * params.transit_fixed_min, -np.inf),
        np.where(people.transit, cost * params.detour / params.transit_speed, 0.0),
        weight,
    )
    return np.column_stack(columns)[order]


def reach(problem: "RoundProblem") -> Floats:
    """The longest distance (metres) of each person that the formula of H4 still allows.

    The division of the formula rounds: the reach is moved by the last digit until it agrees.
    """
    people, params = problem.people, problem.params

    def allowed(metres: Floats) -> NDArray[np.bool_]:
        return params.minutes(metres, people.walk_speed, people.transit) <= people.max_minutes

    walk = people.max_minutes * people.walk_speed
    ride = (people.max_minutes - params.transit_fixed_min) * params.transit_speed
    metres = np.where(people.transit, np.maximum(walk, ride), walk) / params.detour
    for _ in range(4):
        metres = np.where(allowed(metres), metres, np.nextafter(metres, 0.0))
        longer = np.nextafter(metres, np.inf)
        metres = np.where(allowed(longer), longer, metres)
    return metres


def priority(people: "People", w_wait: float, cap: float, w_ties: float, scale: float) -> Floats:
    """``w_i`` of design matching.md § 2."""
    return 1 + w_wait * np.minimum(people.wait, cap) / cap + w_ties * np.exp(-people.ties / scale)


def sessions(problem: "RoundProblem") -> tuple[Ints, Floats]:
    """Slot as a bit, flags, seats, first table and tables of each session; and where it is."""
    held, venues = problem.sessions, problem.venues
    tables = held_tables(problem)
    first = np.cumsum(tables) - tables
    flags = venues.flags[held.venue]
    columns = (np.left_shift(1, held.slot), flags, held.seats, first, tables)
    place = np.column_stack((venues.x[held.venue], venues.y[held.venue]))
    return np.column_stack(columns).astype(np.int64), place.reshape(-1, 2)


def held_tables(problem: "RoundProblem") -> Ints:
    """Tables of each session that people could ever fill."""
    held, enough = problem.sessions, len(problem) // problem.params.size_min
    return np.minimum(np.minimum(held.tables, held.seats // problem.params.size_min), enough)


def forbidden(problem: "RoundProblem", rank: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """Who may not sit with whom, both ways round: blocks, and recent without ``again``."""
    n = len(rank)
    keys = [pairs[:, 0] * n + pairs[:, 1] for pairs in (problem.recent, problem.again)]
    recent = problem.recent[~np.isin(keys[0], keys[1])]
    pairs = rank[np.unique(np.vstack((problem.blocks, recent)), axis=0)].reshape(-1, 2)
    both = np.vstack((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=start[1:])
    return start, both[:, 1].astype(np.int32)


def scale_of(problem: "RoundProblem") -> Floats:
    """The constants of ``problem.params``: places above."""
    params = problem.params
    scale = np.zeros(PENALTY + params.size_max + 2)
    scale[:PENALTY] = (
        params.a_interest,
        params.a_quartier,
        params.a_band,
        params.b_host,
        params.b_affinity,
        params.size_min,
        params.size_max,
    )
    for size in range(params.size_min, params.size_max + 1):
        scale[PENALTY + size] = params.size_penalty[size]
    return scale
