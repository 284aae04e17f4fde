"""A proof that no plan is worth more than a number, and its check.

A certificate is a price for each person, seat and table. Whatever the prices, no plan is worth
more than all of them together, if no group is worth more than its own people, seats and table
cost. The check does that again from the formulas, in one pass over the sessions, and shares no
code with what found the prices: where a group is worth more, the price of its table is raised.
"""

import gzip
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from parvis.matching.rounds.parts import Floats
from parvis.matching.rounds.problem import RoundProblem
from parvis.matching.wrong import WrongProblem

from .census import census_of
from .count import dearest

FORMAT: Final = "parvis-bound/1"

SLACK: Final = 1e-9
"""Relative: what sums may lose to rounding."""

PARTS: Final = ("person", "seat", "table")


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Prices of people (n,), of a seat and of a table of each session (m,), none negative."""

    person: Floats
    seat: Floats
    table: Floats


def check(problem: RoundProblem, certificate: Certificate) -> float:
    """A value no plan of ``problem`` exceeds, proved by ``certificate`` alone.

    Poor prices prove a poor bound, never a wrong one.

    :raises WrongProblem: a price is missing, negative or no number.
    """
    held = problem.sessions
    for name, length in zip(PARTS, (len(problem), len(held), len(held)), strict=True):
        _check_prices(f"certificate.{name}", getattr(certificate, name), length)
    census = census_of(problem)
    # more tables than people could ever fill cost nothing
    fillable = np.minimum(held.seats, len(problem)) // problem.params.size_min
    tables = np.minimum(held.tables, fillable)
    seats = np.minimum(held.seats, tables * problem.params.size_max)
    total = float(certificate.person.sum() + certificate.seat @ seats)
    for session in np.flatnonzero(tables):
        claimed, seat = certificate.table[session], certificate.seat[session]
        most = dearest(census, int(session), certificate.person, float(seat), float(claimed))
        total += most * int(tables[session])
    return total + SLACK * (1 + abs(total))


def write_certificate(path: Path, certificate: Certificate, value: float) -> None:
    """``parvis-bound/1``: the prices, and the value they are said to prove."""
    columns = {name: getattr(certificate, name).tolist() for name in PARTS}
    text = json.dumps({"format": FORMAT, "value": value, **columns})
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.write(text)


def read_certificate(path: Path) -> Certificate:
    """The prices of a ``parvis-bound/1`` file; the value it claims is not believed.

    :raises WrongProblem: the file is no certificate.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            content = json.load(file)
    except ValueError as fault:
        raise WrongProblem("", f"not JSON: {fault}") from fault
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise WrongProblem("format", f"{FORMAT} was expected")
    return Certificate(*(_column(name, content.get(name)) for name in PARTS))


def _column(name: str, values: Any) -> Floats:
    if not isinstance(values, list):
        raise WrongProblem(name, "a list of prices was expected")
    for index, value in enumerate(values):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise WrongProblem(f"{name}[{index}]", f"{value!r} is no price")
    return np.array(values, np.float64)


def _check_prices(path: str, values: Any, length: int) -> None:
    if not isinstance(values, np.ndarray) or values.ndim != 1 or values.dtype != np.float64:
        raise WrongProblem(path, "a column of float64 was expected")
    if len(values) != length:
        raise WrongProblem(path, f"{len(values)} prices where {length} were expected")
    wrong = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(wrong):
        raise WrongProblem(f"{path}[{wrong[0]}]", f"{values[wrong[0]]} is no price")
