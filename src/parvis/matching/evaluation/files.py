"""The four CSV files of a town: read with every wrong value refused at its line, and written.

``members.csv`` (member_id, lat, lon), ``groups.csv`` (group_id, category_id, organizer_id),
``events.csv`` (event_id, group_id, time), ``rsvps.csv`` (event_id, member_id). Columns are found
by their header, in any order; more are ignored (``category_name`` and ``num_members`` among them:
the number of members is of the day the file was made, after what is to be foreseen).
"""

import csv
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from parvis.matching.wrong import WrongProblem

from .town import NOBODY, Floats, Ints, Town, seconds

COLUMNS: Final = {
    "members.csv": ("member_id", "lat", "lon"),
    "groups.csv": ("group_id", "category_id", "organizer_id"),
    "events.csv": ("event_id", "group_id", "time"),
    "rsvps.csv": ("event_id", "member_id"),
}
Row = tuple[str, ...]
Places = dict[str, int]


def read(folder: Path) -> Town:
    """Read a folder.

    :raises WrongProblem: with ``file:line`` at a file or column that is missing, an id given
        twice or unknown, a position or a time that is none. A sign-up given twice counts once;
        a position left empty and an organiser who is not among the members are accepted, and so is
    a sign-up of somebody who is not: a member of whom nothing else is known.
    """
    people, lat, lon = _members(folder)
    groups, category, organiser = _groups(folder, people)
    events, group, time = _events(folder, groups)
    listed = len(people)
    came_event, came_member = _rsvps(folder, events, people)
    unlisted = np.full(len(people) - listed, np.nan)
    return Town.of(
        places=(np.append(lat, unlisted), np.append(lon, unlisted)),
        groups=(category, organiser),
        events=(group, time),
        came=(came_event, came_member),
    )


def write(folder: Path, town: Town) -> None:
    """Write a town in the same layout; ids are the places in its columns."""
    organisers = ["" if one == NOBODY else int(one) for one in town.organiser]
    members = zip(range(town.members), *(_positions(c) for c in (town.lat, town.lon)), strict=True)
    times = [f"{datetime.fromtimestamp(int(time), tz=UTC):%Y-%m-%d %H:%M:%S}" for time in town.time]
    _write(folder, "members.csv", list(members))
    _write(
        folder, "groups.csv", list(zip(range(town.groups), town.category, organisers, strict=True))
    )
    _write(folder, "events.csv", list(zip(range(len(times)), town.group, times, strict=True)))
    _write(folder, "rsvps.csv", list(zip(town.came_event, town.came_member, strict=True)))


def _members(folder: Path) -> tuple[Places, Floats, Floats]:
    places: Places = {}
    lat, lon = [], []
    for at, (name, north, east) in _rows(folder, "members.csv"):
        _new(places, at, "member_id", name)
        lat.append(_degrees(at, "lat", north, most=90))
        lon.append(_degrees(at, "lon", east, most=180))
        if math.isnan(lat[-1]) != math.isnan(lon[-1]):
            raise WrongProblem(at, "lat and lon are given together or not at all")
    return places, np.array(lat, dtype=float), np.array(lon, dtype=float)


def _groups(folder: Path, people: Places) -> tuple[Places, Ints, Ints]:
    places: Places = {}
    categories: Places = {}
    category, organiser = [], []
    for at, (name, kind, leader) in _rows(folder, "groups.csv"):
        _new(places, at, "group_id", name)
        category.append(categories.setdefault(kind, len(categories)))
        organiser.append(people.get(leader, NOBODY))
    return places, _ints(category), _ints(organiser)


def _events(folder: Path, groups: Places) -> tuple[Places, Ints, Ints]:
    places: Places = {}
    group, time = [], []
    for at, (name, whose, when) in _rows(folder, "events.csv"):
        _new(places, at, "event_id", name)
        group.append(_known(groups, at, "group_id", whose))
        try:
            time.append(seconds(datetime.fromisoformat(when)))
        except ValueError:
            raise WrongProblem(at, f"time: {when!r} is not a time") from None
    return places, _ints(group), _ints(time)


def _rsvps(folder: Path, events: Places, people: Places) -> tuple[Ints, Ints]:
    event, member = [], []
    for at, (what, who) in _rows(folder, "rsvps.csv"):
        event.append(_known(events, at, "event_id", what))
        if not who:
            raise WrongProblem(at, "member_id is empty")
        member.append(people.setdefault(who, len(people)))
    return _ints(event), _ints(member)


def _rows(folder: Path, name: str) -> Iterator[tuple[str, Row]]:
    """Each line's ``file:line`` and the values of the columns asked for."""
    file = folder / name
    if not file.is_file():
        raise WrongProblem(str(file), "there is no such file")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        try:
            yield from _values(reader, name)
        except (csv.Error, UnicodeDecodeError) as fault:
            at = f"{name}:{reader.line_num + 1}"
            raise WrongProblem(at, f"not CSV in UTF-8: {fault}") from None


def _values(reader: Any, name: str) -> Iterator[tuple[str, Row]]:
    """``reader`` is one of ``csv``, whose type has no public name."""
    wanted = COLUMNS[name]
    header = [title.strip() for title in next(reader, [])]
    missing = [title for title in wanted if title not in header]
    if missing:
        raise WrongProblem(f"{name}:1", f"no column {missing[0]}")
    columns = [header.index(title) for title in wanted]
    for cells in reader:
        at = f"{name}:{reader.line_num}"
        if not cells:
            continue
        if len(cells) != len(header):
            raise WrongProblem(at, f"{len(cells)} values under {len(header)} headers")
        yield at, tuple(cells[column].strip() for column in columns)


def _new(places: Places, at: str, column: str, name: str) -> None:
    if not name:
        raise WrongProblem(at, f"{column} is empty")
    if name in places:
        raise WrongProblem(at, f"{column}: {name!r} is given twice")
    places[name] = len(places)


def _known(places: Places, at: str, column: str, name: str) -> int:
    if name not in places:
        raise WrongProblem(at, f"{column}: {name!r} is not known")
    return places[name]


def _degrees(at: str, column: str, text: str, *, most: float) -> float:
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not -most <= value <= most:
        raise WrongProblem(at, f"{column}: {text!r} is not between −{most} and {most}")
    return value


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _positions(column: Floats) -> list[str]:
    return ["" if math.isnan(value) else f"{value:.2f}" for value in column.tolist()]


def _write(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(COLUMNS[name])
        writer.writerows(rows)
