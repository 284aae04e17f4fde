"""A move by hand against the hard rules, in words that tell nothing of anybody.

Blocks, quiet distances and recent meetings have one sentence among them, as do the way there and
what a place must offer: whichever it is, is nobody's business.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from parvis.domains.rounds.models import Round, Seat, Table
from parvis.domains.rounds.pairing.plan import host_among, seats_of
from parvis.domains.rounds.pairing.problem import Drawn
from parvis.domains.rounds.pairing.telling import reasons_of_table
from parvis.domains.rounds.vocabulary import SIZE_MAX, SIZE_MIN
from parvis.matching.rounds.verify import Checker

APART: Final = _t("Ces personnes ne peuvent pas être à la même table.")
PLACE: Final = _t("Ce lieu ne lui convient pas : c’est trop loin, ou il y manque quelque chose.")
FULL: Final = _t("Il n’y a plus de place à cette séance.")
TOO_FEW: Final = _t("Il resterait trop peu de monde à sa tablée : trois personnes au moins.")
TOO_MANY: Final = _t("Cette tablée serait trop grande pour l’une de ces personnes.")
GONE: Final = _t("Cette personne n’est plus sur la liste.")
#: What may be said of each rule that a table breaks; one that is not here reads as APART.
SENTENCES: Final[dict[str, Any]] = {
    "H2": TOO_MANY,
    "H3": _t("Cette personne n’est pas libre à ce moment-là."),
    "H4": PLACE,
    "H5": PLACE,
    "H7": _t("Ces personnes n’ont pas de langue en commun."),
}

#: The worth of one person at an ordinary table, to which a change is compared.
ONE_PERSON: Final = 2.0
LITTLE, SOME = 0.05, 0.5


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move would give: what stands against it, and the worth of the tables after it."""

    refusals: tuple[str, ...]
    value: float
    change: float
    #: How many more people have a table: -1, 0 or 1.
    seated: int


class Board:
    """The draft tables of a round, read once, to try any number of moves on. Nothing is written.

    The rules are those of the independent checker; only the tables a move touches are looked at.
    """

    def __init__(self, drawn: Drawn, round_: Round) -> None:
        self._drawn = drawn
        self._checker = Checker(drawn.problem)
        places = Table.objects.filter(round=round_).order_by().values_list("pk", "session_id")
        self._session = {table: drawn.sessions[session] for table, session in places}
        self._people = seats_of(round_)
        self._tables: Counter[int] = Counter()
        self._seats: Counter[int] = Counter()
        for table, people in self._people.items():
            self._tables[self._session[table]] += 1
            self._seats[self._session[table]] += len(people)
        self._value = sum(self._worth(table, people) for table, people in self._people.items())

    def moved(self, resident_id: UUID, table_id: UUID | None) -> Moved:
        """Somebody at another table of the round, or at none."""
        origin = next(
            (table for table, people in self._people.items() if resident_id in people), None
        )
        touched = {table: self._people.get(table, []) for table in (origin, table_id) if table}
        after = {
            table: [one for one in people if one != resident_id]
            for table, people in touched.items()
        }
        if table_id is not None:
            after[table_id].append(resident_id)
        change = sum(
            self._worth(table, after[table]) - self._worth(table, touched[table])
            for table in touched
        )
        refusals = self._refusals(resident_id, origin, table_id, touched, after)
        seated = (table_id is not None) - (origin is not None)
        return Moved(refusals, self._value + change, change, seated)

    def _refusals(
        self,
        resident_id: UUID,
        origin: UUID | None,
        target: UUID | None,
        before: dict[UUID, list[UUID]],
        after: dict[UUID, list[UUID]],
    ) -> tuple[str, ...]:
        """Each sentence once; nothing that was already broken is the doing of this move."""
        if resident_id not in self._drawn.index:
            return (str(GONE),)
        if origin == target:
            return ()
        told = []
        # Whoever is left at a table that was too small already may leave it.
        if origin is not None and 0 < len(after[origin]) < SIZE_MIN <= len(before[origin]):
            told.append(TOO_FEW)
        if target is not None:
            told += self._against(target, before[target], after[target])
            if self._is_full(target, origin, opens=not before[target]):
                told.append(FULL)
        return tuple(dict.fromkeys(map(str, told)))

    def _against(self, table: UUID, before: list[UUID], after: list[UUID]) -> list[Any]:
        known = {(one[0], one[1]) for one in self._broken(table, before)}
        new = [one for one in self._broken(table, after) if (one[0], one[1]) not in known]
        told = [SENTENCES.get(rule, APART) for rule, _people in new]
        if len(after) > SIZE_MAX:
            told.append(TOO_MANY)
        return told

    def _broken(self, table: UUID, people: list[UUID]) -> list[tuple[str, tuple[int, ...]]]:
        """Rules broken at a table, but that it is too small or too large as a whole."""
        members = self._members(people)
        broken = self._checker.broken(self._session[table], members)
        return [
            (one.rule, one.people)
            for one in broken
            if one.rule != "H2" or (len(one.people) == 1 and len(members) > 1)
        ]

    def _is_full(self, table: UUID, origin: UUID | None, *, opens: bool) -> bool:
        session = self._session[table]
        # Between two tables of one session nobody takes a seat more.
        more = 0 if origin is not None and self._session[origin] == session else 1
        return (
            self._seats[session] + more > self._checker.seats[session]
            or self._tables[session] + opens > self._checker.tables[session]
        )

    def _worth(self, table: UUID, people: list[UUID]) -> float:
        return self._checker.value(self._session[table], self._members(people))

    def _members(self, people: Sequence[UUID]) -> list[int]:
        index = self._drawn.index
        return [index[one] for one in people if one in index]


def change_words(move: Moved) -> str:
    """What the coordination reads before it confirms."""
    if move.seated > 0:
        return _("Une personne de plus aura une tablée.")
    if move.seated < 0:
        return _(
            "Une personne de moins aura une tablée cette semaine ; elle passera plus tôt ensuite."
        )
    change = move.change / ONE_PERSON
    if abs(change) < LITTLE:
        return _("Les tablées se valent : cela ne change presque rien.")
    if change > 0:
        return _("Les deux tablées y gagnent ensemble.")
    if change > -SOME:
        return _("Les deux tablées y perdent un peu : goûts partagés, mélange ou trajets.")
    return _("Les deux tablées y perdent nettement : goûts partagés, mélange ou trajets.")


def tell_again(drawn: Drawn, table_id: UUID) -> None:
    """Write anew what the people of a table share, and who opens it."""
    table = Table.objects.get(pk=table_id)
    people = table.seats.order_by("resident").values_list("resident_id", flat=True)
    members = [drawn.index[one] for one in people if one in drawn.index]
    table.reasons = list(reasons_of_table(drawn, drawn.sessions[table.session_id], members))
    table.save(update_fields=["reasons"])
    host = host_among(drawn, members)
    Seat.objects.filter(table=table).update(is_host=False)
    if host is not None:
        Seat.objects.filter(table=table, resident=drawn.residents[host]).update(is_host=True)
