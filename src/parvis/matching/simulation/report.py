"""What a study found, in words and tables for a person (Markdown)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .measures import MEASURES, NAMED, Measure
from .parameters import NAMES, table
from .policies import BY_NAME, LISTS, PARVIS
from .sensitivity import CLAIMS, Change, Verdict
from .sheets import policies_of
from .study import Interval, Life, Study, difference, summary

MARKS: Final = {Verdict.HOLDS: "✓", Verdict.LEANS: "~", Verdict.TURNS: "✗"}
SHORT: Final = {
    "no_tie": "fewer without a tie",
    "met_soon": "met within 4 weeks",
    "third_met": "met three times",
    "newcomer_friend": "a casual friend",
    "quarter_alike": "mixes quarters",
    "gini_activities": "invitations spread",
    "gini_people": "encounters spread",
    "load_most": "welcomers spared",
    "never_answered": "answered",
    "nowhere": "fewer dead ends",
}


@dataclass(frozen=True, slots=True)
class Varied:
    """What came out of halving and doubling, and in which worlds."""

    study: Study
    changes: Sequence[Change]


def report(study: Study, lives: Sequence[Life], varied: Varied | None = None) -> str:
    """The whole report."""
    titles = {
        "results": "Means over the seeds, with 95 % intervals",
        "gains": "What Parvis changes, world by world",
        "sensitivity": "What survives halving and doubling",
        "parameters": "Parameters",
    }
    parts = ["# Policy simulation"]
    for name, block in blocks(study, lives, varied).items():
        parts += [f"## {titles[name]}", block] if name in titles else [block]
    return "\n\n".join([*parts, ""])


def blocks(study: Study, lives: Sequence[Life], varied: Varied | None = None) -> dict[str, str]:
    """What is computed in the report, by name, in order; what was not computed is absent."""
    found = {"said": said(study), "results": results(lives)}
    if PARVIS.name in policies_of(lives):
        found["gains"] = gains(lives)
    if varied is not None:
        found["sensitivity"] = f"{said(varied.study)}\n\n{sensitivity(varied.changes)}"
    return {**found, "parameters": table(study.parameters)}


def filled(page: str, found: Mapping[str, str]) -> str:
    """A page whose blocks between ``<!-- name -->`` and ``<!-- /name -->`` are these."""
    for name, block in found.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found_start, rest = page.partition(start)
        _, found_end, after = rest.partition(end)
        if found_start and found_end:
            page = f"{before}{start}\n\n{block}\n\n{end}{after}"
    return page


def said(study: Study) -> str:
    """What was lived, in a sentence."""
    return (
        f"{study.seeds} worlds (seeds 0 to {study.seeds - 1}), {study.weeks} weeks, "
        f"{study.residents:,} residents at the start; the same worlds under each policy."
    )


def results(lives: Sequence[Life]) -> str:
    """A row for each measure, a column for each policy."""
    policies = policies_of(lives)
    lines = [
        "| | " + " | ".join(BY_NAME[name].label for name in policies) + " |",
        "| --- |" + " ---: |" * len(policies),
    ]
    for one in MEASURES:
        cells = [interval(one, summary(lives, name, one.name)) for name in policies]
        lines.append(f"| {title(one)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def title(one: Measure) -> str:
    """A measure with its unit."""
    return f"{one.title} ({one.unit})" if one.unit else one.title


def interval(one: Measure, found: Interval) -> str:
    """Mean, and half the width of the interval."""
    return f"{found.mean:.{one.decimals}f} ± {found.high - found.mean:.{one.decimals}f}"


def gains(lives: Sequence[Life]) -> str:
    """Parvis less each of the others: bold where the interval leaves out zero."""
    others = [name for name in policies_of(lives) if name != PARVIS.name]
    lines = [
        "| Parvis less … | " + " | ".join(BY_NAME[name].label for name in others) + " |",
        "| --- |" + " ---: |" * len(others),
    ]
    for one in MEASURES:
        cells = [_gain(one, difference(lives, one.name, PARVIS.name, name)) for name in others]
        lines.append(f"| {title(one)} | " + " | ".join(cells) + " |")
    note = (
        "Bold: the 95 % interval leaves out zero. ▲ better, ▼ worse. The intervals are each on "
        "their own: of a hundred, some five leave out zero by chance."
    )
    return "\n".join([*lines, "", note])


def _gain(one: Measure, found: Interval) -> str:
    words = f"{found.mean:+.{one.decimals}f}".replace("-", "−")
    if not found.sign:
        return words
    return f"**{words}**" + {0: "", 1: " ▲", -1: " ▼"}[one.better * found.sign]


def sensitivity(changes: Sequence[Change]) -> str:
    """A row for each parameter: what halving does, then what doubling does, claim by claim."""
    base = next(one for one in changes if not one.parameter)
    lines = [
        "| parameter | " + " | ".join(SHORT[claim] for claim in CLAIMS) + " |",
        "| --- |" + " :-: |" * len(CLAIMS),
        "| *as it stands* | " + " | ".join(MARKS[base.verdicts[claim]] for claim in CLAIMS) + " |",
    ]
    for name in NAMES:
        pair = [one for one in changes if one.parameter == name]
        cells = (" ".join(MARKS[one.verdicts[claim]] for one in pair) for claim in CLAIMS)
        if pair:
            label = f"`{name}` " + " ".join("½" if one.factor < 1 else "2×" for one in pair)
            lines.append(f"| {label} | " + " | ".join(cells) + " |")
    best = ", ".join(policy.label for policy in LISTS)
    claims = "; ".join(f"*{SHORT[claim]}*: {NAMED[claim].title}" for claim in CLAIMS)
    note = (
        f"Parvis against the best of the lists ({best}) in the same worlds. "
        "✓ better, the interval leaving out zero; ~ better on average only; ✗ not better. "
        f"{claims}."
    )
    return "\n".join([*lines, "", note, "", survival(changes)])


def survival(changes: Sequence[Change]) -> str:
    """Each claim: under how many changes it holds, leans, or does not."""
    lines = ["| conclusion | ✓ | ~ | ✗ |", "| --- | ---: | ---: | ---: |"]
    for claim, (holds, leans, turns) in survivors(changes).items():
        lines.append(f"| {SHORT[claim]} | {holds} | {leans} | {turns} |")
    return "\n".join(lines)


def survivors(changes: Sequence[Change]) -> dict[str, tuple[int, int, int]]:
    """For each claim, under how many changes it holds, leans and turns."""
    moved = [one for one in changes if one.parameter]
    counts = {claim: Counter(one.verdicts[claim] for one in moved) for claim in CLAIMS}
    return {
        claim: (count[Verdict.HOLDS], count[Verdict.LEANS], count[Verdict.TURNS])
        for claim, count in counts.items()
    }
