"""The weekly rhythm: a list opens, closes on Sunday evening, and its tables are prepared."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from parvis.domains.people.models import Resident
from parvis.domains.rounds import selectors
from parvis.domains.rounds.events import PreparationAsked, SessionsMissing
from parvis.domains.rounds.models import Name, Round, Session
from parvis.domains.rounds.selectors.times import closing_after, week_after
from parvis.domains.rounds.services import publishing
from parvis.domains.rounds.services.holding import hold_round
from parvis.domains.rounds.vocabulary import Stage
from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AreaKind
from parvis.kernel import events, ids

#: A round's seed is a number that the database holds on both engines.
SEED_BITS = 31


def open_rounds(at: datetime) -> int:
    """Open the coming round of every commune that has a session or somebody on the list.

    Safe to repeat and to run twice at once; how many were opened.
    """
    sessions = Session.objects.filter(area=OuterRef("pk"), closed_at=None)
    names = Name.objects.filter(area=OuterRef("pk"), ended_at=None)
    open_now = Round.objects.filter(area=OuterRef("pk"), stage=Stage.OPEN, closes_at__gt=at)
    wanted = Area.objects.filter(
        Q(Exists(sessions)) | Q(Exists(names)), ~Exists(open_now), kind=AreaKind.COMMUNE
    )
    found = list(wanted.order_by("pk").values_list("pk", flat=True))
    return sum(_open(area_id, at) for area_id in found)


@transaction.atomic
def _open(area_id: UUID, at: datetime) -> bool:
    """The next week nothing was decided of: one that was closed early is not opened again."""
    # One after the other for a commune, so that two workers open one week, not two.
    area = Area.objects.select_for_update(no_key=True).defer("boundary").get(pk=area_id)
    if selectors.round_at(area, at) is not None:
        return False
    taken = set(Round.objects.filter(area=area).values_list("week", flat=True))
    closes_at = closing_after(at, area.time_zone)
    while (week := week_after(closes_at, area.time_zone)) in taken:
        closes_at = closing_after(closes_at, area.time_zone)
    seed = ids.new_id().int & ((1 << SEED_BITS) - 1)
    Round.objects.create(area=area, week=week, closes_at=closes_at, seed=seed, opened_at=at)
    return True


def close_due(at: datetime) -> int:
    """Close every list whose hour has come. Safe to repeat; how many were closed."""
    due = Round.objects.filter(stage=Stage.OPEN, closes_at__lte=at).order_by("closes_at", "pk")
    return sum(_close(round_id, at) for round_id in due.values_list("pk", flat=True))


@transaction.atomic
def close_list(*, round_id: UUID, by: Resident, at: datetime) -> Round:
    """Close the list now, without waiting for Sunday. Safe to repeat.

    :raises NotVisible: there is no such round.
    :raises NotAllowed: they do not coordinate this commune.
    """
    held = hold_round(round_id, by)
    if held.stage == Stage.OPEN:
        held.closes_at = min(held.closes_at, at)
        held.save(update_fields=["closes_at"])
        _close(round_id, at)
        held.refresh_from_db(fields=["stage", "people", "version", "closes_at"])
    return held


@transaction.atomic
def _close(round_id: UUID, at: datetime) -> bool:
    held = hold_round(round_id)
    if held.stage != Stage.OPEN or held.closes_at > at:
        return False
    _give_up_older(held, at)
    count = selectors.names_for(held.area, held.closes_at).count()
    held.stage, held.people = Stage.CLOSED, count
    held.attempts, held.preparing_at = 0, None
    held.version += 1
    held.save(update_fields=["stage", "people", "attempts", "preparing_at", "version"])
    if not count:
        publishing.let_pass(held, by=None, at=at)
        return True
    if not selectors.sessions_of(held.area).exists():
        events.publish(SessionsMissing(round_id=held.pk, area_id=held.area_id), at=at)
    events.publish(PreparationAsked(round_id=held.pk, area_id=held.area_id), at=at)
    return True


def _give_up_older(current: Round, at: datetime) -> None:
    """A week that was never published passes: its people are for the round that closes now."""
    older = Round.objects.filter(
        area=current.area_id, week__lt=current.week, stage__in=selectors.PENDING
    )
    for round_id in older.order_by("week").values_list("pk", flat=True):
        publishing.let_pass(hold_round(round_id), by=None, at=at)
