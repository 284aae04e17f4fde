"""Offering one's help, taking the offer back, answering it. What waits is kept by the watch.

The watch knows an offer by its own id: two people may talk of several needs in one conversation.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.mutual_aid import events as facts
from parvis.domains.mutual_aid import rules, selectors
from parvis.domains.mutual_aid.models import Need, Offer
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.watch import services as watch
from parvis.domains.watch.models import Item
from parvis.kernel import events, ids

#: The kind the watch knows.
OFFERED = "mutual_aid.offer"


@transaction.atomic
def offer_help(*, need: Need, by: Resident, body: str, at: datetime) -> Offer:
    """Propose one's help: the person who answers for the organisation gets the message.

    Somebody waits for an answer from then on. Offering again gives back the same offer.

    :raises rules.NeedIsOver: help is no longer wanted.
    :raises rules.NobodyToWriteTo: nobody of the organisation receives messages from this person.
    :raises Refusal: the body, or too many requests today (see ``conversations.ask``).
    """
    held = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if standing := selectors.offer_of(by, need):
        return standing
    if not rules.is_open(held, at):
        raise rules.NeedIsOver
    contact = organisations.contact_of(need.organisation, by)
    if contact is None:
        raise rules.NobodyToWriteTo
    offer_id = ids.new_id()
    conversation = conversations.reach(
        by=by, to=contact, body=body, purpose=Purpose.USEFUL, about=offer_id, at=at
    )
    offer = Offer.objects.create(
        id=offer_id, need=need, resident=by, conversation=conversation, words=body, offered_at=at
    )
    hosts = organisations.hosts_of(need.organisation).exclude(pk__in=[contact.pk, by.pk])
    watch.open_item(
        kind=OFFERED,
        subject_id=offer.pk,
        waiting=by,
        first=contact.pk,
        substitutes=list(hosts.values_list("pk", flat=True)),
        area=need.area or need.organisation.area,
        at=at,
    )
    events.publish(facts.HelpOffered(need.pk, by.pk, conversation.pk), by=by.pk, at=at)
    return offer


@transaction.atomic
def answer(*, item: Item, by: Resident, body: str, at: datetime) -> Conversation:
    """Write to somebody who offered their help. Safe to repeat.

    The conversation is open from the start: they offered, so that one writes to them.

    :raises NotVisible: they were not asked to answer this.
    :raises rules.AlreadyAnswered: somebody else was first.
    :raises Refusal: the body.
    """
    watch.answered(item=item, by=by, at=at)
    if item.answered_by_id != by.pk:
        raise rules.AlreadyAnswered
    conversation = conversations.open_with(
        by=by, to=item.waiting, body=body, purpose=Purpose.USEFUL, at=at
    )
    # The talk goes on with whoever answered, and nobody else needs the words any more.
    Offer.objects.filter(pk=item.subject_id).update(conversation=conversation, words="")
    return conversation


@transaction.atomic
def note_answer(*, offer: Offer, by: Resident, at: datetime) -> None:
    """The person who was asked has written in the conversation. Safe to repeat."""
    watch.answered_if_waiting(kind=OFFERED, subject_id=offer.pk, by=by, at=at)
    Offer.objects.filter(pk=offer.pk).update(words="")


@transaction.atomic
def withdraw(*, need: Need, by: Resident, at: datetime) -> None:
    """Take the offer back. Needs no reason; safe to repeat."""
    offer = (
        Offer.objects.select_for_update().filter(need=need, resident=by, withdrawn_at=None).first()
    )
    if offer is None:
        return
    offer.withdrawn_at, offer.words = at, ""
    offer.save(update_fields=["withdrawn_at", "words"])
    watch.withdrawn_if_waiting(kind=OFFERED, subject_id=offer.pk, at=at)
    events.publish(facts.HelpWithdrawn(need.pk, by.pk), by=by.pk, at=at)


def export(resident: Resident) -> Section:
    return Section(
        title=_("Coups de main proposés"),
        rows=[
            {
                "need": one.need.title,
                "words": one.words,
                "offered_at": one.offered_at,
                "withdrawn_at": one.withdrawn_at,
            }
            for one in selectors.offers_made(resident)
        ],
        labels={
            "need": _("Coup de main"),
            "words": _("Message"),
            "offered_at": _("Proposé le"),
            "withdrawn_at": _("Repris le"),
        },
    )
