"""Reads of rounds. Each module re-exports its own here; add your own lines."""

from parvis.domains.rounds.selectors.names import (
    again_of,
    commune_of,
    has_sat_since,
    has_standing_seat,
    last_name_of,
    name_of,
    names_for,
    offered_values,
    people_met,
    seat_of,
)
from parvis.domains.rounds.selectors.rounds import (
    PENDING,
    closes_at,
    count_on_list,
    find_round,
    pending_rounds,
    round_at,
    rounds_of,
    unplaced_of,
)
from parvis.domains.rounds.selectors.sessions import (
    closed_sessions_of,
    communes_coordinated,
    find_session,
    places_for,
    sessions_of,
)

__all__ = [
    "PENDING",
    "again_of",
    "closed_sessions_of",
    "closes_at",
    "commune_of",
    "communes_coordinated",
    "count_on_list",
    "find_round",
    "find_session",
    "has_sat_since",
    "has_standing_seat",
    "last_name_of",
    "name_of",
    "names_for",
    "offered_values",
    "pending_rounds",
    "people_met",
    "places_for",
    "round_at",
    "rounds_of",
    "seat_of",
    "sessions_of",
    "unplaced_of",
]
