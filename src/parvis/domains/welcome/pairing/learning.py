"""What people followed and refused, as choices to learn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parvis.domains.welcome.selectors.history import Shown
from parvis.matching.paths.score import DEFAULT, Weights


@dataclass(frozen=True, slots=True)
class Learned:
    weights: dict[str, float]
    errors: dict[str, float]
    choices: int


def learned_from(choices: Iterable[Sequence[Shown]]) -> Learned:
    """The weights learned from these choices, starting from the usual ones.

    A part that a suggestion was shown without, because it did not exist yet, is 0 for it.
    """
    # SciPy is for this job alone: pages never load it.
    from parvis.matching.paths.learning import Choice, learn

    names = tuple(DEFAULT.by_part())
    found = learn(
        [
            Choice(
                shown=[{name: one.parts.get(name, 0.0) for name in names} for one in shown],
                followed=frozenset(n for n, one in enumerate(shown) if one.followed),
                refused=frozenset(
                    n for n, one in enumerate(shown) if one.refused and not one.followed
                ),
            )
            for shown in choices
        ]
    )
    return Learned(found.weights.by_part(), dict(found.errors), found.choices)


def weights_from(kept: Mapping[str, float]) -> Weights:
    """The weights that were kept; a part added since has its usual weight."""
    return Weights(**{name: kept.get(name, usual) for name, usual in DEFAULT.by_part().items()})
