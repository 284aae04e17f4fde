"""Several cores: the commune is cut in two or more, another way each time, one thread for each.

A person belongs to the region of their table, or of their home while they have none; during one
turn nobody leaves their region, so that the threads never touch the same table or person and the
result depends on the seed alone.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from parvis.matching.rounds.jit import Ints

from .annealing import LUCK, Share, anneal
from .layout import Compiled, X, Y
from .tables import Tables

LEAST = 400
"""People of a region below which a cut is not worth its seam."""


class Crew:
    """Threads that search one round together, deterministic by ``seed``."""

    def __init__(self, round_: Compiled, seed: int, workers: int) -> None:
        self.round = round_
        self.chance = np.random.default_rng(seed)
        people = len(round_.person)
        self.workers = max(1, min(workers, people // LEAST))
        words = self.chance.integers(1, 2**63, (self.workers, 1), dtype=np.uint64)
        self.states = list(words)
        self.pool = ThreadPoolExecutor(self.workers) if self.workers > 1 else None

    def turn(self, tables: Tables, steps: int, heat: float) -> None:
        """About ``steps`` steps at ``heat``, shared by the regions as their people are."""
        if self.pool is None:
            side = np.zeros(len(self.round.table), np.int64)
            everybody = np.arange(len(self.round.person))
            share = Share(side, 0, everybody)
            anneal(self.round, tables, share, (steps, heat, LUCK), self.states[0])
            return
        side, regions = self.cut(tables)
        turns = []
        for mine, people in enumerate(regions):
            if len(people):
                course = (steps * len(people) // len(tables.where), heat, LUCK)
                given = (self.round, tables, Share(side, mine, people), course, self.states[mine])
                turns.append(self.pool.submit(anneal, *given))
        for turn in turns:
            turn.result()

    def cut(self, tables: Tables) -> tuple[Ints, list[Ints]]:
        """The region of each table, and the people of each region."""
        angle = self.chance.uniform(0.0, np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        homes = self.round.body[:, [X, Y]] @ along
        shares = (np.arange(1, self.workers) + self.chance.uniform(-0.15, 0.15)) / self.workers
        borders = np.quantile(homes, shares)
        session = np.searchsorted(borders, self.round.place @ along)
        side = session[self.round.table]
        seated = tables.where >= 0
        region = np.searchsorted(borders, homes)
        region[seated] = side[tables.where[seated]]
        return side, [np.flatnonzero(region == mine) for mine in range(self.workers)]

    def close(self) -> None:
        """Lets the threads go."""
        if self.pool is not None:
            self.pool.shutdown()
