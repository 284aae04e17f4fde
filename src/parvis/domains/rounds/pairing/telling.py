"""What may be said of a table, and of who has none: only facts that each of them gave.

A block, a distance, a meeting, a position never become a reason: who could not be seated because of
one reads the same as who could not because too few people were free.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

from parvis.domains.people.vocabulary import SLOTS, Language
from parvis.domains.rounds.pairing.problem import Drawn

Reason = dict[str, Any]

#: Of what they share, no more is said.
SHARED_MOST: Final = 2
#: Taken for granted here: that all of them speak it is no news.
COMMON: Final = Language.FRENCH.value


def reasons_of_table(drawn: Drawn, session: int, members: Sequence[int]) -> tuple[Reason, ...]:
    """What all of them gave and share, as codes and facts; the rarest interests first."""
    names = [drawn.names[one] for one in members]
    told = [{*name.resident.interests, *name.activities} for name in names]
    shared = reduce(set.__and__, told) if told else set()
    activity = drawn.rooms[session].session.activity
    found: list[Reason] = []
    if activity in shared:
        found.append({"code": "shared-activity", "facts": [activity]})
    rarest = sorted(shared - {activity}, key=lambda tag: (-drawn.weight_of(tag), tag))
    if rarest:
        found.append({"code": "shared-interest", "facts": rarest[:SHARED_MOST]})
    spoken = [set(name.resident.languages) for name in names]
    languages = sorted((reduce(set.__and__, spoken) if spoken else set()) - {COMMON})
    if languages:
        found.append({"code": "shared-language", "facts": languages[:SHARED_MOST]})
    if not found:
        slot = drawn.rooms[session].session.slot
        found.append({"code": "free-then", "facts": [slot]})
    return tuple(found)


def slots_of(drawn: Drawn) -> list[str]:
    """The moments that have a session with room."""
    return sorted({room.session.slot for room in drawn.rooms if room.tables}, key=SLOTS.index)
