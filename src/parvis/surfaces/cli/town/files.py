"""Read what was written by hand in ``data/``."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from parvis.surfaces.cli.town.shapes import (
    AreaPlan,
    CirclePlan,
    LandmarkPlan,
    NeedPlan,
    OrganisationPlan,
    PlacePlan,
)

Row = Mapping[str, Any]
T = TypeVar("T")


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


@cache
def read(name: str) -> Any:
    """The content of ``data/<name>.yaml``. Shared between calls: read it, never change it."""
    return yaml.safe_load(_text(f"{name}.yaml"))


def _build(kind: type[T], row: Row, **more: Any) -> T:
    """``row`` as a frozen value: its lists become tuples, unknown or missing keys are errors."""
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return kind(**(frozen | more))


def areas() -> tuple[AreaPlan, ...]:
    """The commune first, then its neighbourhoods."""
    shapes = json.loads(_text("areas.geojson"))["features"]
    return tuple(_build(AreaPlan, one["properties"], boundary=one["geometry"]) for one in shapes)


def landmarks() -> tuple[LandmarkPlan, ...]:
    lines = json.loads(_text("landmarks.geojson"))["features"]
    return tuple(_build(LandmarkPlan, one["properties"], line=one["geometry"]) for one in lines)


def places() -> tuple[PlacePlan, ...]:
    return tuple(_build(PlacePlan, row) for row in read("places"))


def organisations() -> tuple[OrganisationPlan, ...]:
    return tuple(_build(OrganisationPlan, row) for row in read("organisations"))


def circles() -> tuple[CirclePlan, ...]:
    return tuple(_build(CirclePlan, row) for row in read("circles"))


def needs(today: date) -> tuple[NeedPlan, ...]:
    return tuple(
        _build(
            NeedPlan,
            {key: value for key, value in row.items() if key != "until_days"},
            until=today + timedelta(days=row["until_days"]),
        )
        for row in read("needs")
    )
