"""The gatherings of a planned town, their dates, and who comes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import GREETED_MAX, Repeat, Status
from parvis.surfaces.cli.settle.writing import BATCH, fields
from parvis.surfaces.cli.town.shapes import TownPlan

#: A weekly gathering of the plan goes on this many days after its last planned date.
GOES_ON_DAYS = 28


class Weeks:
    """Written where the rest of the town is already: its places, organisations and people."""

    def __init__(
        self,
        plan: TownPlan,
        now: datetime,
        places: Mapping[str, UUID],
        organisations: Mapping[str, UUID],
        people: Sequence[UUID],
    ) -> None:
        self.plan, self.now = plan, now
        self.places, self.organisations, self.people = places, organisations, people

    def store(self) -> None:
        hosts = {
            one.organisation: self.people[one.resident]
            for one in self.plan.organisation_memberships
            if one.part == "host"
        }
        occurrences: dict[tuple[str, int], Occurrence] = {}
        gatherings = []
        going = Counter(
            (one.gathering, one.occurrence) for one in self.plan.attendance if one.state == "going"
        )
        plain = (
            *("title", "about", "interests", "wishes", "comfort", "life", "languages"),
            *("price_cents", "bring", "capacity", "good_alone", "greeter_name", "sign"),
            *("starts_at", "minutes"),
        )
        for one in self.plan.gatherings:
            last = one.occurrences[-1].starts_at.date()
            gathering = Gathering(
                **fields(one, only=plain),
                organisation_id=self.organisations[one.organisation],
                place_id=self.places[one.place],
                host_id=hosts.get(one.organisation),
                greeter_id=None if one.greeter is None else self.people[one.greeter],
                rrule=Repeat.WEEKLY if one.weekly else Repeat.ONCE,
                until=last + timedelta(days=GOES_ON_DAYS) if one.weekly else None,
                status=Status.PUBLISHED,
                created_at=self.now - timedelta(days=60),
                updated_at=self.now - timedelta(days=10),
            )
            gatherings.append(gathering)
            for each in one.occurrences:
                occurrences[one.slug, each.index] = Occurrence(
                    gathering=gathering,
                    rule_at=each.starts_at,
                    starts_at=each.starts_at,
                    ends_at=each.ends_at,
                    is_cancelled=each.is_cancelled,
                    going=going[one.slug, each.index],
                    # Nobody has said who was there: there is nothing to follow up.
                    followed_at=each.ends_at if each.ends_at <= self.now else None,
                )
        Gathering.objects.bulk_create(gatherings, batch_size=BATCH)
        Occurrence.objects.bulk_create(occurrences.values(), batch_size=BATCH)
        self.store_attendance(occurrences)

    def store_attendance(self, occurrences: Mapping[tuple[str, int], Occurrence]) -> None:
        """Who comes. The greeter of a gathering waits for the first of those who come alone."""
        waits = {one.slug: one.greeter for one in self.plan.gatherings}
        greeted: Counter[tuple[str, int]] = Counter()
        rows = []
        for said in self.plan.attendance:
            key = said.gathering, said.occurrence
            greeter = waits[said.gathering] if said.alone and said.state == "going" else None
            if greeter is not None:
                greeted[key] += 1
            is_greeted = greeter is not None and greeted[key] <= GREETED_MAX
            rows.append(
                Attendance(
                    occurrence=occurrences[key],
                    resident_id=self.people[said.resident],
                    state=said.state,
                    alone=said.alone,
                    said_at=said.said_at,
                    greeter_id=self.people[greeter] if greeter is not None and is_greeted else None,
                    greeter_at=said.said_at if is_greeted else None,
                )
            )
        Attendance.objects.bulk_create(rows, batch_size=BATCH)
