"""Collaborative filtering: item-kNN of our own, ALS and BPR of the package ``implicit``.

Items are groups: an event of next week has no history, its group has. Equals (all of a newcomer's
scores, the meetings of one group) go to the more popular, which is the best each can do.
"""

from typing import Final

import numpy as np
from scipy import sparse

from .baselines import MEAN, TIE, Baseline, Setting, popularity, relative
from .frame import Frame, decay
from .town import Floats

ITERATIONS_ALS: Final = 15
ITERATIONS_BPR: Final = 60
THREADS: Final = 1


def item_knn(frame: Frame, setting: Setting, seed: int) -> Floats:
    """Cosine between groups over the people they share (Sarwar and others 2001).

    ``half_life`` in days of each outing; ``log`` 1 takes log(1 + times); ``shrink`` is added to
    the denominator, so that two groups that share one person are not the nearest there are.
    """
    matrix = _matrix(frame, setting)
    shared = np.asarray((matrix.T @ matrix).todense())
    norms = np.sqrt(np.diag(shared))
    likeness = shared / (np.outer(norms, norms) + setting["shrink"] + 1e-9)
    return _events(frame, np.asarray(matrix[frame.members] @ likeness), seed)


def als(frame: Frame, setting: Setting, seed: int) -> Floats:
    """Implicit matrix factorisation (Hu, Koren and Volinsky 2008), package ``implicit``."""
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    with threadpool_limits(THREADS, "blas"):
        model = AlternatingLeastSquares(
            factors=int(setting["factors"]),
            regularization=setting["regularization"],
            alpha=setting["alpha"],
            iterations=ITERATIONS_ALS,
            num_threads=THREADS,
            random_state=seed,
        )
        return _factors(frame, model, setting, seed)


def bpr(frame: Frame, setting: Setting, seed: int) -> Floats:
    """Bayesian personalised ranking (Rendle and others 2009), package ``implicit``."""
    from implicit.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(
        factors=int(setting["factors"]),
        learning_rate=setting["rate"],
        regularization=setting["regularization"],
        iterations=ITERATIONS_BPR,
        num_threads=THREADS,
        random_state=seed,
    )
    return _factors(frame, model, setting, seed)


def _factors(frame: Frame, model: object, setting: Setting, seed: int) -> Floats:
    matrix = _matrix(frame, setting).astype(np.float32)
    if not matrix.nnz:
        return _events(frame, np.zeros((len(frame.members), frame.town.groups)), seed)
    model.fit(matrix, show_progress=False)  # type: ignore[attr-defined]
    people = np.asarray(model.user_factors)[frame.members]  # type: ignore[attr-defined]
    found = np.asarray(people @ np.asarray(model.item_factors).T)  # type: ignore[attr-defined]
    # Of somebody without history the factors are only where they were drawn: say nothing.
    known = frame.past.outings[frame.members] > 0
    return _events(frame, np.where(known[:, None], found, 0.0), seed)


def _matrix(frame: Frame, setting: Setting) -> sparse.csr_matrix:
    """Members by groups, weighted."""
    past, shape = frame.past, (frame.town.members, frame.town.groups)
    weights = decay(frame.age, setting["half_life"])
    matrix = sparse.csr_matrix((weights, (past.town.came_member, past.came_group)), shape=shape)
    if setting["log"]:
        matrix.data = np.log1p(matrix.data)
    return matrix


def _events(frame: Frame, of_groups: Floats, seed: int) -> Floats:
    scores = of_groups.astype(float)[:, frame.coming.group]
    return np.asarray(scores + TIE * relative(popularity(frame, MEAN, seed)), dtype=float)


def _settings(**choices: tuple[float, ...]) -> tuple[Setting, ...]:
    """Every combination."""
    found: list[dict[str, float]] = [{}]
    for name, values in choices.items():
        found = [{**one, name: value} for one in found for value in values]
    return tuple(found)


FACTORS: tuple[Baseline, ...] = (
    Baseline(
        "item-kNN",
        item_knn,
        _settings(half_life=(0.0, 180.0), log=(0.0, 1.0), shrink=(0.0, 3.0)),
    ),
    Baseline(
        "ALS",
        als,
        _settings(
            half_life=(180.0,),
            log=(1.0,),
            factors=(32.0, 96.0, 192.0),
            regularization=(3.0,),
            alpha=(1.0, 5.0),
        ),
    ),
    Baseline(
        "BPR",
        bpr,
        _settings(
            half_life=(0.0,),
            log=(1.0,),
            factors=(64.0, 128.0),
            regularization=(0.01,),
            rate=(0.1, 0.2),
        ),
    ),
)
