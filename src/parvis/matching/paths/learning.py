"""Weights learned from what people followed and refused among what they were shown.

A conditional logit (McFadden 1974): of the things shown together, the one followed had the best
score, up to a Gumbel error; ``P(i) = exp(w·x_i) / Σ_j exp(w·x_j)``. What was refused was the worst
of those not followed, ``P(i) = exp(−w·x_i) / Σ_j exp(−w·x_j)`` (best-worst choice, Marley and
Louviere 2005). The weights are drawn to where they start by a ridge, so that little history
changes little, and none changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parvis.matching.wrong import WrongProblem

from .check import check_number
from .score import DEFAULT, Weights

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]

#: What a town decides, and does not learn: to lift the seldom shown and to mix people. Learned,
#: they would follow the crowd and the separations that are there.
DECIDED: Final = frozenset({"exposure", "bridge"})
RIDGE: Final = 20.0
STEPS: Final = 200
_CLOSED: Final = -1e30


@dataclass(frozen=True, slots=True)
class Choice:
    """What one person was shown together, and what they did of it.

    ``shown`` holds the parts of each thing, in [0, 1], by their names (``Suggestion.parts``);
    ``followed`` and ``refused`` are places in it. Things neither followed nor refused are what
    they were compared with.
    """

    shown: Sequence[Mapping[str, float]]
    followed: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights with their standard errors, and how many choices said something."""

    weights: Weights
    errors: Mapping[str, float]
    choices: int


@dataclass(frozen=True, eq=False, slots=True)
class ChoiceSets:
    """Choice sets as arrays: ``parts`` (set, thing, part), ``chosen`` and ``shown`` (set, thing).

    Each set counts once, shared evenly between the things chosen in it; a thing that is not
    ``shown`` only fills the row. Every set has at least one thing chosen, and it is shown.
    """

    parts: Singles
    chosen: Flags
    shown: Flags


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """The weights, their standard errors, and the mean log-likelihood of a set."""

    weights: Floats
    errors: Floats
    likelihood: float


def learn(choices: Sequence[Choice], start: Weights = DEFAULT, *, ridge: float = RIDGE) -> Learned:
    """Learn how much each part counts, from ``start``.

    ``ridge`` is how much history it takes: with 20, a few dozen choices begin to move a weight.
    Weights stay positive or 0, since each part is a reason *for*. Same choices, same weights.

    :raises WrongProblem: at a place that is not in what was shown, at one both followed and
        refused, at a part that is missing or not a number, at a ridge that is not positive.
    """
    names = tuple(start.by_part())
    check_number("ridge", ridge, least=0.0)
    if ridge == 0:
        raise WrongProblem("ridge", "0 would not keep the weights from running away")
    for place, choice in enumerate(choices):
        _check(f"choices[{place}]", choice, names)
    sets = _sets(choices, names)
    before = np.array(list(start.by_part().values()))
    fixed = np.array([name in DECIDED for name in names])
    bounds = [(b, b) if fix else (0.0, None) for b, fix in zip(before, fixed, strict=True)]
    fitted = fit(sets, start=before, ridge=np.full(len(names), ridge), bounds=bounds)
    weights = replace(start, **dict(zip(names, map(float, fitted.weights), strict=True)))
    errors = np.where(fixed, 0.0, fitted.errors)
    return Learned(weights, dict(zip(names, map(float, errors), strict=True)), len(sets.chosen))


def fit(
    sets: ChoiceSets,
    *,
    start: Floats,
    ridge: Floats,
    bounds: Sequence[tuple[float | None, float | None]],
    steps: int = STEPS,
) -> Fit:
    """Maximise the log-likelihood less ``½ Σ ridge · (w − start)²``, by L-BFGS-B (Byrd 1995).

    Concave with a positive ridge: one maximum, whatever the order of the sets.
    """
    if not len(sets.chosen):
        return Fit(start.copy(), _errors(sets, start, ridge), 0.0)
    from scipy.optimize import minimize

    flat = sets.parts.reshape(-1, sets.parts.shape[-1])
    share = sets.chosen / sets.chosen.sum(axis=1, keepdims=True)

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_chance = _log_chances(sets, weights)
        away = weights - start
        likely = float(np.where(sets.chosen, share * log_chance, 0.0).sum())
        slope = (share - np.exp(log_chance)).ravel().astype(np.float32) @ flat
        cost = 0.5 * float(ridge @ (away * away)) - likely
        return cost, ridge * away - slope.astype(float)

    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": steps}
    )
    weights = np.asarray(found.x, dtype=float)
    away = weights - start
    likelihood = (0.5 * float(ridge @ (away * away)) - float(found.fun)) / len(sets.chosen)
    return Fit(weights, _errors(sets, weights, ridge), likelihood)


def _log_chances(sets: ChoiceSets, weights: Floats) -> Floats:
    """The log of each thing's chance to be the one chosen of its set."""
    scores = (sets.parts @ weights.astype(np.float32)).astype(float)
    scores[~sets.shown] = _CLOSED
    scores -= scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), dtype=float)


def _errors(sets: ChoiceSets, weights: Floats, ridge: Floats) -> Floats:
    """Square roots of the diagonal of the inverse of the information (ridge included)."""
    information = np.diag(ridge.astype(float))
    if len(sets.chosen):
        chance = np.exp(_log_chances(sets, weights)).astype(np.float32)
        flat = sets.parts.reshape(-1, len(weights))
        mean = np.matmul(chance[:, None, :], sets.parts)[:, 0]
        information += (flat * chance.reshape(-1, 1)).T @ flat - mean.T @ mean
    return np.asarray(np.sqrt(np.diag(np.linalg.pinv(information, hermitian=True))), dtype=float)


def _sets(choices: Sequence[Choice], names: Sequence[str]) -> ChoiceSets:
    """What was followed as the best of all shown; what was refused as the worst of the rest."""
    rows: list[tuple[Floats, frozenset[int], frozenset[int]]] = []
    for choice in choices:
        everything = frozenset(range(len(choice.shown)))
        table = np.array([[float(parts[name]) for name in names] for parts in choice.shown])
        rest = everything - choice.followed
        if choice.followed and rest:
            rows.append((table, choice.followed, everything))
        if choice.refused and rest - choice.refused:
            rows.append((-table, choice.refused, rest))
    width = max((len(table) for table, _, _ in rows), default=1)
    parts = np.zeros((len(rows), width, len(names)), dtype=np.float32)
    chosen = np.zeros((len(rows), width), dtype=np.bool_)
    shown = np.zeros_like(chosen)
    for row, (table, picked, among) in enumerate(rows):
        parts[row, : len(table)] = table
        chosen[row, sorted(picked)] = True
        shown[row, sorted(among)] = True
    return ChoiceSets(parts, chosen, shown)


def _check(path: str, choice: Choice, names: Sequence[str]) -> None:
    for word in ("followed", "refused"):
        for place in sorted(getattr(choice, word)):
            if not 0 <= place < len(choice.shown):
                raise WrongProblem(f"{path}.{word}", f"{place} is not among what was shown")
    both = choice.followed & choice.refused
    if both:
        raise WrongProblem(f"{path}.refused", f"{min(both)} is also followed")
    for place, parts in enumerate(choice.shown):
        for name in names:
            if name not in parts:
                raise WrongProblem(f"{path}.shown[{place}]", f"no part {name}")
            check_number(f"{path}.shown[{place}].{name}", parts[name], least=0.0)
