"""Who accompanies whom, and what the town lacked."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch.models import Item
from parvis.domains.welcome.models import Gap, Welcome, Welcomer
from parvis.domains.welcome.vocabulary import GAP_REST_DAYS, Kind

#: A welcome that counts against the limit; who is leaving does not.
COUNTS = Q(
    ended_at=None,
    passed_at=None,
    newcomer__is_active=True,
    newcomer__erasure_asked_at=None,
)


def with_load(welcomers: QuerySet[Welcomer]) -> QuerySet[Any]:
    """With ``load``: how many newcomers each accompanies now."""
    theirs = Welcome.objects.filter(COUNTS, welcomer=OuterRef("pk")).order_by().values("welcomer")
    count = Subquery(theirs.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return welcomers.annotate(load=Coalesce(count, 0))


def welcomer_of(resident: Resident) -> Welcomer | None:
    """How this resident welcomes, if they do."""
    return Welcomer.objects.filter(resident=resident).first()


def open_welcomers(at: datetime) -> QuerySet[Any]:
    """Those who hold the role and are not paused, with ``load``. For no viewer: for the town."""
    holders = people.people_with_role(Role.WELCOMER).order_by().values("pk")
    awake = Q(paused_until=None) | Q(paused_until__lte=timezone.localdate(at))
    return with_load(Welcomer.objects.filter(awake, resident__in=holders)).select_related(
        "resident"
    )


def open_welcome(newcomer: Resident, welcomer_id: UUID) -> Welcome | None:
    return Welcome.objects.filter(newcomer=newcomer, welcomer_id=welcomer_id, ended_at=None).first()


def welcome_of(item: Item) -> Welcome | None:
    """What a newcomer asked, for who is asked to answer it."""
    return Welcome.objects.filter(pk=item.subject_id).first()


def gaps_of(resident: Resident, at: datetime) -> dict[str, Gap]:
    """The kinds the town had nothing of for this person: still open, or answered lately."""
    gaps = Gap.objects.filter(resident=resident).order_by("opened_at")
    return {gap.kind: gap for gap in gaps.filter(_kept(at))}


def standing_gap(resident: Resident, kind: Kind, at: datetime) -> Gap | None:
    return Gap.objects.filter(_kept(at), resident=resident, kind=kind).first()


def _kept(at: datetime) -> Q:
    return Q(closed_at=None) | Q(answered_at__gt=at - timedelta(days=GAP_REST_DAYS))


def gap_of(item: Item) -> Gap | None:
    return Gap.objects.filter(pk=item.subject_id).first()


def load_of(resident: Resident) -> int:
    """How many newcomers this welcomer accompanies now."""
    return Welcome.objects.filter(COUNTS, welcomer=resident).count()


def welcomers_seen_by(viewer: Resident) -> list[Welcomer]:
    """Everyone who welcomes, with ``load``; the busiest first. For the coordination."""
    holders = people.visible_to(viewer, people.people_with_role(Role.WELCOMER)).order_by()
    welcomers = Welcomer.objects.filter(resident__in=holders.values("pk"))
    found = with_load(welcomers).select_related("resident__area").defer("resident__area__boundary")
    return list(found.order_by("-load", "resident__name"))


def lacks() -> list[tuple[None, str, str]]:
    """How many people wait for a kind the town had nothing of: (no icon, kind, count) rows."""
    counts = Gap.objects.filter(closed_at=None).values_list("kind").annotate(n=Count("id"))
    return [(None, str(Kind(kind).label), str(count)) for kind, count in counts.order_by("kind")]
