"""Which conclusions survive when a parameter is halved or doubled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from .measures import NAMED
from .parameters import DEFAULT, NAMES, Parameters
from .policies import LISTS, PARVIS
from .study import Interval, Job, Life, Progress, Study, difference, run_jobs, summary

FACTORS: Final = (0.5, 2.0)
COMPARED: Final = (*(policy.name for policy in LISTS), PARVIS.name)


class Verdict(StrEnum):
    """What becomes of a conclusion."""

    HOLDS = "holds"
    LEANS = "leans"
    TURNS = "turns"


#: Conclusions: Parvis is better than the best of the plain lists, in these measures.
CLAIMS: Final = (
    "no_tie",
    "met_soon",
    "third_met",
    "newcomer_friend",
    "quarter_alike",
    "gini_activities",
    "gini_people",
    "load_most",
    "never_answered",
    "nowhere",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter at one value; ``factor`` 1 is the model as it stands."""

    parameter: str
    factor: float
    value: float
    verdicts: dict[str, Verdict]
    gains: dict[str, Interval]


def changes() -> list[tuple[str, float, Parameters]]:
    """The model as it stands, then each parameter halved and doubled, within its bounds."""
    found = [("", 1.0, DEFAULT)]
    for name in NAMES:
        for factor in FACTORS:
            changed = DEFAULT.scaled(name, factor)
            if changed != DEFAULT:
                found.append((name, factor, changed))
    return found


def run_sensitivity(
    study: Study, *, workers: int = 1, progress: Progress | None = None
) -> list[Change]:
    """Live the worlds of the study once for each change, and judge every claim.

    The policies of the study do not matter: the plain lists and Parvis are compared.
    """
    study = replace(study, policies=COMPARED)
    study.check()
    wanted = changes()
    jobs: list[Job] = []
    for _, _, parameters in wanted:
        jobs.extend(replace(study, parameters=parameters).jobs())
    lives = run_jobs(jobs, workers=workers, together=len(COMPARED), progress=progress)
    each = len(lives) // len(wanted)
    return [
        judge(name, factor, parameters, lives[place * each : (place + 1) * each])
        for place, (name, factor, parameters) in enumerate(wanted)
    ]


def judge(name: str, factor: float, parameters: Parameters, lives: Sequence[Life]) -> Change:
    """Every claim against the best of the lists: the one that does best in these very worlds."""
    gains = {claim: gain(claim, lives) for claim in CLAIMS}
    return Change(
        parameter=name,
        factor=factor,
        value=getattr(parameters, name) if name else 1.0,
        verdicts={claim: verdict(one) for claim, one in gains.items()},
        gains=gains,
    )


def gain(claim: str, lives: Sequence[Life]) -> Interval:
    """How much better Parvis does than the best list; above 0 is better, whatever the measure."""
    sign = NAMED[claim].better
    best = max(LISTS, key=lambda policy: sign * summary(lives, policy.name, claim).mean).name
    found = difference(lives, claim, PARVIS.name, best)
    low, high = sorted((sign * found.low, sign * found.high))
    return Interval(sign * found.mean, low, high)


def verdict(one: Interval) -> Verdict:
    """Holds: the interval is above 0. Leans: the mean is. Turns: it is not."""
    if one.sign > 0:
        return Verdict.HOLDS
    return Verdict.LEANS if one.mean > 0 else Verdict.TURNS
