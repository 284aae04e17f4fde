"""Where somebody could go, all at once: what each place would change, or the rule against it."""

from datetime import datetime
from uuid import UUID

from parvis.domains.rounds import pairing
from parvis.domains.rounds.models import Round, Seat, Unplaced
from parvis.domains.rounds.services.moving import Judged
from parvis.domains.rounds.vocabulary import SeatState
from parvis.kernel.errors import NotVisible


def judge_moves(
    *, round_: Round, resident_id: UUID, at: datetime
) -> tuple[UUID | None, dict[UUID | None, Judged]]:
    """The table somebody is at, if any; and every other place of the round, judged.

    No table this week is ``None``, judged for who has one. The commune is read once.

    :raises NotVisible: neither at a table of this round nor without one.
    """
    mine = Seat.objects.filter(round=round_, resident=resident_id, state=SeatState.DRAFT)
    now: UUID | None = mine.values_list("table_id", flat=True).first()
    if now is None and not Unplaced.objects.filter(round=round_, resident=resident_id).exists():
        raise NotVisible
    board = pairing.Board(pairing.drawn_for(round_, at), round_)
    tables = round_.tables.order_by("pk").values_list("pk", flat=True)
    others: list[UUID | None] = [one for one in (*tables, None) if one != now]
    judged = {}
    for place in others:
        moved = board.moved(resident_id, place)
        judged[place] = Judged(moved.refusals, pairing.change_words(moved))
    return now, judged
