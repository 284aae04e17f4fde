"""A round is decided: its tables are published, or the week passes without any."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from parvis.domains.people.models import Resident
from parvis.domains.rounds import pairing, rules, selectors
from parvis.domains.rounds.events import RoundPublished, RoundSkipped
from parvis.domains.rounds.models import Name, Round, Seat, Table, Unplaced
from parvis.domains.rounds.selectors.times import first_meeting
from parvis.domains.rounds.services.holding import hold_round, require_prepared
from parvis.domains.rounds.vocabulary import (
    ANSWER_HOURS,
    QUIET_HOURS,
    WEEK_PASSED,
    SeatState,
    Stage,
    TableState,
)
from parvis.kernel import events


@transaction.atomic
def publish(*, round_id: UUID, version: int, by: Resident, at: datetime) -> Round:
    """Ask the people of its tables, and say to the others why there is none for them this week.

    Who has none waits one round more, and so comes sooner the next time. Safe to repeat. What is
    told, and to whom, follows from :class:`RoundPublished`.

    :raises NotVisible: there is no such round.
    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.BeingPrepared, rules.NotNow, rules.PageTooOld: see :func:`require_prepared`.
    :raises rules.NoLongerPossible: a table breaks a hard rule by what people say or do now.
    """
    held = hold_round(round_id, by)
    if held.stage == Stage.PUBLISHED:
        return held
    require_prepared(held, version)
    drawn = pairing.drawn_for(held, at)
    pairing.drop_gone(held, drawn)
    if pairing.faults_of(drawn, pairing.plan_of(drawn, held)):
        raise rules.NoLongerPossible
    for table in held.tables.select_related("session__place__area").defer(
        "session__place__area__boundary"
    ):
        _ask(table, held, at)
    _wait_one_more(held)
    held.stage, held.published_at, held.published_by = Stage.PUBLISHED, at, by
    held.version += 1
    held.save(update_fields=["stage", "published_at", "published_by", "version"])
    held.moves.all().delete()
    fact = RoundPublished(round_id=held.pk, area_id=held.area_id, at=at)
    events.publish(fact, by=by.pk, at=at)
    return held


@transaction.atomic
def skip(*, round_id: UUID, by: Resident, at: datetime) -> Round:
    """No table this week: everybody on the list is told, and waits one round more. Safe to repeat.

    :raises NotVisible: there is no such round.
    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.NotNow: it is published.
    """
    held = hold_round(round_id, by)
    if held.stage == Stage.PUBLISHED:
        raise rules.NotNow
    if held.stage != Stage.SKIPPED:
        let_pass(held, by=by, at=at)
    return held


def let_pass(held: Round, *, by: Resident | None, at: datetime) -> None:
    """The week passes; for the round that the caller holds. What was prepared is forgotten."""
    held.tables.all().delete()
    held.unplaced.all().delete()
    names = selectors.names_for(held.area, min(held.closes_at, at))
    rows = [
        Unplaced(round=held, resident_id=one, reason=WEEK_PASSED)
        for one in names.order_by("resident").values_list("resident_id", flat=True)
    ]
    Unplaced.objects.bulk_create(rows)
    _wait_one_more(held)
    held.stage, held.closes_at, held.people = Stage.SKIPPED, min(held.closes_at, at), len(rows)
    held.preparing_at, held.value, held.bound, held.advice = None, None, None, []
    held.version += 1
    held.save()
    fact = RoundSkipped(round_id=held.pk, area_id=held.area_id, at=at)
    events.publish(fact, by=by.pk if by else None, at=at)


def _ask(table: Table, held: Round, at: datetime) -> None:
    session = table.session
    table.first_at = first_meeting(
        slot=session.slot,
        begins=session.begins,
        week=held.week,
        zone=session.place.area.time_zone,
        at=at,
    )
    quiet_from = table.first_at - timedelta(hours=QUIET_HOURS)
    table.answer_by = min(at + timedelta(hours=ANSWER_HOURS), quiet_from)
    table.state = TableState.ASKING
    table.save(update_fields=["first_at", "answer_by", "state"])
    Seat.objects.filter(table=table, state=SeatState.DRAFT).update(
        state=SeatState.ASKED, asked_at=at, answer_by=table.answer_by
    )


def _wait_one_more(held: Round) -> None:
    told = Unplaced.objects.filter(round=held).values("resident")
    Name.objects.filter(resident__in=told, ended_at=None).update(waited=F("waited") + 1)
