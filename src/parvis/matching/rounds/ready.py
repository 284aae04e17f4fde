"""Getting ready: everything that is compiled once, before any second of a search counts."""

import time
from typing import Final

from .bound import upper_bound
from .generate import commune
from .solve import improve, solve

#: People and steps of the round that kernels are compiled on.
FEW: Final = 12
STEPS: Final = 1_000
#: Seconds that no machine needs for it.
ENOUGH: Final = 120.0


def compile_kernels() -> None:
    """Solve a round of a few, in all the ways there are.

    A minute on a slow machine the first time these sources run there; then what was compiled is
    read from the disk, as it would be anyway.
    """
    few = commune(FEW, 0)
    outcome = solve(few, steps=STEPS, seed=0)
    improve(few, outcome.plan.groups, time.monotonic() + ENOUGH, 0, None)
    upper_bound(few, seconds=ENOUGH, seed=0)
