"""Storing a planned town in one go.

What residents do goes through the domains' services; a whole town at once is written in bulk, the
same rows in seconds instead of minutes. A few encounters are then played through the services, so
that the pages of the demo have something true to show.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from parvis.domains.circles.models import Circle
from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Repeat, Status
from parvis.domains.mutual_aid.models import Need
from parvis.domains.organisations.models import Membership as OrganisationMembership
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Consent, Resident, Role
from parvis.domains.people.vocabulary import CHARTER_VERSION, PRIVACY_VERSION, Agreement
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.welcome.models import Welcomer
from parvis.kernel import clock, search
from parvis.surfaces.cli import meetings, town
from parvis.surfaces.cli.town.plan import plan_town
from parvis.surfaces.cli.town.shapes import TownPlan

SEED = 1
BATCH = 500
#: A weekly gathering of the plan goes on this many days after its last planned date.
GOES_ON_DAYS = 28


def fingerprint(today: date) -> str:
    """Changes with the town's data, with the shape of the database, and with the week."""
    here = Path(town.__file__).parent
    files = [*here.rglob("*.yaml"), *here.rglob("*.geojson"), *here.rglob("*.py"), Path(__file__)]
    files += (here.parents[2] / "domains").glob("*/migrations/*.py")
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    monday = today - timedelta(days=today.weekday())
    return f"{digest.hexdigest()[:16]} {monday.isoformat()}"


def entries() -> list[str]:
    """First names one may enter as, with their role."""
    from parvis.surfaces.cli.town import files

    return [f"{row['name']} ({row['key']})" for row in files.read("cast")]


def build(*, today: date, residents: int = 400, encounters: bool = True) -> None:
    """Fill an empty database with the demo town."""
    plan = plan_town(SEED, today=today, residents=residents)
    now = clock.now()
    with transaction.atomic():
        Settlement(plan, now).store()
    search.rebuild()
    if encounters:
        meetings.play(plan, now)


class Settlement:
    """The rows of one plan, aggregate by aggregate; ids are found again by slug or by number."""

    def __init__(self, plan: TownPlan, now: datetime) -> None:
        self.plan, self.now = plan, now
        self.areas: dict[str, UUID] = {}
        self.places: dict[str, UUID] = {}
        self.organisations: dict[str, UUID] = {}
        self.people: list[UUID] = []

    def store(self) -> None:
        self.store_territory()
        self.store_people()
        self.store_organisations()
        self.store_circles()
        self.store_needs()
        self.store_gatherings()

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, on: date) -> datetime:
        return datetime.combine(on, time(), ZoneInfo("Europe/Paris"))

    def store_territory(self) -> None:
        since = self.ago(900)
        for one in self.plan.areas:
            area = Area.objects.create(
                slug=one.slug,
                name=one.name,
                kind=one.kind,
                parent_id=self.areas[one.parent] if one.parent else None,
                aliases=list(one.aliases),
                about=one.about,
                boundary=dict(one.boundary),
                created_at=since,
                updated_at=since,
            )
            self.areas[one.slug] = area.pk
        places = [
            Place(
                **fields(one, but=("area", "access")),
                area_id=self.areas[one.area],
                access=dict(one.access),
                published=True,
                created_at=since,
                updated_at=since,
            )
            for one in self.plan.places
        ]
        Place.objects.bulk_create(places)
        self.places = {one.slug: one.pk for one in places}

    def store_people(self) -> None:
        no_password = make_password(None)
        residents = [
            Resident(
                email=one.email,
                name=one.name,
                password=no_password,
                about=one.about,
                area_id=self.areas[one.area],
                cell=territory.cell_of(*one.point),
                joined_at=self.ago(one.joined_days_ago),
                confirmed_at=self.ago(one.joined_days_ago),
                **fields(
                    one,
                    only=(
                        *("age_band", "languages", "reads", "interests", "free", "wishes"),
                        *("comfort", "life", "access", "says_newcomer"),
                    ),
                ),
            )
            for one in self.plan.residents
        ]
        Resident.objects.bulk_create(residents, batch_size=BATCH)
        self.people = [one.pk for one in residents]
        EmailAddress.objects.bulk_create(
            [
                EmailAddress(user=one, email=one.email, verified=True, primary=True)
                for one in residents
            ],
            batch_size=BATCH,
        )
        versions = {
            Agreement.CHARTER: CHARTER_VERSION,
            Agreement.PRIVACY: PRIVACY_VERSION,
            Agreement.ADULT: CHARTER_VERSION,
        }
        Consent.objects.bulk_create(
            [
                Consent(resident=one, kind=kind, version=version, given_at=one.joined_at)
                for one in residents
                for kind, version in versions.items()
            ],
            batch_size=BATCH,
        )
        Role.objects.bulk_create(
            [
                Role(resident_id=self.people[one.resident], kind=one.kind, given_at=self.ago(200))
                for one in self.plan.roles
            ],
            batch_size=BATCH,
        )
        Welcomer.objects.bulk_create(
            [
                Welcomer(resident_id=self.people[one.resident], **fields(one, but=("resident",)))
                for one in self.plan.welcomers
            ],
            batch_size=BATCH,
        )

    def store_organisations(self) -> None:
        rows = [
            Organisation(
                **fields(one, but=("area", "place", "contact_gender")),
                area_id=self.areas[one.area] if one.area else None,
                place_id=self.places[one.place] if one.place else None,
                created_at=self.ago(800),
                updated_at=self.ago(20),
            )
            for one in self.plan.organisations
        ]
        Organisation.objects.bulk_create(rows)
        self.organisations = {one.slug: one.pk for one in rows}
        OrganisationMembership.objects.bulk_create(
            [
                OrganisationMembership(
                    organisation_id=self.organisations[one.organisation],
                    resident_id=self.people[one.resident],
                    part=one.part,
                    welcomes=one.welcomes,
                    joined_at=self.ago(one.joined_days_ago),
                )
                for one in self.plan.organisation_memberships
            ],
            batch_size=BATCH,
        )

    def store_circles(self) -> None:
        rows = [
            Circle(
                **fields(one, but=("area",)),
                area_id=self.areas[one.area] if one.area else None,
                created_at=self.ago(30 + 11 * number),
            )
            for number, one in enumerate(self.plan.circles)
        ]
        Circle.objects.bulk_create(rows)
        by_slug = {one.slug: one.pk for one in rows}
        CircleMembership.objects.bulk_create(
            [
                CircleMembership(
                    circle_id=by_slug[one.circle],
                    resident_id=self.people[one.resident],
                    pseudonym=one.pseudonym,
                    is_host=one.is_host,
                    joined_at=self.ago(one.joined_days_ago),
                )
                for one in self.plan.circle_memberships
            ],
            batch_size=BATCH,
        )

    def store_needs(self) -> None:
        Need.objects.bulk_create(
            [
                Need(
                    **fields(one, but=("slug", "organisation", "area", "people_wanted")),
                    organisation_id=self.organisations[one.organisation],
                    area_id=self.areas[one.area] if one.area else None,
                    created_at=self.ago(3 + number % 20),
                )
                for number, one in enumerate(self.plan.needs)
            ]
        )

    def store_gatherings(self) -> None:
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
                created_at=self.ago(60),
                updated_at=self.ago(10),
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
                )
        Gathering.objects.bulk_create(gatherings, batch_size=BATCH)
        Occurrence.objects.bulk_create(occurrences.values(), batch_size=BATCH)
        Attendance.objects.bulk_create(
            [
                Attendance(
                    occurrence=occurrences[one.gathering, one.occurrence],
                    resident_id=self.people[one.resident],
                    state=one.state,
                    alone=one.alone,
                    said_at=one.said_at,
                )
                for one in self.plan.attendance
            ],
            batch_size=BATCH,
        )


def fields(plan: Any, *, only: Iterable[str] = (), but: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of a planned row that are stored under the same name."""
    names = list(only) or [name for name in plan.__slots__ if name not in set(but)]
    return {name: getattr(plan, name) for name in names}
