"""The rows of a planned town, in bulk: seconds instead of minutes through the services."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from parvis.domains.circles.models import Circle
from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.mutual_aid.models import Need
from parvis.domains.organisations.models import Membership as OrganisationMembership
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Consent, Resident, Role
from parvis.domains.people.vocabulary import CHARTER_VERSION, PRIVACY_VERSION, Agreement
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.welcome.models import Welcomer
from parvis.surfaces.cli.settle.weeks import Weeks
from parvis.surfaces.cli.settle.writing import BATCH, fields
from parvis.surfaces.cli.town.shapes import TownPlan


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
        Weeks(self.plan, self.now, self.places, self.organisations, self.people).store()

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
