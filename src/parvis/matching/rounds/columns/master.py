"""The master problem in whole numbers: the best plan made of groups known, by HiGHS."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parvis.matching.rounds.jit import Floats, Ints
from parvis.matching.rounds.pricing import Market

from .pool import Pool

if TYPE_CHECKING:
    from highspy import HighsLp


@dataclass(frozen=True, slots=True)
class Chosen:
    """Groups taken (rows of the pool), and a bound on any choice among its groups."""

    groups: Ints
    upper: float


def choose(
    market: Market, pool: Pool, *, seconds: float, start: Ints | None = None, seed: int = 0
) -> Chosen:
    """The best groups of ``pool`` that can be had together, as far as ``seconds`` go.

    ``start`` are groups that can be had together, to begin with.
    """
    import highspy  # loading it takes memory: only who solves does

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", seed % (1 << 31))
    solver.setOptionValue("time_limit", max(seconds, 0.1))
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.setOptionValue("mip_abs_gap", 1e-7)
    solver.passModel(model_of(market, pool))
    if start is not None:
        taken = highspy.HighsSolution()
        share = np.zeros(len(pool))
        share[start] = 1.0
        taken.col_value = share.tolist()
        solver.setSolution(taken)
    solver.run()
    info = solver.getInfo()
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    shares = np.array(solver.getSolution().col_value)
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    groups = np.flatnonzero(shares > 0.5) if found and len(shares) else np.empty(0, np.int64)
    upper = -info.objective_function_value if optimal else -info.mip_dual_bound
    return Chosen(groups, float(upper))


def model_of(market: Market, pool: Pool) -> "HighsLp":
    """Each group whole or not at all; people once, seats and tables as many as there are."""
    import highspy

    people, sessions = len(market), market.sessions
    size = pool.size
    there = pool.members >= 0
    groups = len(pool)
    owner = np.repeat(np.arange(groups), size)
    row = np.concatenate(
        (pool.members[there], people + pool.session, people + sessions + pool.session)
    )
    column = np.concatenate((owner, np.arange(groups), np.arange(groups)))
    number = np.concatenate((np.ones(len(owner)), size, np.ones(groups))).astype(np.float64)
    order = np.argsort(column, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = groups, people + 2 * sessions
    model.col_cost_ = -pool.value
    model.col_lower_, model.col_upper_ = np.zeros(groups), np.ones(groups)
    model.row_lower_ = np.full(model.num_row_, -highspy.kHighsInf)
    model.row_upper_ = limits(market)
    model.integrality_ = [highspy.HighsVarType.kInteger] * groups
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.concatenate(([0], np.cumsum(size + 2))).astype(np.int32)
    matrix.index_ = row[order].astype(np.int32)
    matrix.value_ = number[order]
    return model


def limits(market: Market) -> Floats:
    """One of each person, then the seats, then the tables of each session."""
    return np.concatenate((np.ones(len(market)), market.seats, market.tables))
