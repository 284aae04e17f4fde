"""Moves by hand while tables are read over: judged by the hard rules, and by what they cost."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.people.models import Resident
from parvis.domains.rounds import pairing, rules
from parvis.domains.rounds.events import SeatMoved
from parvis.domains.rounds.models import Move, Round, Seat, Table, Unplaced
from parvis.domains.rounds.services.holding import hold_round, require_prepared
from parvis.domains.rounds.vocabulary import SET_ASIDE, SeatState, Stage
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Judged:
    """What a move would do. With refusals it is not done; the words say what it costs or brings."""

    refusals: tuple[str, ...]
    change_words: str

    @property
    def allowed(self) -> bool:
        return not self.refusals


def judge_move(*, round_: Round, resident_id: UUID, table_id: UUID | None, at: datetime) -> Judged:
    """What moving somebody to a table of the round, or off theirs (no table), would do.

    Why two people cannot be together is not said: a block, a quiet distance and a recent meeting
    read the same.

    :raises NotVisible: neither at a table of this round nor without one, or no such table.
    """
    _origin(round_, resident_id)
    if table_id is not None:
        _table_of(round_, table_id)
    board = pairing.Board(pairing.drawn_for(round_, at), round_)
    moved = board.moved(resident_id, table_id)
    return Judged(moved.refusals, pairing.change_words(moved))


@transaction.atomic
def move(
    *,
    round_id: UUID,
    resident_id: UUID,
    table_id: UUID | None,
    version: int,
    by: Resident,
    at: datetime,
) -> Round:
    """Move somebody to a table of the round, or off theirs (no table). Safe to repeat.

    :raises NotVisible: no such round, no such table, or nobody of this round.
    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.BeingPrepared, rules.NotNow, rules.PageTooOld: see :func:`require_prepared`.
    :raises rules.CannotMove: a hard rule stands against it; the sentence says what may be said.
    """
    held = hold_round(round_id, by)
    origin = _origin(held, resident_id) if held.stage == Stage.PREPARED else None
    if held.stage == Stage.PREPARED and origin == table_id:
        return held
    require_prepared(held, version)
    if table_id is not None:
        _table_of(held, table_id)
    told = Unplaced.objects.filter(round=held, resident=resident_id).first()
    _carry_out(held, resident_id, table_id, at)
    Move.objects.create(
        round=held,
        resident_id=resident_id,
        origin_id=origin,
        target_id=table_id,
        reason=told.reason if told else "",
        facts=told.facts if told else {},
        by=by,
        at=at,
    )
    if table_id is None:
        Unplaced.objects.create(round=held, resident_id=resident_id, reason=SET_ASIDE)
    _announce(held, resident_id, table_id, by, at)
    return held


@transaction.atomic
def undo_move(*, round_id: UUID, version: int, by: Resident, at: datetime) -> Round:
    """Take the last move by hand back. Repeated from the same page, it is refused as too old.

    :raises NotVisible: there is no such round.
    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.BeingPrepared, rules.NotNow, rules.PageTooOld: see :func:`require_prepared`.
    :raises rules.NothingToUndo: nobody was moved since the tables were made.
    :raises rules.CannotMove: what was is not possible any more.
    """
    held = hold_round(round_id, by)
    require_prepared(held, version)
    last = held.moves.order_by("-at", "-pk").first()
    if last is None:
        raise rules.NothingToUndo
    if _origin(held, last.resident_id) != last.target_id:
        raise rules.CannotMove
    _carry_out(held, last.resident_id, last.origin_id, at)
    if last.origin_id is None:
        Unplaced.objects.create(
            round=held, resident_id=last.resident_id, reason=last.reason, facts=last.facts
        )
    target, resident_id = last.origin_id, last.resident_id
    last.delete()
    _announce(held, resident_id, target, by, at)
    return held


def _carry_out(held: Round, resident_id: UUID, table_id: UUID | None, at: datetime) -> None:
    """Take them from where they are, put them where they go, and say anew why these people."""
    drawn = pairing.drawn_for(held, at)
    moved = pairing.Board(drawn, held).moved(resident_id, table_id)
    if moved.refusals:
        raise rules.CannotMove(moved.refusals[0])
    before = _origin(held, resident_id)
    Seat.objects.filter(round=held, resident=resident_id, state=SeatState.DRAFT).delete()
    if table_id is not None:
        Seat.objects.create(table_id=table_id, round=held, resident_id=resident_id)
    Unplaced.objects.filter(round=held, resident=resident_id).delete()
    for touched in filter(None, (before, table_id)):
        pairing.tell_again(drawn, touched)
    held.value = moved.value


def _announce(
    held: Round, resident_id: UUID, table_id: UUID | None, by: Resident, at: datetime
) -> None:
    held.version += 1
    held.save(update_fields=["version", "value"])
    fact = SeatMoved(round_id=held.pk, resident_id=resident_id, table_id=table_id)
    events.publish(fact, by=by.pk, at=at)


def _origin(round_: Round, resident_id: UUID) -> UUID | None:
    """The table they are at in this round, if any.

    :raises NotVisible: nobody of this round.
    """
    seats = Seat.objects.filter(round=round_, resident=resident_id, state=SeatState.DRAFT)
    found: UUID | None = seats.values_list("table_id", flat=True).first()
    if found is None and not Unplaced.objects.filter(round=round_, resident=resident_id).exists():
        raise NotVisible
    return found


def _table_of(round_: Round, table_id: UUID) -> Table:
    found = Table.objects.filter(round=round_, pk=table_id).first()
    if found is None:
        raise NotVisible(_("Cette tablée n’existe plus."))
    return found
