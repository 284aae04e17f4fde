"""What the site must know of one account at each request, and the duties people hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from parvis.domains.people import vocabulary
from parvis.domains.people.models import Block, Consent, Resident, Role
from parvis.domains.people.rules import Held, lineage, remember_roles
from parvis.domains.people.selectors.visibility import IN_SIGHT
from parvis.domains.people.vocabulary import STAFF_ROLES, Agreement
from parvis.domains.territory.models import Area


@dataclass(frozen=True)
class Standing:
    """Whether an account may go on as it is."""

    roles: tuple[Held, ...]
    has_agreed: bool
    has_second_factor: bool

    @property
    def is_staff(self) -> bool:
        return any(held.kind in STAFF_ROLES for held in self.roles)


def standing_of(resident: Resident) -> Standing:
    """All of it in one query; the roles are then known to ``rules`` too."""
    given = Consent.objects.filter(resident=OuterRef("pk"), withdrawn_at=None)
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows = list(
        Resident.objects.filter(pk=resident.pk)
        .annotate(
            charter=Exists(
                given.filter(kind=Agreement.CHARTER, version=vocabulary.CHARTER_VERSION)
            ),
            privacy=Exists(
                given.filter(kind=Agreement.PRIVACY, version=vocabulary.PRIVACY_VERSION)
            ),
            factor=Exists(factors),
            held=FilteredRelation("roles", condition=Q(roles__ended_at=None)),
        )
        .order_by("held__id")
        .values_list("charter", "privacy", "factor", "held__kind", "held__area_id")
    )
    roles = tuple(Held(kind, area) for *_, kind, area in rows if kind is not None)
    remember_roles(resident, roles)
    charter, privacy, factor = rows[0][:3] if rows else (False, False, False)
    return Standing(roles=roles, has_agreed=charter and privacy, has_second_factor=factor)


def agreed_versions(resident: Resident) -> dict[str, str]:
    """The newest version of each text somebody agreed to and did not take back."""
    given = Consent.objects.filter(resident=resident, withdrawn_at=None).order_by("given_at")
    return dict(given.values_list("kind", "version"))


def has_agreed(resident: Resident) -> bool:
    """Whether the texts in force are among those somebody agreed to."""
    return agreed_versions(resident).items() >= {
        (Agreement.CHARTER.value, vocabulary.CHARTER_VERSION),
        (Agreement.PRIVACY.value, vocabulary.PRIVACY_VERSION),
    }


def consents_of(resident: Resident) -> QuerySet[Consent]:
    """Every agreement, newest first, those taken back included."""
    return Consent.objects.filter(resident=resident).order_by("-given_at", "kind")


def blocked_by(resident: Resident) -> QuerySet[Block]:
    """Whom somebody blocked, newest first, for them alone. Who is leaving is no longer listed."""
    made = Block.objects.filter(by=resident, blocked__erasure_asked_at=None)
    return made.select_related("blocked").order_by("-at", "-id")


def erasure_due_at(resident: Resident) -> datetime | None:
    """When an erasure that was asked for will happen."""
    if resident.erasure_asked_at is None:
        return None
    return resident.erasure_asked_at + timedelta(days=settings.PARVIS.erasure_days)


def is_newcomer(resident: Resident, at: datetime) -> bool:
    """In their first ninety days, or says so."""
    recent = resident.joined_at > at - timedelta(days=vocabulary.NEWCOMER_DAYS)
    return resident.says_newcomer or recent


def people_with_role(role: vocabulary.Role, area: Area | None = None) -> QuerySet[Resident]:
    """Residents in sight who hold a role now: for the area given, or anywhere; oldest duty first.

    Not limited to a viewer: for the town's own work (who is asked, who is told).
    """
    duty = Role.objects.filter(resident=OuterRef("pk"), kind=role, ended_at=None)
    if area is not None:
        duty = duty.filter(Q(area=None) | Q(area__in=lineage(area)))
    return Resident.objects.filter(IN_SIGHT, Exists(duty)).order_by("joined_at", "id")
