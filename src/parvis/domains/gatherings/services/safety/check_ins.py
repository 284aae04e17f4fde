"""“All well?”: asked some hours after, answered in one tap, missed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import CheckInAnswered, CheckInAsked, CheckInMissed
from parvis.domains.gatherings.models import CheckIn, Occurrence, TipsRead
from parvis.domains.gatherings.services.safety.worries import open_worry
from parvis.domains.gatherings.vocabulary import (
    CHECK_IN_HOURS,
    CHECK_IN_PATIENCE_HOURS,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    WORRY_MAX,
    Wellbeing,
)
from parvis.domains.people.models import Resident
from parvis.kernel import events, text
from parvis.kernel.errors import NotVisible, Refusal

AFTER: Final = timedelta(hours=CHECK_IN_HOURS)
PATIENCE: Final = timedelta(hours=CHECK_IN_PATIENCE_HOURS)
#: What ended longer ago is not asked about any more: the server was down, and it says nothing now.
TOO_LATE: Final = timedelta(hours=24)


class NotYet(Refusal):
    sentence = _("Cette rencontre n’a pas encore commencé.")


def ask_all_well(*, at: datetime) -> int:
    """Ask who came to what ended two hours ago; how many. Safe to repeat.

    By night nobody is woken, but for those whose news somebody they trust waits for.
    """
    asked = 0
    for one in selectors.to_check_in(at, ended=AFTER, since=TOO_LATE):
        if one.shared or not _is_night(at, one.occurrence.gathering.time_zone):
            asked += _ask(one.occurrence, one.resident, at)
    return asked


@transaction.atomic
def say_well(*, occurrence: Occurrence, resident: Resident, at: datetime) -> CheckIn:
    """“All is well.” Safe to repeat; who said they were worried stays heard.

    :raises NotVisible: they do not take part in it.
    :raises NotYet: it has not begun.
    """
    held = _held(occurrence, resident, at)
    if not held.answer:
        _answer(held, Wellbeing.WELL, at)
    return held


@transaction.atomic
def say_worried(
    *, occurrence: Occurrence, resident: Resident, words: str = "", at: datetime
) -> CheckIn:
    """“Something worries me”: a moderator who was not there is asked at once.

    Also after “all is well”. Safe to repeat; words may follow a tap without any.

    :raises NotVisible: they do not take part in it.
    :raises NotYet: it has not begun.
    """
    held = _held(occurrence, resident, at)
    said = text.clean(words)[:WORRY_MAX]
    if said and not held.words:
        held.words = said
        held.save(update_fields=["words"])
    if held.answer != Wellbeing.WORRIED:
        _answer(held, Wellbeing.WORRIED, at)
    open_worry(held, at)
    return held


def take_note_of_missed(*, at: datetime) -> int:
    """Those whose time to answer has passed: who must know is told. How many."""
    due = CheckIn.objects.filter(due_at__lte=at, answered_at=None, missed_at=None)
    missed = 0
    for check_in_id in list(due.order_by("due_at", "pk").values_list("pk", flat=True)):
        missed += _miss(check_in_id, at)
    return missed


def read_tips(*, resident: Resident, at: datetime) -> None:
    """The tips were before their eyes: they are not shown of themselves again."""
    TipsRead.objects.get_or_create(resident=resident, defaults={"read_at": at})


@transaction.atomic
def _ask(occurrence: Occurrence, resident: Resident, at: datetime) -> bool:
    check_in, created = CheckIn.objects.get_or_create(
        occurrence=occurrence,
        resident=resident,
        defaults={"asked_at": at, "due_at": at + PATIENCE},
    )
    if created:
        fact = CheckInAsked(check_in_id=check_in.pk, resident_id=resident.pk)
        events.publish(fact, at=at)
    return created


def _held(occurrence: Occurrence, resident: Resident, at: datetime) -> CheckIn:
    """Their check-in of a date, theirs to answer until the end of the transaction."""
    if not selectors.takes_part(resident, occurrence):
        raise NotVisible
    if occurrence.starts_at > at:
        raise NotYet
    CheckIn.objects.get_or_create(
        occurrence=occurrence,
        resident=resident,
        defaults={"asked_at": at, "due_at": at + PATIENCE},
    )
    locked = CheckIn.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("resident", "occurrence__gathering__place__area").get(
        occurrence=occurrence, resident=resident
    )


def _answer(held: CheckIn, answer: Wellbeing, at: datetime) -> None:
    held.answer, held.answered_at = answer, at
    held.save(update_fields=["answer", "answered_at"])
    fact = CheckInAnswered(check_in_id=held.pk, resident_id=held.resident_id)
    events.publish(fact, by=held.resident_id, at=at)


@transaction.atomic
def _miss(check_in_id: UUID, at: datetime) -> bool:
    locked = CheckIn.objects.select_for_update(no_key=True)
    held = locked.filter(pk=check_in_id, answered_at=None, missed_at=None).first()
    if held is None:
        return False
    held.missed_at = at
    held.save(update_fields=["missed_at"])
    fact = CheckInMissed(check_in_id=held.pk, resident_id=held.resident_id)
    events.publish(fact, at=at)
    return True


def _is_night(at: datetime, zone: str) -> bool:
    hour = at.astimezone(ZoneInfo(zone)).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
