"""Who had agreed to earlier terms, and lets the time to answer the new ones pass, is free."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.gatherings.events import AnswerLapsed
from parvis.domains.gatherings.models import Gathering, Invitation
from parvis.domains.gatherings.services.consent.answering import drop_counters_of
from parvis.domains.gatherings.services.consent.seating import unseat
from parvis.domains.gatherings.vocabulary import Answer, Status
from parvis.kernel import events

#: Who declined meanwhile is among them: what the others see and are told must be the same.
LATE = (Answer.ASKED, Answer.DECLINED)


def free_unanswered(at: datetime) -> int:
    """Free those whose time to answer is over; how many. Safe to repeat."""
    late = Invitation.objects.filter(state__in=LATE, answer_by__lte=at)
    freed = 0
    for pk, gathering_id in late.order_by("pk").values_list("pk", "gathering_id"):
        freed += _free(pk, gathering_id, at)
    return freed


@transaction.atomic
def _free(pk: UUID, gathering_id: UUID, at: datetime) -> int:
    held = Gathering.objects.select_for_update(no_key=True).get(pk=gathering_id)
    mine = Invitation.objects.filter(pk=pk, state__in=LATE, answer_by__lte=at).first()
    if mine is None:
        return 0  # answered meanwhile
    was_asked = mine.state == Answer.ASKED
    mine.answer_by = None
    if was_asked:
        mine.state = Answer.FREED
        drop_counters_of(held, mine.resident_id, at)
        unseat(held, mine.resident_id, at)
    mine.save(update_fields=["answer_by", "state"])
    if held.status == Status.PUBLISHED:
        fact = AnswerLapsed(
            gathering_id=held.pk, resident_id=mine.resident_id, version=held.terms_version, at=at
        )
        events.publish(fact, at=at)
    return int(was_asked)
