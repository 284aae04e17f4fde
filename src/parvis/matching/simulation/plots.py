"""One clear picture for each measure (matplotlib, from the extra ``studies``).

Nothing is told by colour alone: every policy has its name beside its mark, Parvis has a mark of its
own, and the pictures read the same in grey.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from .measures import MEASURES, Measure
from .policies import BY_NAME, PARVIS
from .sheets import CURVES, policies_of
from .study import Interval, Life, summary

INK, SOFT, ACCENT = "#1a1a1a", "#6b6b6b", "#0072b2"
SUFFIXES: Final = (".svg", ".png")
LINES: Final = {"chronological": ":", "popularity": "-.", "nearest": "--", "random": (0, (1, 3))}
TITLES: Final = {
    "met": "Newcomers who met somebody (%)",
    "met_three_times": "Newcomers who met the same person three times (%)",
}
#: The thin line from a name to the end of its line.
LEADER: Final[Any] = {
    "arrowstyle": "-",
    "color": SOFT,
    "linewidth": 0.6,
    "relpos": (0.0, 0.5),
    "shrinkA": 0,
    "shrinkB": 0,
}
#: The same bytes each time: no date, ids from a salt, text as text.
STEADY: Final[Any] = {
    "svg.hashsalt": "parvis",
    "svg.fonttype": "none",
    "font.size": 10,
    "font.family": "sans-serif",
}


def draw_all(lives: Sequence[Life], folder: Path, suffixes: Sequence[str] = SUFFIXES) -> list[Path]:
    """Every picture of a study; the files written.

    :raises ImportError: when matplotlib is not installed.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    with mpl.rc_context(STEADY):
        written = []
        for one in MEASURES:
            written += _save(_dots(lives, one), folder / f"simulation-{one.name}", suffixes)
        for name in CURVES:
            written += _save(_curves(lives, name), folder / f"simulation-curve-{name}", suffixes)
    return written


def _dots(lives: Sequence[Life], one: Measure) -> Any:
    """A row for each policy: its mean, its interval, its figure in letters."""
    from matplotlib.figure import Figure

    policies = policies_of(lives)
    figure = Figure(figsize=(7.2, 0.9 + 0.34 * len(policies)), layout="constrained")
    axes = figure.add_subplot()
    for place, name in enumerate(policies):
        found = summary(lives, name, one.name)
        ours = name == PARVIS.name
        colour = ACCENT if ours else INK
        axes.plot([found.low, found.high], [place, place], color=colour, linewidth=1.6)
        axes.plot(
            [found.mean],
            [place],
            marker="D" if ours else "o",
            markersize=8 if ours else 6,
            color=colour,
            markerfacecolor=colour if ours else "white",
        )
        axes.annotate(
            f"{found.mean:.{one.decimals}f}",
            (found.high, place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontweight="bold" if ours else "normal",
        )
    axes.set_yticks(range(len(policies)), [BY_NAME[name].label for name in policies])
    axes.invert_yaxis()
    _plain(axes)
    axes.margins(x=0.12, y=0.08)
    wish = {-1: "less is better", 1: "more is better", 0: ""}[one.better]
    axes.set_title(one.title, loc="left", fontsize=11)
    axes.set_xlabel(", ".join(part for part in (one.unit, wish) if part))
    return figure


def _curves(lives: Sequence[Life], name: str) -> Any:
    """Shares by week since arrival, each line with its name at its end."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.add_subplot()
    shown = [one for one in policies_of(lives) if one in LINES or one == PARVIS.name]
    ends = []
    for policy in shown:
        drawn = np.array([life.curves[name] for life in lives if life.policy == policy])
        spread = [Interval.of(values) for values in drawn.T]
        weeks, ours = range(len(spread)), policy == PARVIS.name
        colour = ACCENT if ours else INK
        low, high = [one.low for one in spread], [one.high for one in spread]
        if ours:
            # One band can be read, five cover each other: the others' are in the tables.
            axes.fill_between(weeks, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            weeks,
            [one.mean for one in spread],
            color=colour,
            linestyle="-" if ours else LINES[policy],
            linewidth=2.6 if ours else 1.5,
        )
        ends.append((spread[-1].mean, policy))
    _name_lines(axes, ends, len(drawn.T) - 1)
    _plain(axes)
    axes.set_ylim(0, min(100.0, axes.get_ylim()[1]))
    axes.set_title(TITLES[name], loc="left", fontsize=11)
    axes.set_xlabel("weeks since arrival")
    return figure


def _name_lines(axes: Any, ends: Sequence[tuple[float, str]], last: int) -> None:
    """Names at the ends of the lines, pushed apart where they would cover each other."""
    ends = sorted(ends)
    apart = 0.06 * max(axes.get_ylim()[1], 1e-9)
    heights: list[float] = []
    for value, _ in ends:
        heights.append(max(value, heights[-1] + apart) if heights else value)
    lift = float(np.mean(heights) - np.mean([value for value, _ in ends])) if ends else 0.0
    for height, (value, policy) in zip(heights, ends, strict=True):
        ours = policy == PARVIS.name
        axes.annotate(
            BY_NAME[policy].label,
            (last, value),
            xytext=(last * 1.05, height - lift),
            va="center",
            color=ACCENT if ours else INK,
            fontweight="bold" if ours else "normal",
            arrowprops=LEADER,
        )
    axes.set_xlim(0, last * 1.35)
    axes.set_xticks(range(0, last + 1, 2 if last <= 30 else 4))


def _plain(axes: Any) -> None:
    """No frame, a light grid to read values by."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _save(figure: Any, stem: Path, suffixes: Sequence[str]) -> list[Path]:
    written = []
    for suffix in suffixes:
        path = stem.with_name(stem.name + suffix)
        steady = {"Date": None} if suffix == ".svg" else {"Software": None}
        figure.savefig(path, dpi=150, metadata=steady)
        written.append(path)
    return written
