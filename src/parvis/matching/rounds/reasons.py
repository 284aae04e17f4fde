"""Why somebody has no table, what would give them one, and why a table is what it is.

Nothing said here tells of a block, of who met whom, or of where anybody lives: whoever could not
sit with the people there is told that nobody was free to, as if they had not come.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from .parts import Integers
from .plan import Group, Unplaced
from .problem import RoundProblem
from .rooms import Rooms, reach_of

NO_SESSION: Final = "no-session"
NO_MOMENT: Final = "no-moment"
TOO_FAR: Final = "too-far"
ACCESS: Final = "access"
TABLE_SIZE: Final = "table-size"
NO_LANGUAGE: Final = "no-language"
MINORS: Final = "minors"
NO_HOST: Final = "no-host"
NO_SEAT: Final = "no-seat"
NO_COMPANY: Final = "no-company"

#: In the order in which they are looked for: the first that leaves nothing binds.
REASONS: Final = {
    TABLE_SIZE: "they like tables smaller than the smallest one",
    NO_SESSION: "there is no session at all",
    NO_MOMENT: "no session is held in any of their free moments",
    TOO_FAR: "all of those are further than they go",
    ACCESS: "none of those within reach meets their access needs",
    NO_LANGUAGE: "too few of those who could come there speak a language of theirs",
    NO_HOST: "no vetted host could be with minors there",
    MINORS: "no other minor could come there",
    NO_SEAT: "every seat there was taken",
    NO_COMPANY: "nobody who could sit with them had a seat there",
}


def why_unplaced(problem: RoundProblem, groups: Iterable[Group]) -> tuple[Unplaced, ...]:
    """Everybody without a group, with the reason that binds, by rising index."""
    rooms = Rooms(problem, tuple(groups))
    return tuple(Unplaced(one, _reason(rooms, one)) for one in rooms.unplaced)


def _reason(rooms: Rooms, person: int) -> str:
    problem = rooms.problem
    if problem.people.size_max[person] < problem.params.size_min:
        return TABLE_SIZE
    reach = reach_of(problem, person)
    left = rooms.opened
    for reason, fits in (
        (NO_SESSION, left),
        (NO_MOMENT, reach.free),
        (TOO_FAR, reach.near),
        (ACCESS, reach.at_ease),
    ):
        left = left & fits
        if not left.any():
            return reason
    sessions = np.flatnonzero(left)
    reason, sessions = _company(rooms, person, sessions)
    if reason:
        return reason
    return NO_COMPANY if any(rooms.has_place(int(one), person) for one in sessions) else NO_SEAT


def _company(rooms: Rooms, person: int, sessions: Integers) -> tuple[str, Integers]:
    """The reason when the people who could come leave nothing, and the sessions left.

    ``person`` could come to every one of ``sessions``, and counts among those who could.
    """
    langs, others = int(rooms.problem.people.langs[person]), rooms.problem.params.size_min - 1
    minor, speaks = bool(rooms.minor[person]), int(langs != 0)
    some, talk, guarded, young = [], [], [], []
    for session in sessions:
        there = rooms.company(int(session), langs)
        if there.people - 1 < others:
            continue
        some.append(session)
        if there.speakers - speaks < others:
            continue
        talk.append(session)
        if minor and not there.guards:
            continue
        guarded.append(session)
        if minor and there.minors - speaks < 1:
            continue
        young.append(session)
    steps = ((NO_COMPANY, some), (NO_LANGUAGE, talk), (NO_HOST, guarded), (MINORS, young))
    for reason, left in steps:
        if not left:
            return reason, sessions[:0]
    return "", np.array(young, np.int64)


@dataclass(frozen=True, slots=True)
class TableReason:
    """Something true of a table as a whole. ``value``: a tag, a language's bit, or how many."""

    code: str
    value: int


def table_reasons(problem: RoundProblem, group: Group) -> tuple[TableReason, ...]:
    """What all members of a group have in common, and what mixes them; never who, never where.

    ``shared-interest`` (a tag, rarest first), ``shared-language`` (a bit of ``langs``), ``host``
    (how many), ``same-age``, ``several-ages`` and ``same-quarter``, ``several-quarters`` (how
    many different ones).
    """
    people, members = problem.people, list(group.members)
    tags = set.intersection(
        *(
            set(people.tag_index[people.tag_start[i] : people.tag_start[i + 1]].tolist())
            for i in members
        )
    )
    found = [
        TableReason("shared-interest", tag)
        for tag in sorted(tags, key=lambda tag: (-problem.tag_weight[tag], tag))
    ]
    common = int(np.bitwise_and.reduce(people.langs[members]))
    found += [TableReason("shared-language", bit) for bit in range(62) if common >> bit & 1]
    if hosts := int(people.host[members].sum()):
        found.append(TableReason("host", hosts))
    for values, one, several in (
        (people.band, "same-age", "several-ages"),
        (people.quartier, "same-quarter", "several-quarters"),
    ):
        different = len(set(values[members].tolist()))
        found.append(TableReason(several if different > 1 else one, different))
    return tuple(found)
