"""The policies compared: what is suggested, and nothing else."""

from dataclasses import dataclass
from typing import Final, Literal

Ranking = Literal["chronological", "popularity", "nearest", "random", "paths"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How suggestions are chosen.

    Every policy leaves out what one cannot go to anyway (full, not free then, too far): what
    differs is the order. ``rounds``: the small tables are formed by the round solver, weekly, in
    place of being open to whoever is shown them. ``watch``: a hello without an answer is passed
    on within the week. ``priority``: the round puts those first who have waited or have no tie.
    """

    name: str
    label: str
    ranking: Ranking
    rounds: bool = False
    watch: bool = False
    priority: bool = False


PARVIS: Final = Policy("parvis", "Parvis", "paths", rounds=True, watch=True, priority=True)
LISTS: Final = (
    Policy("chronological", "soonest first", "chronological"),
    Policy("popularity", "most attended first", "popularity"),
    Policy("nearest", "nearest first", "nearest"),
    Policy("random", "at random", "random"),
)
ABLATIONS: Final = (
    Policy("parvis-no-rounds", "Parvis without rounds", "paths", watch=True),
    Policy("parvis-no-watch", "Parvis without watch", "paths", rounds=True, priority=True),
    Policy("parvis-no-priority", "Parvis without priority", "paths", rounds=True, watch=True),
    Policy(
        "parvis-no-paths",
        "Parvis, paths at random",
        "random",
        rounds=True,
        watch=True,
        priority=True,
    ),
)
ALL: Final = (*LISTS, PARVIS, *ABLATIONS)
BY_NAME: Final = {policy.name: policy for policy in ALL}
