"""What people with a similar history do, and where the people one has met go."""

from typing import Final

import numpy as np
from scipy import sparse

from parvis.matching.evaluation.frame import Frame, decay
from parvis.matching.evaluation.town import Floats

FACTORS: Final = 48
#: Below it, a likeness is no more than chance; also what a logarithm of 0 becomes.
FAINT: Final = 1e-3
#: At a gathering of more than that, being there is not having met.
MOST_AT_TABLE: Final = 60


def alike(frame: Frame) -> dict[str, Floats]:
    """Three views of "those who come here also go there", none of them for one's own groups."""
    if not len(frame.town.came_event):
        return dict.fromkeys(("cosine", "lift", "factors"), np.zeros(frame.shape))
    faded = _matrix(frame, 180.0)
    once = _matrix(frame, 0.0)
    once.data = np.ones_like(once.data)
    new = frame.times == 0
    found = {
        "cosine": new * (np.log(_cosine(frame, once) + FAINT) - np.log(FAINT)),
        "lift": new * _lift(frame, faded, once),
        "factors": new * _factors(frame, faded),
    }
    return {name: values[:, frame.coming.group] for name, values in found.items()}


def met(frame: Frame) -> dict[str, Floats]:
    """How many of the people met (fewer there, met better) are to be expected, in logs.

    Two hops: the member's gatherings → who else was there → how often these now come.
    """
    town, events = frame.town, len(frame.town.time)
    small = frame.past.sizes[town.came_event] <= MOST_AT_TABLE
    came, event = town.came_member[small], town.came_event[small]
    shape = (town.members, events)
    there = sparse.csr_matrix((decay(frame.age[small], 180.0), (came, event)), shape=shape)
    company = 1 / np.sqrt(np.maximum(frame.past.sizes - 1, 1))
    present = sparse.csr_matrix((np.ones(len(came)), (came, event)), shape=shape)
    known = (there[frame.members] @ sparse.diags_array(company) @ present.T).tocoo()
    others = frame.members[known.row] != known.col
    pairs = (known.data[others], (known.row[others], known.col[others]))
    ties = sparse.csr_matrix(pairs, shape=(len(frame.members), town.members))
    meetings = np.bincount(town.group, weights=decay(frame.event_age, 60.0), minlength=town.groups)
    fading = decay(frame.age, 60.0) / np.maximum(meetings, 0.3)[frame.past.came_group]
    rate = sparse.csr_matrix(
        (fading, (town.came_member, frame.past.came_group)), shape=(town.members, town.groups)
    )
    expected = np.log1p(5 * np.asarray((ties @ rate).todense()))
    return {"people": expected[:, frame.coming.group]}


def _matrix(frame: Frame, half_life: float) -> sparse.csr_matrix:
    """Members by groups: the log of 1 + faded outings."""
    town, weights = frame.town, decay(frame.age, half_life)
    matrix = sparse.csr_matrix(
        (weights, (town.came_member, frame.past.came_group)), shape=(town.members, town.groups)
    )
    matrix.data = np.log1p(matrix.data)
    return matrix


def _cosine(frame: Frame, once: sparse.csr_matrix) -> Floats:
    """Cosine of groups over people, those who go everywhere counting for less."""
    each = np.asarray(once.sum(axis=1)).ravel()
    light = sparse.diags_array(1 / np.sqrt(np.maximum(each, 1))) @ once
    shared = np.asarray((light.T @ light).todense())
    norms = np.sqrt(np.diag(shared))
    likeness = shared / (np.outer(norms, norms) + 1.0)
    np.fill_diagonal(likeness, 0)
    return np.asarray(once[frame.members] @ likeness, dtype=float)


def _lift(frame: Frame, faded: sparse.csr_matrix, once: sparse.csr_matrix) -> Floats:
    """The mean log of how much oftener than by chance two groups share people (never below 0)."""
    shared = np.asarray((once.T @ once).todense())
    people = np.diag(shared).copy()
    np.fill_diagonal(shared, 0)
    everybody = np.count_nonzero(frame.past.outings)
    chance = np.outer(people + 5, people + 5) / everybody
    lift = np.where(shared > 0, np.maximum(np.log((shared + 0.5) / chance), 0), 0)
    mine = faded[frame.members]
    total = np.asarray(mine.sum(axis=1)).reshape(-1, 1)
    return np.asarray(mine @ lift / (total + 0.5), dtype=float)


def _factors(frame: Frame, faded: sparse.csr_matrix) -> Floats:
    """The member's row rebuilt from the main directions of everybody's (truncated SVD)."""
    from scipy.linalg import eigh

    norms = np.asarray(faded.power(2).sum(axis=0)).ravel()
    scaled = sparse.csr_matrix(faded @ sparse.diags_array(1 / np.sqrt(norms + 10)))
    gram = np.asarray((scaled.T @ scaled).todense())
    size = len(gram)
    # The right singular vectors; as an eigenproblem it has one answer, run after run.
    _, directions = eigh(gram, subset_by_index=(max(0, size - FACTORS), size - 1))
    return np.asarray((scaled[frame.members] @ directions) @ directions.T, dtype=float)
