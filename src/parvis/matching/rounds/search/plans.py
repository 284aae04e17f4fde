"""From tables being filled to a plan, and back."""

from collections.abc import Iterable

import numpy as np

from parvis.matching.rounds.jit import Ints, kernel
from parvis.matching.rounds.plan import Group

from .judging import base_at, welcome
from .layout import FIRST, LARGEST, SEATS, TABLES, Compiled
from .tables import MEMBERS, SIZE, VALUE, Tables, no_tables, settle


def groups_of(round_: Compiled, tables: Tables) -> tuple[Group, ...]:
    """The tables that are worth something; those still too small are given up."""
    groups = []
    for t in np.flatnonzero(tables.sums[:, VALUE] > 0.0):
        members = tables.seated[t, MEMBERS : MEMBERS + tables.seated[t, SIZE]]
        who = tuple(sorted(round_.order[members].tolist()))
        groups.append(Group(int(round_.table[t]), who))
    return tuple(groups)


def tables_of(round_: Compiled, groups: Iterable[Group]) -> Tables:
    """The groups as tables. Whoever would break a rule there stays without a table."""
    rank = np.empty(len(round_.order), np.int64)
    rank[round_.order] = np.arange(len(rank))
    kept = list(groups)
    session = np.array([group.session for group in kept], np.int64)
    start = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(group.members) for group in kept], out=start[1:])
    members = rank[np.array([i for group in kept for i in group.members], np.int64)]
    tables = no_tables(round_)
    seat(round_, tables, session, start, members)
    return tables


@kernel
def seat(round_: Compiled, tables: Tables, at: Ints, start: Ints, members: Ints) -> None:
    """Seats the groups, at the sessions ``at``; the members of each lie from ``start`` on."""
    largest = round_.scale[LARGEST]
    session, seated, where, used = round_.session, tables.seated, tables.where, tables.used
    for group in range(len(at)):
        s = at[group]
        t, last = session[s, FIRST], session[s, FIRST] + session[s, TABLES]
        while t < last and seated[t, SIZE] > 0:
            t += 1
        if t == last:
            continue
        for k in range(start[group], start[group + 1]):
            i = members[k]
            free = where[i] < 0 and used[s] < session[s, SEATS] and seated[t, SIZE] < largest
            if free and base_at(round_, i, s) > -np.inf and welcome(round_, tables, t, -1, i):
                seated[t, MEMBERS + seated[t, SIZE]] = i
                seated[t, SIZE] += 1
                where[i] = t
                used[s] += 1
        settle(round_, tables, t, s)


def worth(round_: Compiled, groups: Iterable[Group]) -> float:
    """The objective of ``groups``, sum by sum."""
    return float(tables_of(round_, groups).sums[:, VALUE].sum())
