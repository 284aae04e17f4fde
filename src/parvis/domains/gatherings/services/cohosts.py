"""Running a gathering with another organisation: asked, accepted, left."""

from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.events import CoHostAccepted, CoHostAsked, CoHostEnded
from parvis.domains.gatherings.models import CoHost, Gathering
from parvis.domains.gatherings.services.publishing import hold_gathering
from parvis.domains.gatherings.services.refusals import CalledOff
from parvis.domains.gatherings.services.written import touch
from parvis.domains.gatherings.vocabulary import CoHosting, Status
from parvis.domains.organisations import rules as organisations
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import Refusal

Fact: TypeAlias = CoHostAsked | CoHostAccepted


class NotToAsk(Refusal):
    sentence = _("Choisissez une autre association : celle-ci l’anime déjà, ou n’est plus ici.")
    field = "organisation"


class NotPublished(Refusal):
    sentence = _("Publiez d’abord cette rencontre : l’autre association pourra alors la lire.")


@transaction.atomic
def ask_cohost(
    *, gathering: Gathering, organisation: Organisation, by: Resident, at: datetime
) -> CoHost:
    """Ask another organisation to run it together; its hosts are told. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    :raises CalledOff: it was called off.
    :raises NotPublished: it is a draft still.
    :raises NotToAsk: it is its own organisation, or one that is withdrawn.
    """
    held = hold_gathering(gathering.pk)
    rules.may_lead.require(by, held)
    if held.status == Status.CANCELLED:
        raise CalledOff
    if held.status == Status.DRAFT:
        raise NotPublished
    if organisation.pk == held.organisation_id or not organisation.published:
        raise NotToAsk
    asked, is_new = CoHost.objects.get_or_create(
        gathering=held, organisation=organisation, defaults={"asked_at": at}
    )
    if is_new:
        events.publish(_fact(CoHostAsked, asked, at), by=by.pk, at=at)
    return asked


@transaction.atomic
def answer_cohost(*, cohost: CoHost, by: Resident, accept: bool, at: datetime) -> bool:
    """Say yes, and run it together from now on; or no, which shows as nothing. Safe to repeat.

    :raises NotAllowed: not a host of the organisation that was asked.
    :raises CalledOff: it was called off meanwhile.
    """
    held = hold_gathering(cohost.gathering_id)
    organisations.may_edit.require(by, cohost.organisation)
    asked = CoHost.objects.filter(pk=cohost.pk).first()
    if asked is None or asked.state == CoHosting.ACCEPTED:
        return asked is not None
    if not accept:
        asked.delete()
        return False
    if held.status != Status.PUBLISHED:
        raise CalledOff
    asked.state, asked.answered_at = CoHosting.ACCEPTED, at
    asked.save(update_fields=["state", "answered_at"])
    touch(held, at)
    events.publish(_fact(CoHostAccepted, asked, at), by=by.pk, at=at)
    return True


@transaction.atomic
def end_cohosting(*, cohost: CoHost, by: Resident, at: datetime) -> bool:
    """No longer run it together, or no longer ask: said by either side; whether they did. Safe to
    repeat.

    :raises NotAllowed: neither a host of that organisation nor somebody who leads the gathering.
    """
    held = hold_gathering(cohost.gathering_id)
    if not organisations.may_edit(by, cohost.organisation):
        rules.may_lead.require(by, held)
    known = CoHost.objects.filter(pk=cohost.pk).first()
    if known is None:
        return False
    was_accepted = known.state == CoHosting.ACCEPTED
    fact = CoHostEnded(
        gathering_id=known.gathering_id, organisation_id=known.organisation_id, by_id=by.pk, at=at
    )
    known.delete()
    if was_accepted:
        touch(held, at)
        events.publish(fact, by=by.pk, at=at)
    return was_accepted


def _fact(kind: type[Fact], cohost: CoHost, at: datetime) -> Fact:
    return kind(gathering_id=cohost.gathering_id, organisation_id=cohost.organisation_id, at=at)
