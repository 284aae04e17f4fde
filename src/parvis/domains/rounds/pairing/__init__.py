"""The door to ``parvis.matching.rounds``: the commune as a problem, and its plan as tables."""

from parvis.domains.rounds.pairing.moves import (
    Board,
    Moved,
    change_words,
    tell_again,
)
from parvis.domains.rounds.pairing.plan import (
    Made,
    MadeTable,
    MadeUnplaced,
    drop_gone,
    faults_of,
    host_among,
    plan_of,
    value_of,
    write,
)
from parvis.domains.rounds.pairing.problem import Drawn, drawn_for
from parvis.domains.rounds.pairing.refilling import fits, fitting, is_taken
from parvis.domains.rounds.pairing.solving import SolverFailed, solve
from parvis.domains.rounds.pairing.telling import reasons_of_table

__all__ = [
    "Board",
    "Drawn",
    "Made",
    "MadeTable",
    "MadeUnplaced",
    "Moved",
    "SolverFailed",
    "change_words",
    "drawn_for",
    "drop_gone",
    "faults_of",
    "fits",
    "fitting",
    "host_among",
    "is_taken",
    "plan_of",
    "reasons_of_table",
    "solve",
    "tell_again",
    "value_of",
    "write",
]
