"""The town as it stands in one week under one policy."""

import numpy as np

from .dice import Dice
from .people import Flags, Floats, Ints
from .policies import Policy
from .ties import THIRD, Ties
from .world import COMMITMENTS, REGULARS_HOURS, REGULARS_MEETINGS, World

NEVER = -1


class State:
    """Everything that changes. One value for each person, group, gathering or welcomer.

    Groups are those of the world, then the tables that were formed, in the order of forming
    (``kind`` is the row of the world's group whose place, slot and subject they have).
    """

    def __init__(self, world: World, policy: Policy) -> None:
        many = len(world.people)
        self.world, self.policy = world, policy
        self.dice = Dice(world.seed)
        self.ties = _ties(world)
        self.hope: Floats = np.ones(many)
        self.members: Ints = world.members.copy()
        self.kind: Ints = np.arange(len(world.groups))
        self.ends: Ints = np.full(len(world.groups), NEVER)
        self.booked: Ints = np.zeros(len(world.gatherings), dtype=np.int64)
        self.bookings: list[tuple[Ints, Ints]] = []
        self.last_booked: Ints = np.full(many, NEVER)
        # Names put down for a round, and how many rounds they waited.
        self.named: Flags = np.zeros(many, dtype=np.bool_)
        self.waited: Ints = np.zeros(many, dtype=np.int64)
        self.at_table: list[Ints] = []
        # Welcomers, by their place among the world's welcomers.
        self.welcomer: Ints = np.full(many, NEVER)
        self.until: Ints = np.full(many, NEVER)
        self.welcomed: Ints = np.zeros(many, dtype=np.int64)
        self.hellos: list[tuple[Ints, Ints]] = []
        # What measures are made of.
        self.asked: Flags = np.zeros(many, dtype=np.bool_)
        self.answered: Flags = np.zeros(many, dtype=np.bool_)
        self.first: Ints = np.full(many, NEVER)
        self.third: Ints = np.full(many, NEVER)
        self.met: Ints = np.zeros(many, dtype=np.int64)
        self.looked: Flags = np.zeros(many, dtype=np.bool_)
        self.shown_groups: Floats = np.zeros(len(world.groups))
        self.shown_gatherings: Floats = np.zeros(len(world.gatherings))
        self.shown_welcomers: Floats = np.zeros(len(world.welcomers))
        self._before = self._shown()
        self.suggested = self.accepted = self.nowhere = self.by_hand = self.came = 0
        self.loads: list[Floats] = []
        self.without_tie: list[float] = []

    def begin_week(self) -> None:
        """What is shown is counted anew for the floor of exposure."""
        self._before = self._shown()

    def shown_this_week(self) -> tuple[Floats, Floats, Floats]:
        """How often each group, gathering and welcomer was shown since the week began."""
        groups, gatherings, welcomers = (
            now - before for now, before in zip(self._shown(), self._before, strict=True)
        )
        return groups, gatherings, welcomers

    def _shown(self) -> tuple[Floats, Floats, Floats]:
        return (
            self.shown_groups.copy(),
            self.shown_gatherings.copy(),
            self.shown_welcomers.copy(),
        )

    def here(self, week: int) -> Flags:
        """Who lives in town that week."""
        return self.world.people.arrives <= week

    def sizes(self) -> Ints:
        """How many members each group and each formed table has."""
        taken = self.members[self.members >= 0]
        return np.bincount(taken, minlength=len(self.kind))

    def accompanied(self) -> Ints:
        """How many newcomers each welcomer accompanies."""
        taken = self.welcomer[self.welcomer >= 0]
        return np.bincount(taken, minlength=len(self.world.welcomers))

    def free_tables(self) -> Ints:
        """How many tables of each of the world's groups are free."""
        running = self.kind[(self.ends != NEVER) & (self.sizes() > 0)]
        used = np.bincount(running, minlength=len(self.world.groups))
        return self.world.groups.tables - used

    def join(self, person: Ints, group: Ints) -> None:
        """People become members; each has room for one more, and comes once."""
        column = (self.members[person, 0] >= 0).astype(np.int64)
        self.members[person, column] = group

    def disappoint(self, person: Ints, lost: float) -> None:
        """A try that led nowhere costs some hope."""
        np.multiply.at(self.hope, person, 1 - lost)

    def busy(self, week: int) -> Ints:
        """The moments each person gives to groups, or to a gathering to come, as a mask."""
        gatherings = self.world.gatherings
        slot, at = gatherings.slot[self.last_booked], gatherings.week[self.last_booked]
        promised = (self.last_booked != NEVER) & (at >= week)
        slots = np.append(self.world.groups.slot[self.kind], 0)
        mask = np.where(promised, 1 << slot, 0)
        for column in range(COMMITMENTS):
            taken = self.members[:, column]
            mask |= np.where(taken >= 0, 1 << slots[taken], 0)
        return mask

    def note_meetings(self, pairs: Ints, times: Ints, week: int) -> None:
        """First and third meetings of those they happened to."""
        for side in (0, 1):
            one = pairs[:, side]
            self.first[one[self.first[one] == NEVER]] = week
            third = one[times >= THIRD]
            self.third[third[self.third[third] == NEVER]] = week
            np.add.at(self.met, one[times == 1], 1)


def _ties(world: World) -> Ties:
    ties = Ties(world.parameters, world.people.tags)
    pairs = [world.old]
    ties.remember(world.old, world.old_hours, THIRD)
    for group in range(len(world.groups)):
        who = np.flatnonzero((world.members == group).any(axis=1))
        low, high = np.triu_indices(len(who), 1)
        pairs.append(np.stack([who[low], who[high]], axis=1))
    regulars = np.concatenate(pairs[1:])
    if len(regulars):
        ties.remember(regulars, np.full(len(regulars), REGULARS_HOURS), REGULARS_MEETINGS)
    return ties
