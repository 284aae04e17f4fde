"""One writer of a round at a time."""

from uuid import UUID

from parvis.domains.people.models import Resident
from parvis.domains.rounds import rules
from parvis.domains.rounds.models import Round
from parvis.domains.rounds.vocabulary import Stage
from parvis.kernel.errors import NotVisible


def hold_round(round_id: UUID, by: Resident | None = None) -> Round:
    """The round, held until the end of the transaction.

    :param by: who acts, if somebody does: they coordinate its commune.
    :raises NotVisible: there is none.
    :raises NotAllowed: they do not coordinate it.
    """
    locked = Round.objects.select_for_update(no_key=True, of=("self",))
    found = (
        locked.select_related("area__parent")
        .defer("area__boundary", "area__parent__boundary")
        .filter(pk=round_id)
        .first()
    )
    if found is None:
        raise NotVisible
    if by is not None:
        rules.may_coordinate.require(by, found.area)
    return found


def require_prepared(held: Round, version: int) -> None:
    """Its tables wait to be read over, and the page that was pressed shows them as they are.

    :raises BeingPrepared: they are being made.
    :raises NotNow: the list is open, or all is decided.
    :raises PageTooOld: something changed since.
    """
    if held.stage == Stage.CLOSED:
        raise rules.BeingPrepared
    if held.stage != Stage.PREPARED:
        raise rules.NotNow
    if held.version != version:
        raise rules.PageTooOld
