"""Saying at the door who is there, and closing the sheet afterwards."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import SheetClosed
from parvis.domains.gatherings.models import Attendance, Occurrence, WalkIn
from parvis.domains.gatherings.vocabulary import SHEET_DAYS, WALK_INS_MAX, Coming
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible, Refusal


class SheetNotOpen(Refusal):
    sentence = _("La feuille s’ouvre deux heures avant le début.")


class SheetPast(Refusal):
    sentence = _("Sept jours ont passé : cette feuille ne change plus.")


class TooManyWalkIns(Refusal):
    sentence = _("Cela fait beaucoup de monde : le compte s’arrête là.")


@transaction.atomic
def tick(*, occurrence_id: UUID, seat: int, came: bool | None, by: Resident, at: datetime) -> None:
    """Somebody is there (True), is not (False), or nobody says so any more (None). Safe to repeat.

    It prevails over what they say themselves.

    :raises NotVisible: they are not on the sheet that ``by`` has.
    :raises SheetNotOpen, SheetPast: it is not the moment.
    """
    held = _locked(occurrence_id)
    line = selectors.line_of(by, held.pk, seat)
    _require_time(held, at)
    Attendance.objects.filter(occurrence=held, pk=line.seat).update(
        came=came, came_said_at=at if came is not None else None, came_by_sheet=came is not None
    )


@transaction.atomic
def count_walk_in(*, occurrence_id: UUID, key: UUID, by: Resident, at: datetime) -> None:
    """One more person was there, without a word before. The same key twice is one person.

    :raises NotVisible: the sheet is not theirs.
    :raises SheetNotOpen, SheetPast: it is not the moment.
    :raises TooManyWalkIns: nobody can have seen so many.
    """
    held = _of_hosts(occurrence_id, by, at)
    if held.walk_ins.count() >= WALK_INS_MAX:
        raise TooManyWalkIns
    WalkIn.objects.get_or_create(pk=key, defaults={"occurrence": held, "counted_at": at})


@transaction.atomic
def uncount_walk_in(*, occurrence_id: UUID, most: int, by: Resident, at: datetime) -> None:
    """Take away the last that was counted, down to ``most``: sent twice, it takes away one.

    :raises NotVisible: the sheet is not theirs.
    :raises SheetNotOpen, SheetPast: it is not the moment.
    """
    held = _of_hosts(occurrence_id, by, at)
    order = held.walk_ins.order_by("counted_at", "pk").values_list("pk", flat=True)
    if extra := list(order)[max(0, most) :][-1:]:
        WalkIn.objects.filter(pk__in=extra).delete()


@transaction.atomic
def close_sheet(*, occurrence_id: UUID, by: Resident, at: datetime) -> int:
    """Who was not ticked did not come; how many. Seven days to put it right. Safe to repeat.

    Who is hidden from ``by`` is left for somebody else to say.

    :raises NotVisible: the sheet is not theirs.
    :raises SheetNotOpen, SheetPast: it is not the moment.
    """
    held = _of_hosts(occurrence_id, by, at)
    if held.sheet_closed_at is not None:
        return 0
    held.sheet_closed_at = at
    held.save(update_fields=["sheet_closed_at"])
    seen = people.visible_to(by).order_by().values("pk")
    absent = held.attendances.filter(state=Coming.GOING, came=None, resident__in=seen)
    count = absent.update(came=False, came_said_at=at, came_by_sheet=True)
    fact = SheetClosed(occurrence_id=held.pk, gathering_id=held.gathering_id, at=at)
    events.publish(fact, by=by.pk, at=at)
    return count


@transaction.atomic
def reopen_sheet(*, occurrence_id: UUID, by: Resident, at: datetime) -> None:
    """As it was before it was closed. Safe to repeat.

    :raises NotVisible: the sheet is not theirs.
    :raises SheetNotOpen, SheetPast: it is not the moment.
    """
    held = _of_hosts(occurrence_id, by, at)
    if held.sheet_closed_at is None:
        return
    unsaid = Q(came=False, came_by_sheet=True, came_said_at=held.sheet_closed_at)
    held.attendances.filter(unsaid).update(came=None, came_said_at=None, came_by_sheet=False)
    held.sheet_closed_at = None
    held.save(update_fields=["sheet_closed_at"])


def _of_hosts(occurrence_id: UUID, by: Resident, at: datetime) -> Occurrence:
    held = _locked(occurrence_id)
    if not rules.may_hold_sheet(by, held.gathering):
        raise NotVisible
    _require_time(held, at)
    return held


def _locked(occurrence_id: UUID) -> Occurrence:
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()
    if held is None or held.is_cancelled:
        raise NotVisible
    return held


def _require_time(held: Occurrence, at: datetime) -> None:
    if at < selectors.sheet_opens_at(held):
        raise SheetNotOpen
    if at >= held.ends_at + timedelta(days=SHEET_DAYS):
        raise SheetPast
