"""The tables of a round whose list is closed, made by ``parvis.matching`` in a process of its own.

A round is prepared by one worker at a time: ``preparing_at`` and ``attempts`` are its mark. Who
dies leaves the round closed, and after a while another begins anew; nothing was written until all
is. The third attempt does without the solver.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from parvis.domains.people.models import Resident
from parvis.domains.rounds import pairing, rules, selectors
from parvis.domains.rounds.events import PreparationAsked, RoundPrepared
from parvis.domains.rounds.models import Round
from parvis.domains.rounds.services.holding import hold_round
from parvis.domains.rounds.vocabulary import Stage
from parvis.kernel import events

log = structlog.get_logger(__name__)

#: Beyond the solver's own seconds: reading, writing, starting a process, explaining.
MARGIN: Final = timedelta(minutes=4)
#: After so many attempts that died, the tables are made the simple way.
SIMPLE_FROM: Final = 3
#: Somebody placed took their name off while the tables were made: made again, so many times.
MOST_TURNS: Final = 3


class Claim(NamedTuple):
    """The right to write the tables of a round: at this version, by this attempt."""

    round: Round
    version: int
    attempt: int


@transaction.atomic
def prepare(*, round_id: UUID, by: Resident | None, at: datetime) -> Round:
    """Ask for the tables to be made, or made anew; what was moved by hand is then forgotten.

    The round is closed until they are ready. Safe to repeat while they are being made.

    :raises NotVisible: there is no such round.
    :raises NotAllowed: they do not coordinate this commune.
    :raises rules.NotNow: the list is open, or all is decided.
    """
    held = hold_round(round_id, by)
    if held.stage not in selectors.PENDING:
        raise rules.NotNow
    if held.stage == Stage.CLOSED and _is_held(held, at):
        return held
    if held.stage == Stage.PREPARED:
        # Another draw between equals: the same names may give other tables.
        held.seed += 1
    held.stage, held.preparing_at, held.attempts = Stage.CLOSED, None, 0
    held.version += 1
    held.save(update_fields=["stage", "preparing_at", "attempts", "version", "seed"])
    fact = PreparationAsked(round_id=held.pk, area_id=held.area_id)
    events.publish(fact, by=by.pk if by else None, at=at)
    return held


def due_to_make(at: datetime) -> list[UUID]:
    """Closed rounds that nobody prepares, the longest closed first."""
    free = Q(preparing_at=None) | Q(preparing_at__lte=at - _lease())
    found = Round.objects.filter(free, stage=Stage.CLOSED)
    return list(found.order_by("closes_at", "pk").values_list("pk", flat=True))


def make_tables(*, round_id: UUID, at: datetime) -> bool:
    """Make the tables of a closed round; whether they were made here and now. Safe to repeat.

    Takes as long as the solver may; holds no lock while it runs. Never call it for a page.

    :raises pairing.SolverFailed: its process died; the round is closed still.
    """
    for _turn in range(MOST_TURNS):
        claim = _begin(round_id, at)
        if claim is None:
            return False
        drawn = pairing.drawn_for(claim.round, at)
        try:
            made = pairing.solve(
                drawn,
                seconds=settings.PARVIS.solving_seconds,
                seed=claim.round.seed,
                simple=claim.attempt >= SIMPLE_FROM,
            )
        except pairing.SolverFailed:
            _give_back(claim)
            raise
        if _store(claim, drawn, made, at):
            return True
    log.warning("round_not_settled", round=str(round_id))
    return False


@transaction.atomic
def _begin(round_id: UUID, at: datetime) -> Claim | None:
    held = hold_round(round_id)
    if held.stage != Stage.CLOSED or _is_held(held, at):
        return None
    held.preparing_at = at
    held.attempts += 1
    held.save(update_fields=["preparing_at", "attempts"])
    return Claim(held, held.version, held.attempts)


@transaction.atomic
def _store(claim: Claim, drawn: pairing.Drawn, made: pairing.Made, at: datetime) -> bool:
    """Write the tables, unless somebody else has the round, or a name of theirs is gone."""
    held = hold_round(claim.round.pk)
    if not _is_mine(held, claim):
        return True
    standing = set(
        selectors.names_for(held.area, held.closes_at).values_list("resident_id", flat=True)
    )
    placed = {drawn.residents[person] for one in made.tables for person in one.members}
    if not placed <= standing:
        held.preparing_at = None
        held.attempts = max(0, held.attempts - 1)
        held.save(update_fields=["preparing_at", "attempts"])
        return False
    pairing.write(held, drawn, made, standing=standing, at=at)
    held.stage, held.preparing_at, held.prepared_at = Stage.PREPARED, None, at
    held.value, held.bound, held.advice = made.value, made.bound, made.advice
    held.people = len(drawn.names)
    held.version += 1
    held.save()
    fact = RoundPrepared(
        round_id=held.pk,
        area_id=held.area_id,
        tables=len(made.tables),
        placed=len(placed),
        unplaced=held.unplaced.count(),
    )
    events.publish(fact, at=at)
    return True


@transaction.atomic
def _give_back(claim: Claim) -> None:
    held = hold_round(claim.round.pk)
    if _is_mine(held, claim):
        held.preparing_at = None
        held.save(update_fields=["preparing_at"])


def _is_mine(held: Round, claim: Claim) -> bool:
    return (held.stage, held.version, held.attempts) == (
        Stage.CLOSED,
        claim.version,
        claim.attempt,
    )


def _is_held(held: Round, at: datetime) -> bool:
    return held.preparing_at is not None and held.preparing_at > at - _lease()


def _lease() -> timedelta:
    return timedelta(seconds=settings.PARVIS.solving_seconds) + MARGIN
