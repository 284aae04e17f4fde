"""A newcomer asks a welcomer to write; somebody does. What waits is kept by the watch.

The watch knows a request by the id of its ``Welcome``: a pair may ask and answer more than once,
in one and the same conversation.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.watch import selectors as watching
from parvis.domains.watch import services as watch
from parvis.domains.watch.models import Item
from parvis.domains.welcome import events as facts
from parvis.domains.welcome import selectors
from parvis.domains.welcome.models import Gap, Suggestion, Welcome, Welcomer
from parvis.domains.welcome.services import paths
from parvis.domains.welcome.vocabulary import ACCOMPANIED_DAYS, Ending, Kind
from parvis.kernel import events, ids
from parvis.kernel.errors import NotVisible, Refusal

#: The kind the watch knows.
ASKED = "welcome.asked"
#: How many others may answer in the place of the welcomer who was asked.
SUBSTITUTES = 6


class WelcomerNoLongerFree(Refusal):
    sentence = _(
        "Cette personne vient d’atteindre sa limite. Votre passerelle vous en propose une autre."
    )


class AlreadyAnswered(Refusal):
    sentence = _(
        "Quelqu’un vient de lui répondre, et votre message n’est pas parti : il est toujours là."
    )


@transaction.atomic
def ask_welcomer(*, newcomer: Resident, welcomer_id: UUID, body: str, at: datetime) -> Item:
    """Ask a welcomer to write: a request that cannot stay unanswered. What the watch keeps of it.

    Safe to repeat: the second time gives back the same, and sends nothing.

    :raises WelcomerNoLongerFree: they reached their limit or paused since they were suggested.
    :raises NotVisible: there is no such welcomer for this person.
    :raises Refusal: the body, or too many requests today (see ``conversations.ask``).
    """
    # The limit is read with the welcomer's row held: two newcomers cannot take the last place.
    if Welcomer.objects.select_for_update(no_key=True).filter(pk=welcomer_id).first() is None:
        raise NotVisible
    if standing := selectors.open_welcome(newcomer, welcomer_id):
        return watching.item_of(kind=ASKED, subject_id=standing.pk)
    welcomer = people.resident_visible(newcomer, welcomer_id)
    if not selectors.first_possible(Kind.WELCOMER, [welcomer_id], newcomer, at):
        raise WelcomerNoLongerFree
    others = _others(newcomer, but=welcomer_id, at=at)
    welcome_id = ids.new_id()
    conversation = conversations.reach(
        by=newcomer, to=welcomer, body=body, purpose=Purpose.WELCOME, about=welcome_id, at=at
    )
    Welcome.objects.create(
        id=welcome_id,
        newcomer=newcomer,
        welcomer=welcomer,
        conversation=conversation,
        words=body,
        asked_at=at,
    )
    item = watch.open_item(
        kind=ASKED,
        subject_id=welcome_id,
        waiting=newcomer,
        first=welcomer_id,
        substitutes=others,
        area=newcomer.area,
        at=at,
    )
    paths.show(resident=newcomer, kind=Kind.WELCOMER, thing_id=welcomer_id, at=at)
    fact = facts.WelcomerAsked(newcomer.pk, welcomer_id, conversation.pk)
    events.publish(fact, by=newcomer.pk, at=at)
    return item


def _others(newcomer: Resident, *, but: UUID, at: datetime) -> list[UUID]:
    """The other welcomers, best first, who may answer in the place of the one asked."""
    best = [UUID(one.thing_id) for one in paths.ranked(newcomer, Kind.WELCOMER, at)]
    possible = selectors.all_possible(Kind.WELCOMER, best, newcomer, at)
    return [one for one in possible if one != but][:SUBSTITUTES]


@transaction.atomic
def answer(*, item: Item, by: Resident, body: str, at: datetime) -> Conversation:
    """Write to a newcomer who waits, in the place of who was asked first. Safe to repeat.

    The conversation is open from the start: the newcomer asked to be written to.

    :raises NotVisible: they were not asked to answer this.
    :raises AlreadyAnswered: somebody else was first.
    :raises Refusal: the body.
    """
    watch.answered(item=item, by=by, at=at)
    if item.answered_by_id != by.pk:
        raise AlreadyAnswered
    conversation = conversations.open_with(by=by, to=item.waiting, body=body, at=at)
    if item.kind == paths.GAP:
        Gap.objects.filter(pk=item.subject_id, answered_at=None).update(
            answered_at=at, closed_at=at
        )
    else:
        _accompany(item.waiting, by.pk, conversation, at)
    return conversation


@transaction.atomic
def note_answer(*, welcome: Welcome, at: datetime) -> None:
    """The welcomer who was asked has written in the conversation. Safe to repeat."""
    if welcome.answered_at is None and welcome.ended_at is None and welcome.conversation:
        watch.answered_if_waiting(kind=ASKED, subject_id=welcome.pk, by=welcome.welcomer, at=at)
        _accompany(welcome.newcomer, welcome.welcomer_id, welcome.conversation, at)


@transaction.atomic
def note_pass(*, welcome: Welcome, at: datetime) -> None:
    """“Not this time”: it no longer counts against the limit, and the newcomer sees no change."""
    Welcome.objects.filter(pk=welcome.pk, passed_at=None, answered_at=None).update(passed_at=at)


def _accompany(
    newcomer: Resident, writer_id: UUID, conversation: Conversation, at: datetime
) -> None:
    """Whoever wrote accompanies this newcomer, if they welcome; the others asked no longer do."""
    waiting = Welcome.objects.filter(newcomer=newcomer, answered_at=None, ended_at=None)
    others = list(waiting.exclude(welcomer_id=writer_id).values_list("welcomer_id", flat=True))
    waiting.exclude(welcomer_id=writer_id).update(ended_at=at, words="")
    if not Welcomer.objects.filter(pk=writer_id).exists():
        _close_doors(newcomer, others, at)
        return
    welcome, _created = Welcome.objects.get_or_create(
        newcomer=newcomer, welcomer_id=writer_id, ended_at=None, defaults={"asked_at": at}
    )
    if welcome.answered_at is None:
        welcome.conversation, welcome.answered_at = conversation, at
        welcome.passed_at, welcome.words = None, ""
        welcome.save()
        paths.show(resident=newcomer, kind=Kind.WELCOMER, thing_id=writer_id, at=at)
        events.publish(facts.NewcomerAnswered(newcomer.pk, writer_id), by=writer_id, at=at)


def _close_doors(newcomer: Resident, welcomers: Iterable[UUID], at: datetime) -> None:
    """Those who were asked and did not answer make room for another welcomer."""
    Suggestion.objects.filter(
        resident=newcomer, kind=Kind.WELCOMER, thing_id__in=list(welcomers), ended_at=None
    ).update(ended_at=at, ending=Ending.GONE)


@transaction.atomic
def end_welcomes_due(*, at: datetime) -> int:
    """Some weeks after the answer, a newcomer no longer counts against the limit."""
    due = Welcome.objects.filter(
        ended_at=None, answered_at__lt=at - timedelta(days=ACCOMPANIED_DAYS)
    )
    return due.update(ended_at=at)
