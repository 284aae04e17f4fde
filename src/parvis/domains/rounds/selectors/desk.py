"""A week as its coordination reads it: its tables, who has none and why, what was answered.

First names and what each table shares: neither ages, nor needs, nor waits, nor where somebody
lives. Whoever the reader may not see elsewhere is « une personne » here too, and is not moved by
this reader.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.people.vocabulary import SLOTS
from parvis.domains.rounds.models import Move, Round, Seat, Table, Unplaced
from parvis.domains.rounds.selectors import reasons, words
from parvis.domains.rounds.vocabulary import SIZE_MIN, SeatState, Stage, TableState

#: Places that somebody has, or is proposed.
SHOWN: Final = (SeatState.DRAFT, SeatState.ASKED, SeatState.COMING)


@dataclass(frozen=True, slots=True)
class Somebody:
    """``id`` is None for whom the reader may not see."""

    id: UUID | None
    name: str
    is_host: bool = False
    state: str = ""
    state_words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TableCard:
    id: UUID
    number: int
    when: str
    where: str
    room: str
    activity: str
    why: str
    state: str
    state_words: str
    people: tuple[Somebody, ...]
    #: How many passed, did not answer, or were set free.
    gone: int
    answer_by: datetime | None
    zone: str

    @property
    def coming(self) -> int:
        return sum(one.state == SeatState.COMING for one in self.people)

    @property
    def is_short(self) -> bool:
        """Somebody left since: it cannot be published as it is."""
        return len(self.people) < SIZE_MIN

    @property
    def title(self) -> str:
        return _("%(when)s, %(where)s") % {"when": words.capital(self.when), "where": self.where}


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The whole week on one page."""

    tables: tuple[TableCard, ...]
    unplaced: tuple[Somebody, ...]
    advice: tuple[str, ...]
    #: Who was moved last by hand, by first name; empty when nobody was.
    moved: str
    #: Out of a hundred of the most any plan could reach; nothing when that is not known.
    share: int | None

    @property
    def can_publish(self) -> bool:
        return bool(self.tables) and not any(one.is_short for one in self.tables)

    @property
    def placed(self) -> int:
        return sum(len(one.people) for one in self.tables)

    @property
    def asked(self) -> int:
        return sum(each.state == SeatState.ASKED for one in self.tables for each in one.people)

    @property
    def coming(self) -> int:
        return sum(one.coming for one in self.tables)

    @property
    def gone(self) -> int:
        return sum(one.gone for one in self.tables)


def round_page(viewer: Visitor, round_: Round) -> RoundPage:
    """In a number of queries that does not grow with the week; for who coordinates."""
    tables = list(_tables(round_))
    seats = list(Seat.objects.filter(round=round_).order_by("-is_host", "pk"))
    left = list(Unplaced.objects.filter(round=round_))
    named = [*(one.resident_id for one in seats), *(one.resident_id for one in left)]
    names = _names(viewer, named)
    at_table: dict[UUID, list[Somebody]] = {}
    for seat in seats:
        if seat.state in SHOWN:
            at_table.setdefault(seat.table_id, []).append(_seated(seat, names))
    gone = Counter(seat.table_id for seat in seats if seat.state not in SHOWN)
    tables.sort(key=lambda one: (SLOTS.index(one.session.slot), one.session.begins, one.pk))
    last = _last_move(round_)
    return RoundPage(
        tables=tuple(
            _card(number, one, at_table.get(one.pk, []), gone[one.pk])
            for number, one in enumerate(tables, 1)
        ),
        unplaced=tuple(sorted((_left(one, names) for one in left), key=_by_name)),
        advice=tuple(reasons.advice_sentences(round_.advice)),
        moved=names.get(last.resident_id, _("Une personne")) if last else "",
        share=_share(round_),
    )


def name_for(viewer: Resident, resident_id: UUID) -> str | None:
    """The first name of somebody, for a reader who may see them."""
    return _names(viewer, [resident_id]).get(resident_id)


def _tables(round_: Round) -> Iterable[Table]:
    return (
        Table.objects.filter(round=round_)
        .select_related("session__place__area")
        .defer("session__place__area__boundary")
    )


def _names(viewer: Visitor, ids: Iterable[UUID]) -> dict[UUID, str]:
    seen = people.visible_to(viewer, Resident.objects.filter(pk__in=set(ids)))
    return dict(seen.order_by().values_list("pk", "name"))


def _by_name(one: Somebody) -> tuple[bool, str]:
    return one.id is None, one.name


def _seated(seat: Seat, names: dict[UUID, str]) -> Somebody:
    return Somebody(
        id=seat.resident_id if seat.resident_id in names else None,
        name=names.get(seat.resident_id, _("Une personne")),
        is_host=seat.is_host,
        state=seat.state,
        state_words=str(SeatState(seat.state).label),
    )


def _left(one: Unplaced, names: dict[UUID, str]) -> Somebody:
    return Somebody(
        id=one.resident_id if one.resident_id in names else None,
        name=names.get(one.resident_id, _("Une personne")),
        why=reasons.why_unplaced(one.reason),
    )


def _card(number: int, table: Table, seated: list[Somebody], gone: int) -> TableCard:
    session = table.session
    return TableCard(
        id=table.pk,
        number=number,
        when=words.session_when(session),
        where=session.place.name,
        room=session.room,
        activity=words.activity_of(session),
        why=reasons.table_sentence(table.reasons, together=False),
        state=table.state,
        state_words=str(TableState(table.state).label),
        people=tuple(seated),
        gone=gone,
        answer_by=table.answer_by,
        zone=session.place.area.time_zone,
    )


def _last_move(round_: Round) -> Move | None:
    if round_.stage != Stage.PREPARED:
        return None
    return Move.objects.filter(round=round_).order_by("-at", "-pk").first()


def _share(round_: Round) -> int | None:
    if round_.value is None or not round_.bound or round_.bound <= 0:
        return None
    # A proof rounds up by less than this.
    return max(0, min(100, int(100 * round_.value / round_.bound + 1e-4)))
