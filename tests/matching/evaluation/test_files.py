"""The four files: read as they are found in the world, refused where they are wrong."""

from pathlib import Path

import numpy as np
import pytest

from parvis.matching.evaluation import files
from parvis.matching.evaluation.town import NOBODY, Town, seconds
from parvis.matching.wrong import WrongProblem

GOOD = {
    "members.csv": "member_id,lat,lon,nash\na,36.16,-86.79,1\nb,,,0\n",
    "groups.csv": "group_id,category_id,category_name,num_members,organizer_id\ng,4,Music,9,zz\n"
    "h,7,Games,3,b\n",
    "events.csv": "time,event_id,group_id\n2017-10-16 19:00:00,late,h\n"
    "2017-10-02T18:30:00+02:00,soon,g\n",
    "rsvps.csv": "event_id,member_id\nlate,a\nsoon,b\nsoon,b\nsoon,passing-by\n",
}


def folder(at: Path, **changed: str) -> Path:
    for name, text in (GOOD | {f"{k}.csv": v for k, v in changed.items()}).items():
        (at / name).write_text(text, encoding="utf-8")
    return at


def test_folder_is_read_by_its_headers(tmp_path: Path) -> None:
    town = files.read(folder(tmp_path))
    assert town.lat.tolist()[0] == 36.16
    assert np.isnan(town.lat).tolist() == [False, True, True]
    assert town.organiser.tolist() == [NOBODY, 1]
    assert town.category[0] != town.category[1]
    # Events are in the order of time, and the wall clock is kept whatever the offset.
    assert town.group.tolist() == [0, 1]
    from datetime import datetime

    assert town.time[0] == seconds(datetime(2017, 10, 2, 18, 30))  # noqa: DTZ001 - local
    # The same sign-up twice is one; somebody who is not listed is a member without a position.
    pairs = list(zip(town.came_event.tolist(), town.came_member.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 0)]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"members": "member_id,lat,lon\na,91,0\n"}, "members.csv:2"),
        ({"members": "member_id,lat,lon\na,nan,0\n"}, "members.csv:2"),
        ({"members": "member_id,lat,lon\na,here,0\n"}, "members.csv:2"),
        ({"members": "member_id,lat,lon\na,1,\n"}, "members.csv:2"),
        ({"members": "member_id,lat,lon\na,1,1\na,1,1\n"}, "members.csv:3"),
        ({"members": "member_id,lat,lon\n,1,1\n"}, "members.csv:2"),
        ({"members": "member_id,lat,lon\na,1\n"}, "members.csv:2"),
        ({"members": "member_id,lat\na,1\n"}, "members.csv:1"),
        ({"members": ""}, "members.csv:1"),
        ({"events": "event_id,group_id,time\ne,nowhere,2017-10-02\n"}, "events.csv:2"),
        ({"events": "event_id,group_id,time\ne,g,2017-10-02\nf,g,soon\n"}, "events.csv:3"),
        ({"events": "event_id,group_id,time\ne,g,2017-10-02\ne,g,2017-10-02\n"}, "events.csv:3"),
        ({"rsvps": "event_id,member_id\nlate,a\nnever,a\n"}, "rsvps.csv:3"),
        ({"rsvps": "event_id,member_id\nlate,\n"}, "rsvps.csv:2"),
        ({"groups": "group_id,category_id,organizer_id\ng,1,a\ng,1,a\n"}, "groups.csv:3"),
    ],
)
def test_wrong_value_is_refused_at_its_line(
    tmp_path: Path, changed: dict[str, str], where: str
) -> None:
    with pytest.raises(WrongProblem) as refused:
        files.read(folder(tmp_path, **changed))
    assert refused.value.path == where


def test_missing_file_is_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "rsvps.csv").unlink()
    with pytest.raises(WrongProblem, match="no such file"):
        files.read(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "rsvps.csv").write_bytes(b"event_id,member_id\nlate,\xff\xfe\n")
    with pytest.raises(WrongProblem, match=r"rsvps\.csv"):
        files.read(tmp_path)


def test_written_town_is_read_again(tmp_path: Path, city: Town) -> None:
    files.write(tmp_path, city)
    again = files.read(tmp_path)
    for name in ("lat", "lon", "organiser", "group", "time", "came_event", "came_member"):
        np.testing.assert_array_equal(getattr(again, name), getattr(city, name), err_msg=name)
    # Categories are numbered anew: the same ones are together.
    pairs = set(zip(again.category.tolist(), city.category.tolist(), strict=True))
    assert len(pairs) == len(set(city.category.tolist()))
