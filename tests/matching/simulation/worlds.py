"""Small worlds to live in."""

from functools import cache

from parvis.matching.simulation.parameters import DEFAULT, Parameters
from parvis.matching.simulation.policies import BY_NAME
from parvis.matching.simulation.state import State
from parvis.matching.simulation.town import live
from parvis.matching.simulation.world import World

WEEKS, RESIDENTS = 8, 500


def a_world(seed: int = 3, parameters: Parameters = DEFAULT, **sizes: int) -> World:
    """A world of five hundred people and eight weeks, unless told otherwise."""
    return World.of(
        parameters,
        seed=seed,
        weeks=sizes.get("weeks", WEEKS),
        residents=sizes.get("residents", RESIDENTS),
    )


@cache
def lived(policy: str) -> State:
    """The same world under a policy: only to be looked at."""
    return live(a_world(), BY_NAME[policy])
