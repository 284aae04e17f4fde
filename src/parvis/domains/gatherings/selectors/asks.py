"""What there is to ask of somebody on today's page."""

from datetime import datetime

from django.db.models import Exists

from parvis.domains.gatherings.models import PhotoConsent
from parvis.domains.gatherings.selectors.afterwards import both_said_yes, to_say
from parvis.domains.gatherings.selectors.plans import may_wait_for
from parvis.domains.gatherings.selectors.safety import asked_of
from parvis.domains.gatherings.selectors.waiting import offers_of
from parvis.domains.people.models import Resident


def asks_of(resident: Resident, at: datetime) -> dict[str, bool]:
    """Whether there may be anything of each sort. One query: most days there is nothing."""
    found = {
        "offer": offers_of(resident, at),
        "check_in": asked_of(resident, at),
        "agreed": both_said_yes(resident, at),
        "came": to_say(resident, at),
        "photo": PhotoConsent.objects.filter(resident=resident, says=None),
        "plan": may_wait_for(resident, at),
    }
    any_of_it = [Exists(one.order_by()) for one in found.values()]
    due = Resident.objects.filter(pk=resident.pk).values_list(*any_of_it)
    return dict(zip(found, due.get(), strict=True))
