"""First contact: asked, accepted, declined without a word; or opened by who was asked to write."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from parvis.domains.conversations import rules, selectors
from parvis.domains.conversations.events import (
    ContactAccepted,
    ContactAsked,
    ContactDeclined,
    MessageSent,
)
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.rules import Standing
from parvis.domains.conversations.services.messages import append, locked, send
from parvis.domains.conversations.vocabulary import Purpose, State
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible


@transaction.atomic
def ask(
    *, by: Resident, to: Resident, body: str, purpose: Purpose = Purpose.HELLO, at: datetime
) -> Conversation:
    """Write a first message to somebody, who may accept it or not.

    Two people have one conversation: while it is open, or a request waits in it, it is given back
    as it is. A request to somebody who asked first says yes to theirs. A month after a request
    without an answer one may ask once more.

    :raises NotVisible: they are out of sight (a block either way).
    :raises rules.Alone: to oneself.
    :raises rules.TooManyRequests: enough for today.
    :raises rules.NoMoreRequests: two requests were left without a yes.
    :raises Refusal: the body holds a link, an address, a number, nothing, or too much.
    """
    checked = rules.checked_request(body)
    _meet(by, to)
    # One request of a person at a time, so that the day's limit holds (NO KEY: others still refer).
    Resident.objects.select_for_update(no_key=True).get(pk=by.pk)
    found = selectors.between(by, to)
    if found is None:
        if not rules.requests_left(by, at):
            raise rules.TooManyRequests
        found, created = _create(by=by, to=to, purpose=purpose, at=at, asked_by=by)
        if created:
            return _ask(found, by=by, to=to, body=checked, at=at)
    held = locked(found.pk)
    if held.state == State.OPEN:
        return held
    if held.asked_by_id != by.pk:
        return _open(held, by=by, to=to, body=checked, at=at)
    if rules.still_waits(held, at):
        return held
    if not rules.may_ask_again(held, by, at):
        raise rules.NoMoreRequests
    if not rules.requests_left(by, at):
        raise rules.TooManyRequests
    held.purpose, held.state = purpose, State.ASKED
    return _ask(held, by=by, to=to, body=checked, at=at)


@transaction.atomic
def reach(
    *,
    by: Resident,
    to: Resident,
    body: str,
    purpose: Purpose,
    about: UUID,
    at: datetime,
) -> Conversation:
    """A request; or a message, for two who talk already. Safe to repeat for the same ``about``.

    While an earlier request waits nothing more can be sent, and the conversation is given back as
    it is: the domain that holds ``about`` keeps the words for who answers.

    :raises Refusal: as :func:`ask`.
    """
    conversation = ask(by=by, to=to, body=body, purpose=purpose, at=at)
    if conversation.state == State.OPEN and conversation.last_at != at:
        once = str(uuid5(about, "words"))
        send(conversation=conversation, by=by, body=body, once=once, at=at)
    return conversation


@transaction.atomic
def accept(*, conversation: Conversation, by: Resident, at: datetime) -> Conversation:
    """Say yes to who asked (also after a “not now”). Safe to repeat.

    :raises NotVisible: there is no such conversation for them, or they are the one who asked.
    """
    held, asker = _asked_of(conversation, by)
    if held.state != State.OPEN:
        _accept(held, by=by, asker=asker, at=at)
    return held


@transaction.atomic
def decline(*, conversation: Conversation, by: Resident, at: datetime) -> Conversation:
    """“Not now.” The one who asked is not told and sees it waiting as before. Safe to repeat.

    :raises NotVisible: as :func:`accept`.
    """
    held, asker = _asked_of(conversation, by)
    if held.state == State.ASKED:
        held.state, held.answered_at = State.DECLINED, at
        held.save(update_fields=["state", "answered_at"])
        fact = ContactDeclined(conversation_id=held.pk, by_id=by.pk, asker_id=asker.pk)
        events.publish(fact, by=by.pk, at=at)
    return held


@transaction.atomic
def open_with(
    *,
    by: Resident,
    to: Resident,
    body: str,
    purpose: Purpose = Purpose.WELCOME,
    at: datetime,
) -> Conversation:
    """Write to somebody who asked to be written to (a welcomer answers): it opens at once.

    Only for a domain that holds that wish. Safe to repeat: the same words right after themselves
    are not sent twice.

    :raises NotVisible: they are out of sight.
    :raises Refusal: nothing written, or too much.
    """
    checked = rules.checked_message(body)
    _meet(by, to)
    found, _created = _create(by=by, to=to, purpose=purpose, at=at, asked_by=to)
    held = locked(found.pk)
    last = Message.objects.filter(conversation=held, seq=held.last_seq).first()
    if held.state == State.OPEN and last and last.author_id == by.pk and last.body == checked:
        return held
    return _open(held, by=by, to=to, body=checked, at=at)


def _meet(by: Resident, to: Resident) -> None:
    if by.pk == to.pk:
        raise rules.Alone
    if not people.visible_to(by).filter(pk=to.pk).exists():
        raise NotVisible


def _create(
    *, by: Resident, to: Resident, purpose: Purpose, at: datetime, asked_by: Resident
) -> tuple[Conversation, bool]:
    conversation, created = Conversation.objects.get_or_create(
        pair=rules.pair_of(by.pk, to.pk),
        defaults={"purpose": purpose, "asked_by": asked_by, "created_at": at, "last_at": at},
    )
    if created:
        Participant.objects.bulk_create(
            Participant(conversation=conversation, resident=each) for each in (by, to)
        )
    return conversation, created


def _ask(
    conversation: Conversation, *, by: Resident, to: Resident, body: str, at: datetime
) -> Conversation:
    conversation.asked_at = at
    conversation.requests += 1
    conversation.save(update_fields=["asked_at", "requests", "state", "purpose"])
    append(conversation, by=by, body=body, at=at)
    fact = ContactAsked(
        conversation_id=conversation.pk,
        by_id=by.pk,
        to_id=to.pk,
        purpose=Purpose(conversation.purpose),
    )
    events.publish(fact, by=by.pk, at=at)
    return conversation


def _open(
    conversation: Conversation, *, by: Resident, to: Resident, body: str, at: datetime
) -> Conversation:
    """Open it if it was not, with a message."""
    if conversation.state != State.OPEN:
        _accept(conversation, by=by, asker=to, at=at)
    message = append(conversation, by=by, body=body, at=at)
    fact = MessageSent(conversation_id=conversation.pk, seq=message.seq, author_id=by.pk, at=at)
    events.publish(fact, by=by.pk, at=at)
    return conversation


def _accept(conversation: Conversation, *, by: Resident, asker: Resident, at: datetime) -> None:
    conversation.state, conversation.answered_at = State.OPEN, at
    conversation.save(update_fields=["state", "answered_at"])
    fact = ContactAccepted(conversation_id=conversation.pk, by_id=by.pk, asker_id=asker.pk)
    events.publish(fact, by=by.pk, at=at)


def _asked_of(conversation: Conversation, by: Resident) -> tuple[Conversation, Resident]:
    """The locked conversation, and who asked ``by`` in it."""
    held = locked(conversation.pk)
    thread = selectors.thread_for(by, held.pk)
    if thread.other is None or thread.standing is Standing.CLOSED or held.asked_by_id == by.pk:
        raise NotVisible
    return held, thread.other
