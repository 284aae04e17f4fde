"""After three meetings, and at the end: going on by themselves, others, or stopping there.

What somebody wishes is theirs: the others only ever learn that the table goes on.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.circles import services as circles
from parvis.domains.circles.models import Circle
from parvis.domains.gatherings import services as gatherings
from parvis.domains.people.models import Resident
from parvis.domains.rounds import rules, selectors
from parvis.domains.rounds.events import FurtherAsked, TableContinued, TableEnded
from parvis.domains.rounds.models import Seat, Table
from parvis.domains.rounds.selectors.tables import meetings_past, title_of
from parvis.domains.rounds.services.leaving import leave_table
from parvis.domains.rounds.services.names import put_name_down
from parvis.domains.rounds.services.places import hold_own_seat, hold_table, seats_of
from parvis.domains.rounds.vocabulary import (
    FURTHER_DAYS,
    MEETINGS_BEFORE_ASKING,
    SIZE_MIN,
    Further,
    SeatState,
    TableState,
)
from parvis.kernel import events
from parvis.kernel.errors import Refusal

log = structlog.get_logger(__name__)

#: Tables about which one may still say what one wishes.
OPEN = (TableState.MEETING, TableState.CONTINUED, TableState.ENDED)


@transaction.atomic
def say_further(*, seat_id: UUID, by: Resident, further: Further, at: datetime) -> Seat:
    """Say whether one goes on with these people, with others, or stops. Safe to repeat, and to
    say otherwise later.

    With three who go on, the table goes on by itself at once. Who wishes for others is on the list
    again, and keeps their place until the last date. Who stops leaves now, without a word.

    :raises NotVisible: it is not their place, or nothing was asked yet.
    :raises CalledOff: its gathering does not take place any more.
    """
    rules.may_put_name_down.require(by)
    seat, table = hold_own_seat(seat_id, by.pk)
    asked_at = table.asked_further_at
    if seat.further == further and not _is_asked_again(seat, asked_at):
        return seat
    if asked_at is None or table.state not in OPEN:
        raise rules.NotNow
    if seat.state != SeatState.COMING:
        raise rules.NotNow
    seat.further, seat.further_at = further, at
    seat.save(update_fields=["further", "further_at"])
    match further:
        case Further.CONTINUE:
            _continue(table, at)
        case Further.OTHERS:
            _list_again(by, at)
        case Further.STOP:
            leave_table(seat_id=seat.pk, by=by, at=at, silently=True)
    seat.refresh_from_db()
    return seat


def _is_asked_again(seat: Seat, asked_at: datetime | None) -> bool:
    """Whether they were asked once more since they said it."""
    return asked_at is not None and seat.further_at is not None and seat.further_at < asked_at


def ask_further(at: datetime) -> int:
    """Ask the tables that have met three times, ask again those whose last date is past, and end
    those nobody prolonged in the days after; how many changed. Safe to repeat."""
    changed = 0
    found = Table.objects.filter(state=TableState.MEETING, gathering__isnull=False)
    for table_id in found.order_by("first_at", "pk").values_list("pk", flat=True):
        try:
            changed += _turn(table_id, at)
        except Exception:
            log.exception("table_not_asked_further", table=str(table_id))
    return changed


@transaction.atomic
def _turn(table_id: UUID, at: datetime) -> int:
    table = hold_table(table_id)
    if table.state != TableState.MEETING or table.gathering is None:
        return 0
    standing = table.gathering.occurrences.filter(is_cancelled=False)
    last = standing.order_by("-ends_at").values_list("ends_at", flat=True).first()
    if last is None or last + timedelta(days=FURTHER_DAYS) <= at:
        return _end(table, at)
    if last <= at:
        return _ask(table, at, since=last)
    if meetings_past(table, at) >= MEETINGS_BEFORE_ASKING:
        return _ask(table, at, since=None)
    return 0


def _ask(table: Table, at: datetime, *, since: datetime | None) -> int:
    """:param since: asked before, they are asked again; without it, once is enough."""
    asked = table.asked_further_at
    if asked is not None and (since is None or asked >= since):
        return 0
    table.asked_further_at = at
    table.save(update_fields=["asked_further_at"])
    fact = FurtherAsked(table_id=table.pk, is_last=since is not None, at=at)
    events.publish(fact, at=at)
    return 1


def _end(table: Table, at: datetime) -> int:
    table.state, table.ended_at = TableState.ENDED, at
    table.asked_further_at = table.asked_further_at or at
    table.save(update_fields=["state", "ended_at", "asked_further_at"])
    events.publish(TableEnded(table_id=table.pk, at=at), at=at)
    return 1


def _continue(table: Table, at: datetime) -> None:
    """With three of them it goes on; who says so later joins them."""
    if table.gathering is None:
        raise rules.NotNow
    going_on = seats_of(table, SeatState.COMING).filter(further=Further.CONTINUE)
    people = [one.resident for one in going_on.order_by("further_at", "pk")]
    is_new = table.state != TableState.CONTINUED
    if is_new and len(people) < SIZE_MIN:
        return
    circle = _circle_of(table, people, at)
    gatherings.go_on_together(
        gathering_id=table.gathering.pk, residents=people, circle=circle, at=at
    )
    if is_new:
        table.state, table.ended_at = TableState.CONTINUED, at
        table.save(update_fields=["state", "ended_at"])
    fact = TableContinued(table_id=table.pk, resident_ids=tuple(one.pk for one in people), at=at)
    events.publish(fact, at=at)


def _circle_of(table: Table, members: list[Resident], at: datetime) -> Circle:
    """Theirs alone: nobody else sees it or knows of it."""
    known = table.gathering.circle if table.gathering else None
    if known is not None:
        for one in members:
            circles.let_in(circle=known, resident=one, at=at)
        return known
    session = table.session
    with translation.override(settings.LANGUAGE_CODE):
        return circles.make_closed(
            name=title_of(table),
            about=_("Le cercle de votre tablée : vous continuez par vous-mêmes."),
            area=session.area,
            interests=[session.activity] if session.activity else [],
            members=members,
            at=at,
        )


def _list_again(resident: Resident, at: datetime) -> None:
    """As they were on the list before. Who cannot be for the moment says so on the page of it."""
    try:
        with transaction.atomic():
            values = selectors.offered_values(resident)
            put_name_down(resident=resident, values=values, at=at)
    except Refusal as refusal:
        log.info("name_not_back_on_list", why=type(refusal).__name__)
