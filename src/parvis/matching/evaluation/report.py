"""The study in a table for people and in JSON for programs."""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from .measures import Bootstrap, Estimate
from .ours import Model
from .parts import part_of
from .study import OURS, OURS_BARE, Measured, Outcome, Study
from .weeks import CLASSES

FORMAT: Final = "parvis-paths-evaluation/1"
TASK_WORDS: Final = {
    "E": "all events of the week",
    "D": "discovery: only groups the member has never been to",
}
Json = dict[str, Any]


def summary(study: Study) -> Json:
    """Everything measured, as JSON values; what could not be measured is ``null``."""
    return {
        "format": FORMAT,
        "seed": study.plan.seed,
        "fitted_weeks": list(study.fitted),
        "tested_weeks": list(study.tested),
        "tasks": {name: _task(study, one) for name, one in study.outcomes.items()},
    }


def table(found: Json) -> str:
    """The same as text: one table a task, best baseline and ratios under it."""
    blocks = [
        (
            f"Fitted on {_span(found['fitted_weeks'])}, tested on {_span(found['tested_weeks'])}; "
            f"seed {found['seed']}; 95 % intervals over members."
        )
    ]
    blocks += [_block(name, task) for name, task in found["tasks"].items()]
    return "\n\n".join(blocks) + "\n"


def _task(study: Study, outcome: Outcome) -> Json:
    members, classes = np.concatenate(outcome.members), np.concatenate(outcome.classes)
    draws = Bootstrap(members, study.plan.seed)
    gains = {name: np.concatenate(one.ndcg) for name, one in outcome.rankers.items()}
    rankers = [_ranker(measured, classes, draws) for measured in outcome.rankers.values()]
    theirs = [one for one in rankers if one["name"] not in {OURS, OURS_BARE}]
    best = max(theirs, key=lambda one: one["ndcg"]["mean"] or 0.0)["name"]
    cost = draws.mean(gains[OURS_BARE] - gains[OURS])
    return {
        "what": TASK_WORDS[outcome.task],
        "questions": len(classes),
        "members": len(np.unique(members)),
        "questions_by_class": dict(
            zip(CLASSES, np.bincount(classes, minlength=len(CLASSES)).tolist(), strict=True)
        ),
        "rankers": rankers,
        "best_baseline": best,
        "ratio_to_best": {
            name: _estimate(draws.ratio(gains[name], gains[best])) for name in (OURS, OURS_BARE)
        },
        "cost_of_floor": _estimate(cost),
        "weights": _weights(outcome.model),
    }


def _ranker(measured: Measured, classes: np.ndarray[Any, Any], draws: Bootstrap) -> Json:
    gains, found = np.concatenate(measured.ndcg), np.concatenate(measured.recall)
    return {
        "name": measured.name,
        "setting": dict(measured.setting),
        "ndcg": _estimate(draws.mean(gains)),
        "recall": _estimate(draws.mean(found)),
        "ndcg_by_class": {
            name: _estimate(draws.mean(gains, classes == which))
            for which, name in enumerate(CLASSES)
        },
        "coverage": float(np.mean(measured.coverage)),
        "gini": float(np.mean(measured.gini)),
        "ms_per_member": 1000 * measured.seconds / max(1, measured.asked),
    }


def _weights(model: Model) -> list[Json]:
    """Each column that counts, with its weight by class, and what one deviation of it is worth."""
    rows = []
    for place, name in enumerate(model.names):
        by_class = zip(CLASSES, model.weights[:, place], model.errors[:, place], strict=True)
        rows.append(
            {
                "column": name,
                "part": part_of(name),
                "deviation": float(model.scale[place]),
                "weights": {
                    which: {"weight": float(weight), "error": float(error)}
                    for which, weight, error in by_class
                },
            }
        )
    return rows


def _estimate(one: Estimate) -> Json:
    return {
        name: None if math.isnan(value) else value
        for name, value in (("mean", one.mean), ("low", one.low), ("high", one.high))
    }


def _span(weeks: list[str]) -> str:
    if len(weeks) == 1:
        return f"the week of {weeks[0]}"
    return f"{len(weeks)} weeks ({weeks[0]} to {weeks[-1]})"


_HEAD: Final = (
    f"{'':24}{'NDCG@10':>8} {'[95 %]':^15}{'Recall@10':>10}{'cold':>7}{'light':>7}"
    f"{'regular':>8}{'coverage':>9}{'Gini':>6}{'ms':>7}"
)


def _block(name: str, task: Json) -> str:
    counts = ", ".join(f"{count} {which}" for which, count in task["questions_by_class"].items())
    lines = [
        (
            f"Task {name}, {task['what']}: {task['questions']} questions of "
            f"{task['members']} members ({counts})"
        ),
        "",
        _HEAD,
        *(_line(one) for one in task["rankers"]),
        "",
        f"Best baseline: {task['best_baseline']}.",
    ]
    lines += [
        f"{ranker} is {_interval(ratio, 'x')} of it."
        for ranker, ratio in task["ratio_to_best"].items()
    ]
    lines.append(f"The floor of exposure costs {_interval(task['cost_of_floor'], '')} of NDCG@10.")
    return "\n".join(lines)


def _line(one: Json) -> str:
    gain, by_class = one["ndcg"], one["ndcg_by_class"]
    interval = f"[{_figure(gain['low'])} {_figure(gain['high'])}]"
    classes = "".join(
        f"{_figure(by_class[which]['mean']):>{width}}"
        for which, width in zip(CLASSES, (7, 7, 8), strict=True)
    )
    return (
        f"{one['name']:24}{_figure(gain['mean']):>8} {interval:^15}"
        f"{_figure(one['recall']['mean']):>10}{classes}"
        f"{one['coverage']:>9.3f}{one['gini']:>6.2f}{one['ms_per_member']:>7.2f}"
    )


def _interval(one: Mapping[str, float | None], unit: str) -> str:
    return f"{_figure(one['mean'])}{unit} [{_figure(one['low'])} {_figure(one['high'])}]"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
