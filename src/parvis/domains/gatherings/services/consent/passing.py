"""Who hosts what belongs to all who come goes away: another of them does, and nobody is asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from parvis.domains.gatherings.events import PlanPassedOn
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.services.consent import versions
from parvis.domains.gatherings.vocabulary import Answer
from parvis.domains.people.models import Resident
from parvis.kernel import events


def pass_on(held: Gathering, at: datetime) -> bool:
    """Somebody else who said yes hosts from now on, who agreed first before the others.

    Whether there is anybody. What was agreed stays agreed: that another takes over was part of it.
    The gathering must be locked.
    """
    yes = held.invitations.filter(state=Answer.ACCEPTED).exclude(resident=held.host_id)
    staying = yes.filter(resident__is_active=True, resident__erasure_asked_at=None)
    following = staying.select_related("resident").order_by("answered_at", "pk").first()
    if following is None:
        return False
    write_on(held, following.resident, {}, at)
    fact = PlanPassedOn(
        gathering_id=held.pk, to_id=following.resident_id, version=held.terms_version, at=at
    )
    events.publish(fact, by=following.resident_id, at=at)
    return True


def write_on(held: Gathering, host: Resident, otherwise: Mapping[str, Any], at: datetime) -> None:
    """The next version, hosted by somebody: who had said yes to the last has said yes to it."""
    before = held.terms_version
    versions.write(held, {**versions.as_agreed(held), **otherwise, "host": host}, host, at)
    held.host = host
    agreed = held.invitations.filter(state=Answer.ACCEPTED, accepted_version=before)
    agreed.update(accepted_version=held.terms_version)
