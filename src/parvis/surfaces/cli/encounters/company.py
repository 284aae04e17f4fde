"""Who plays: the people one may enter as, newcomers, hosts, and those who like a thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Place
from parvis.surfaces.cli.town.shapes import TownPlan

ZONE = ZoneInfo("Europe/Paris")
#: People write and answer by day.
DAY_HOURS = range(9, 19)


@dataclass(frozen=True)
class Company:
    """The people and places of a settled town, by what its plan calls them."""

    plan: TownPlan
    now: datetime
    people: tuple[Resident, ...]
    cast: dict[str, Resident]
    organisations: dict[str, Organisation]
    places: dict[str, Place]

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def newcomers(self) -> list[Resident]:
        """Who has just arrived, but for the one of the cast."""
        named = {one.resident for one in self.plan.cast}
        return [
            self.people[number]
            for number, one in enumerate(self.plan.residents)
            if one.says_newcomer and number not in named
        ]

    def host_of(self, organisation: str) -> Resident:
        rows = self.plan.organisation_memberships
        mine = [one for one in rows if one.organisation == organisation and one.part == "host"]
        return self.people[mine[0].resident]

    def members_of(self, circle: str) -> list[Resident]:
        rows = self.plan.circle_memberships
        return [self.people[one.resident] for one in rows if one.circle == circle]

    def who_like(self, interests: Iterable[str]) -> list[Resident]:
        """Those who like it first; they belong somewhere, and are neither of the cast nor new."""
        named = {one.resident for one in self.plan.cast}
        belong = {one.resident for one in self.plan.circle_memberships}
        settled = [
            number
            for number in sorted(belong - named)
            if not self.plan.residents[number].says_newcomer
        ]
        wanted = set(interests)
        settled.sort(key=lambda one: -len(wanted.intersection(self.plan.residents[one].interests)))
        return [self.people[number] for number in settled]

    def lately(self, hours: int = 1) -> datetime:
        """So many hours ago, or the last time before that at which people are awake."""
        found = (self.now - timedelta(hours=hours)).astimezone(ZONE)
        if found.hour >= DAY_HOURS.stop:
            found = found.replace(hour=DAY_HOURS.stop - 1, minute=40)
        elif found.hour < DAY_HOURS.start:
            found = found.replace(hour=DAY_HOURS.stop - 1, minute=40) - timedelta(days=1)
        return found.astimezone(self.now.tzinfo)

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), ZONE).astimezone(self.now.tzinfo)

    def is_open(self, place: Place, day: date, at: time) -> bool:
        return territory.opening(place, self.moment(day, at.hour, at.minute)).is_open

    def next_weekday(self, weekday: int, after: int) -> date:
        """The first such day (Monday is 0), so many days from now at least."""
        first = self.today + timedelta(days=after)
        return first + timedelta(days=(weekday - first.weekday()) % 7)


def gathered(plan: TownPlan, now: datetime) -> Company:
    by_email = {one.email: one for one in Resident.objects.all()}
    people = tuple(by_email[one.email] for one in plan.residents)
    return Company(
        plan=plan,
        now=now,
        people=people,
        cast={one.key: people[one.resident] for one in plan.cast},
        organisations={one.slug: one for one in Organisation.objects.all()},
        places={one.slug: one for one in Place.objects.select_related("area")},
    )
