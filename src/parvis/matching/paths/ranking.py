"""The path of one person: hard rules, then the score, then the reasons."""

import numpy as np

from .catalogue import KINDS, Flags, unknown_access
from .check import check_whole
from .filters import HARD, Sieve, sieve
from .plan import Excluded, Path, Suggestion
from .problem import PathProblem
from .reasons import Pair, reasons
from .score import DEFAULT, Weights, lots, parts, total
from .vocabulary import ACCESS, Kind, in_order


def suggest(problem: PathProblem, k: int = 5, weights: Weights = DEFAULT) -> Path:
    """The ``k`` best of each kind, best first, each with its reasons.

    The same problem gives the same path, whatever the order of the things; equals are told apart
    by a draw of the seed. A kind that the rules on time and unknown access would leave empty is
    filled by relaxing them (``filters.RELAXATIONS``), each suggestion saying so. The other rules
    never give way.

    :raises WrongProblem: with the path of the first wrong value.
    """
    problem.check()
    check_whole("k", k, least=1)
    weights.check()
    catalogue = problem.catalogue()
    sifted = sieve(problem, catalogue)
    of_kinds = [catalogue.kind == code for code in range(len(KINDS))]
    passed = sifted.passed
    tiers = [sifted.tier(of_kind & passed) for of_kind in of_kinds]
    rows = np.concatenate([np.flatnonzero(allowed) for allowed, _ in tiers])
    columns = parts(problem, catalogue, rows)
    scores = total(columns, weights)
    draws = lots(catalogue.lots[rows], problem.seed)
    by_kind: dict[Kind, tuple[Suggestion, ...]] = {}
    considered: dict[Kind, int] = {}
    excluded: list[Excluded] = []
    end = 0
    for kind, of_kind, (allowed, relaxed) in zip(KINDS, of_kinds, tiers, strict=True):
        begin, end = end, end + int(np.count_nonzero(allowed))
        # Rows are in the order of the ids, and the sort is stable: even equal draws are settled.
        order = np.lexsort((draws[begin:end], -scores[begin:end]))[:k]
        by_kind[kind] = tuple(
            _suggestion(
                Pair(problem, catalogue, catalogue.things[rows[place]]),
                weights,
                score=float(scores[place]),
                values={part: float(column[place]) for part, column in columns.items()},
                relaxed=relaxed,
            )
            for place in begin + order
        )
        considered[kind] = end - begin
        excluded.extend(_excluded(kind, sifted, of_kind, allowed))
    return Path(by_kind=by_kind, considered=considered, excluded=tuple(excluded))


def _suggestion(
    pair: Pair,
    weights: Weights,
    *,
    score: float,
    values: dict[str, float],
    relaxed: tuple[str, ...],
) -> Suggestion:
    to_check = pair.problem.seeker.access & unknown_access(pair.thing)
    return Suggestion(
        thing_id=pair.thing.id,
        kind=pair.thing.kind,
        score=score,
        parts=values,
        reasons=reasons(pair, values, weights),
        relaxed=relaxed,
        to_check=in_order(to_check, ACCESS),
    )


def _excluded(kind: Kind, sifted: Sieve, of_kind: Flags, allowed: Flags) -> list[Excluded]:
    """Each thing once, under the first rule it breaks; what a block hides is in no count."""
    visible = of_kind & ~sifted.hidden
    counts = [(name, visible & (sifted.out == code)) for code, name in enumerate(HARD)]
    left = visible & sifted.passed & ~allowed
    for name, broken in sifted.soft.items():
        counts.append((name, left & broken))
        left &= ~broken
    return [
        Excluded(kind=kind, code=name, count=count)
        for name, flags in counts
        if (count := int(np.count_nonzero(flags)))
    ]
