"""What a study found, as tables for other programs: one line for each figure."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from .measures import MEASURES
from .parameters import DEFAULT, rows
from .policies import PARVIS
from .sensitivity import Change
from .study import Interval, Life, difference, summary

Row = Iterable[object]
CURVES: Final = ("met", "met_three_times")


def policies_of(lives: Sequence[Life]) -> list[str]:
    """The policies of a study, in its order."""
    return list(dict.fromkeys(life.policy for life in lives))


def figures(lives: Sequence[Life]) -> str:
    """Every measure of every world."""
    lines = (
        (life.policy, life.seed, one.name, _number(life.values[one.name]))
        for life in lives
        for one in MEASURES
    )
    return _written(("policy", "seed", "measure", "value"), lines)


def summaries(lives: Sequence[Life]) -> str:
    """Mean over seeds and its 95 % interval."""
    lines = (
        (one.name, policy, *_interval(summary(lives, policy, one.name)), one.unit)
        for one in MEASURES
        for policy in policies_of(lives)
    )
    return _written(("measure", "policy", "mean", "low", "high", "unit"), lines)


def differences(lives: Sequence[Life]) -> str:
    """Parvis less each other policy, world by world, with the 95 % interval."""
    others = [policy for policy in policies_of(lives) if policy != PARVIS.name]
    known = PARVIS.name in policies_of(lives)
    lines = (
        (one.name, policy, *_interval(difference(lives, one.name, PARVIS.name, policy)))
        for one in MEASURES
        for policy in (others if known else ())
    )
    return _written(("measure", "other", "difference", "low", "high"), lines)


def curves(lives: Sequence[Life]) -> str:
    """The two curves of newcomers, by week since arrival: mean and interval over seeds."""
    lines: list[Row] = []
    for name in CURVES:
        for policy in policies_of(lives):
            drawn = np.array([life.curves[name] for life in lives if life.policy == policy])
            lines += [
                (name, policy, week, *_interval(Interval.of(values)))
                for week, values in enumerate(drawn.T)
            ]
    return _written(("curve", "policy", "week", "mean", "low", "high"), lines)


def parameters() -> str:
    """Every number of the model with its source."""
    return _written(("parameter", "value", "words", "source"), rows(DEFAULT))


def sensitivities(changes: Sequence[Change]) -> str:
    """Every claim under every change, with the gain over the best list."""
    lines = (
        (*_change(one), claim, one.verdicts[claim], *_interval(gain))
        for one in changes
        for claim, gain in one.gains.items()
    )
    head = ("parameter", "factor", "value", "claim", "verdict", "gain", "low", "high")
    return _written(head, lines)


def _change(one: Change) -> tuple[str, str, str]:
    return one.parameter, _number(one.factor), _number(one.value)


def _interval(one: Interval) -> tuple[str, str, str]:
    return _number(one.mean), _number(one.low), _number(one.high)


def _number(value: float) -> str:
    return f"{value:.8g}"


def _written(head: Row, lines: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()
