import enum
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.kernel import codec


class Mood(enum.StrEnum):
    CALM = "calm"
    MERRY = "merry"


class Size(enum.IntEnum):
    TWO = 2
    SIX = 6


@dataclass(frozen=True)
class Everything:
    text: str
    number: int
    sure: bool
    id: uuid.UUID
    at: datetime
    on: date
    mood: Mood
    size: Size
    ids: tuple[uuid.UUID, ...]
    pair: tuple[str, int]
    nested: tuple[tuple[date, bool], ...]
    maybe: str | None = None
    moods: tuple[Mood, ...] | None = ()


KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001
EVERYTHING = st.builds(
    Everything,
    text=KEPT,
    number=st.integers(),
    sure=st.booleans(),
    id=st.uuids(),
    at=INSTANTS,
    on=st.dates(),
    mood=st.sampled_from(Mood),
    size=st.sampled_from(Size),
    ids=st.lists(st.uuids()).map(tuple),
    pair=st.tuples(KEPT, st.integers()),
    nested=st.lists(st.tuples(st.dates(), st.booleans())).map(tuple),
    maybe=st.none() | KEPT,
    moods=st.none() | st.lists(st.sampled_from(Mood)).map(tuple),
)


def one(**changes: Any) -> Everything:
    values: dict[str, Any] = {
        "text": "un café",
        "number": 3,
        "sure": True,
        "id": uuid.UUID(int=1),
        "at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        "on": date(2026, 11, 22),
        "mood": Mood.CALM,
        "size": Size.TWO,
        "ids": (),
        "pair": ("a", 1),
        "nested": (),
    }
    return Everything(**{**values, **changes})


@given(EVERYTHING)
def test_a_fact_comes_back_the_same_through_json(thing: Everything) -> None:
    back = codec.decode(Everything, json.loads(json.dumps(codec.encode(thing))))
    assert back == thing
    assert [type(value) for value in vars(back).values()] == [
        type(value) for value in vars(thing).values()
    ]


def test_an_instant_is_kept_in_utc() -> None:
    paris = timezone(timedelta(hours=2))
    encoded = codec.encode(one(at=datetime(2026, 7, 1, 1, 0, tzinfo=paris)))
    assert encoded["at"] == "2026-06-30T23:00:00+00:00"


@pytest.mark.parametrize(
    "change",
    [
        {"text": 3},
        {"text": Mood.CALM},
        {"text": "a\0b"},
        {"text": "\ud800"},
        {"number": True},
        {"number": 1.0},
        {"number": "1"},
        {"sure": 1},
        {"id": str(uuid.UUID(int=1))},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"at": date(2026, 1, 1)},
        {"on": datetime(2026, 1, 1, tzinfo=UTC)},
        {"mood": "calm"},
        {"mood": Size.TWO},
        {"ids": [uuid.UUID(int=1)]},
        {"ids": ("1",)},
        {"pair": ("a",)},
        {"pair": ("a", 1, 2)},
        {"nested": ((date(2026, 1, 1), None),)},
        {"maybe": 0},
        {"text": None},
    ],
    ids=repr,
)
def test_a_value_of_another_type_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(codec.CodecError):
        codec.encode(one(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"text": 3},
        {"number": True},
        {"number": "3"},
        {"sure": 1},
        {"id": "not-an-id"},
        {"id": 5},
        {"at": "2026-01-01T00:00:00"},
        {"at": "yesterday"},
        {"on": "2026-02-30"},
        {"on": "2026-01-01T00:00:00+00:00"},
        {"mood": "furious"},
        {"mood": 2},
        {"size": True},
        {"size": 3},
        {"ids": "abc"},
        {"ids": [1]},
        {"pair": ["a"]},
        {"nested": [["2026-01-01", 1]]},
        {"more": 1},
    ],
    ids=repr,
)
def test_a_row_that_says_something_else_is_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(codec.CodecError):
        codec.decode(Everything, {**codec.encode(one()), **change})


def test_a_row_from_before_a_field_takes_its_default_and_no_other() -> None:
    row = codec.encode(one())
    del row["maybe"], row["moods"]
    assert codec.decode(Everything, row) == one()
    del row["number"]
    with pytest.raises(codec.CodecError, match="missing number"):
        codec.decode(Everything, row)


@pytest.mark.parametrize("payload", [None, [], "text", 3])
def test_a_row_that_is_not_an_object_is_not_read(payload: object) -> None:
    with pytest.raises(codec.CodecError, match="not an object"):
        codec.decode(Everything, payload)


def test_a_type_that_is_not_plain_is_refused_with_the_name_of_its_field() -> None:
    class Mixed(enum.Enum):
        ONE = 1
        TWO = "two"

    for kind in (float, list[int], dict[str, int], Any, bytes, str | int, Mixed, int | str | None):
        holder: Any = dataclass(frozen=True)(
            type("Holder", (), {"__annotations__": {"part": kind}})
        )
        with pytest.raises(codec.CodecError, match=r"Holder\.part"):
            codec.encode(holder(1))


def test_a_class_without_its_decorator_is_refused() -> None:
    class Forgotten(Everything):
        extra: int = 0

    with pytest.raises(codec.CodecError, match="dataclass"):
        codec.encode(Forgotten(**vars(one())))
