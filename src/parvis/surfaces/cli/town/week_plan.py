"""Five weeks of gatherings around today, and who comes to them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from parvis.surfaces.cli.town.files import read
from parvis.surfaces.cli.town.people_plan import DAYS
from parvis.surfaces.cli.town.shapes import (
    AttendancePlan,
    GatheringPlan,
    OccurrencePlan,
    ResidentPlan,
)

ZONE = ZoneInfo("Europe/Paris")
WEEKS = 5
#: The place of this week among the five.
THIS_WEEK = 2
#: How many come where there is no limit.
USUAL = 22
#: How full the weeks are, from two weeks ago to two weeks ahead.
FULLNESS = (0.75, 0.75, 0.7, 0.4, 0.2)
#: People looked at before choosing who comes: keeps a town of 50,000 quick.
LOOKED_AT = 400
#: Nobody goes to these by chance.
NEEDS_A_REASON = frozenset({"french-lessons", "paperwork-help", "digital-help", "job-search-help"})
OWN_KEYS = {"slug", "weekday", "day", "start", "full", "cancelled"}


def gatherings(today: date) -> tuple[GatheringPlan, ...]:
    """What comes back each week, then what happens once. Greeters are not known yet."""
    monday = today - timedelta(days=today.weekday())
    weekly = [
        _gathering(row, monday + timedelta(days=DAYS.index(row["weekday"]) - 14), WEEKS)
        for row in read("gatherings-weekly")
    ]
    once = [
        _gathering(row, monday + timedelta(days=row["day"]), 1) for row in read("gatherings-once")
    ]
    return tuple(weekly + once)


def _gathering(row: Mapping[str, Any], first: date, times: int) -> GatheringPlan:
    cancelled = row.get("cancelled", ())
    starts = [
        datetime.combine(first + timedelta(weeks=week), time.fromisoformat(row["start"]), ZONE)
        for week in range(times)
    ]
    dates = tuple(
        OccurrencePlan(
            index=index,
            starts_at=start.astimezone(UTC),
            ends_at=start.astimezone(UTC) + timedelta(minutes=row["minutes"]),
            is_cancelled=index in cancelled,
        )
        for index, start in enumerate(starts)
    )
    kept = {key: value for key, value in row.items() if key not in OWN_KEYS}
    tags = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
    return GatheringPlan(
        **(kept | tags),
        slug=row["slug"],
        greeter=None,
        weekly=times > 1,
        starts_at=dates[0].starts_at,
        is_full=row.get("full", False),
        occurrences=dates,
    )


def slot_of(starts_at: datetime) -> str:
    """The moment of the week, as people tell when they are free: « tue-morning »."""
    local = starts_at.astimezone(ZONE)
    moment = "morning" if local.hour < 12 else "afternoon" if local.hour < 18 else "evening"
    return f"{DAYS[local.weekday()]}-{moment}"


def with_greeters(
    planned: Iterable[GatheringPlan], found: Mapping[tuple[str, str], int]
) -> tuple[GatheringPlan, ...]:
    """``found``: (organisation, first name) -> resident."""
    return tuple(
        replace(one, greeter=found[one.organisation, one.greeter_name]) if one.greeter_name else one
        for one in planned
    )


class Attendances:
    """Says who comes to what. Nobody is in two places at the same moment."""

    def __init__(
        self, rng: random.Random, today: date, residents: Sequence[ResidentPlan], apart: set[int]
    ) -> None:
        """``apart``: those who have not said yes to anything yet."""
        self.rng = rng
        self.today = today
        self.midnight = datetime.combine(today, time(), ZONE).astimezone(UTC)
        self.residents = residents
        self.apart = apart
        self.taken: set[tuple[int, date, str]] = set()
        self.fans: dict[str, list[int]] = defaultdict(list)
        for number, resident in enumerate(residents):
            for interest in resident.interests:
                self.fans[interest].append(number)

    def of(self, gathering: GatheringPlan) -> list[AttendancePlan]:
        regulars = self._regulars(gathering)
        rows: list[AttendancePlan] = []
        for occurrence in gathering.occurrences:
            if not occurrence.is_cancelled:
                rows += self._of_date(gathering, occurrence, regulars)
        return rows

    def _regulars(self, gathering: GatheringPlan) -> list[int]:
        """Those who like it and are free then, in the order in which they would come."""
        rng, slot = self.rng, slot_of(gathering.starts_at)
        seen: dict[int, None] = {}
        for interest in gathering.interests:
            fans = self.fans[interest]
            seen |= dict.fromkeys(rng.sample(fans, min(len(fans), LOOKED_AT)))
        likely = [one for one in seen if self._would_come(one, gathering, slot)]
        rng.shuffle(likely)
        seats = gathering.capacity or USUAL
        return likely[: 2 * seats] + self._passers_by(gathering, slot, seats - len(likely), seen)

    def _passers_by(
        self, gathering: GatheringPlan, slot: str, wanted: int, seen: Mapping[int, None]
    ) -> list[int]:
        """People who come without having said that they like it, where anyone could."""
        if wanted <= 0 or NEEDS_A_REASON.intersection(gathering.interests):
            return []
        likely = [
            one
            for one in self._others()
            if one not in seen
            and self._would_come(one, gathering, slot)
            and (not gathering.life or set(gathering.life) & set(self.residents[one].life))
        ]
        return likely[: wanted // 2]

    def _would_come(self, number: int, gathering: GatheringPlan, slot: str) -> bool:
        resident = self.residents[number]
        return (
            number != gathering.greeter
            and number not in self.apart
            and slot in resident.free
            and not set(gathering.languages).isdisjoint(resident.languages)
        )

    def _of_date(
        self, gathering: GatheringPlan, occurrence: OccurrencePlan, regulars: Sequence[int]
    ) -> list[AttendancePlan]:
        wanted, exact = self._wanted(gathering, occurrence)
        order = [one for one in regulars if self.rng.random() < 0.7]
        if exact:
            order = [*order, *(one for one in regulars if one not in order), *self._others()]
        rows: list[AttendancePlan] = []
        for number in order:
            if len(rows) == wanted:
                break
            said_at = self._said_at(number, occurrence)
            if said_at and self._take(number, occurrence):
                rows.append(self._row(gathering, occurrence, number, said_at))
        gone = [row for row in rows if not exact and self.rng.random() < 0.05]
        return [replace(row, state="cancelled") if row in gone else row for row in rows]

    def _wanted(self, gathering: GatheringPlan, occurrence: OccurrencePlan) -> tuple[int, bool]:
        """How many come, and whether every seat is taken."""
        if gathering.is_full and gathering.capacity and occurrence.starts_at >= self.midnight:
            return gathering.capacity, True
        weeks = (occurrence.starts_at.astimezone(ZONE).date() - self._first_monday()).days // 7
        seats = gathering.capacity or USUAL
        share = FULLNESS[min(weeks, WEEKS - 1)] * self.rng.uniform(0.6, 1.2)
        return min(round(seats * share), max(seats - 2, 1)), False

    def _first_monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday() + 7 * THIS_WEEK)

    def _others(self) -> list[int]:
        """Anybody, for a gathering that everyone wants to see."""
        count = len(self.residents)
        drawn = self.rng.sample(range(count), min(count, LOOKED_AT))
        return [one for one in drawn if one not in self.apart]

    def _said_at(self, number: int, occurrence: OccurrencePlan) -> datetime | None:
        """When they said so: after they opened their account, before today and the date itself."""
        joined = self.midnight - timedelta(days=self.residents[number].joined_days_ago - 1)
        latest = min(occurrence.starts_at - timedelta(hours=2), self.midnight)
        earliest = max(joined, latest - timedelta(days=9))
        if earliest >= latest:
            return None
        minutes = int((latest - earliest).total_seconds() // 60)
        return earliest + timedelta(minutes=self.rng.randrange(minutes))

    def _take(self, number: int, occurrence: OccurrencePlan) -> bool:
        day = occurrence.starts_at.astimezone(ZONE).date()
        key = (number, day, slot_of(occurrence.starts_at))
        if key in self.taken:
            return False
        self.taken.add(key)
        return True

    def _row(
        self, gathering: GatheringPlan, occurrence: OccurrencePlan, number: int, said_at: datetime
    ) -> AttendancePlan:
        is_new = self.residents[number].says_newcomer
        alone = gathering.good_alone and self.rng.random() < (0.7 if is_new else 0.25)
        return AttendancePlan(
            gathering=gathering.slug,
            occurrence=occurrence.index,
            resident=number,
            state="going",
            alone=alone,
            said_at=said_at,
        )
