"""Deferred work: the other's open pages, notices, and the watch told of an answer."""

from datetime import datetime, timedelta
from uuid import UUID

from parvis.domains.conversations import notices, selectors, services
from parvis.domains.conversations.events import (
    ContactAccepted,
    ContactAsked,
    ContactDeclined,
    MessageSent,
)
from parvis.domains.conversations.models import Conversation, Participant
from parvis.domains.conversations.vocabulary import READING_MINUTES
from parvis.domains.people.models import Resident
from parvis.domains.watch import selectors as watching
from parvis.domains.watch import services as watch
from parvis.kernel import clock, events, realtime, tasks


@events.listens(ContactAsked, name="conversations.tell_asked")
def tell_asked(fact: ContactAsked) -> None:
    """Where the watch asks the same person to answer the same request, its own notice is enough."""
    found = _between(fact.conversation_id, fact.by_id, fact.to_id)
    if found is None or selectors.is_quiet(reader=fact.to_id, about=fact.by_id):
        return
    conversation, by, to = found
    realtime.tell(to.pk, "conversation", conversation=conversation.pk)
    asked_at = conversation.asked_at or conversation.created_at
    if not watching.is_asked_for(waiting_id=by.pk, resident_id=to.pk, since=asked_at):
        notices.asked(conversation, by=by, to=to, at=clock.now())


@events.listens(ContactAccepted, name="conversations.tell_accepted")
def tell_accepted(fact: ContactAccepted) -> None:
    found = _between(fact.conversation_id, fact.by_id, fact.asker_id)
    if found is None or selectors.is_quiet(reader=fact.asker_id, about=fact.by_id):
        return
    conversation, by, asker = found
    realtime.tell(asker.pk, "conversation", conversation=conversation.pk)
    if not conversation.messages.filter(author=by, sent_at__gte=conversation.answered_at).exists():
        # With a message at once, « … vous a écrit » says it already.
        notices.accepted(conversation, by=by, asker=asker, at=clock.now())


@events.listens(MessageSent, name="conversations.tell_message")
def tell_message(fact: MessageSent) -> None:
    """The other's open pages at once; a notice if they are not reading just now."""
    readers = Participant.objects.filter(conversation=fact.conversation_id, resident__isnull=False)
    for reader in readers.exclude(resident=fact.author_id).select_related(
        "resident", "conversation"
    ):
        if reader.resident_id and not selectors.is_quiet(
            reader=reader.resident_id, about=fact.author_id
        ):
            realtime.tell(
                reader.resident_id, "message", conversation=fact.conversation_id, seq=fact.seq
            )
            reading = clock.now() - timedelta(minutes=READING_MINUTES)
            if fact.seq > reader.read_seq and not (reader.read_at and reader.read_at > reading):
                _write_notice(reader, clock.now())


@tasks.every(minutes=1, name="conversations.tell_unread")
def tell_unread(at: datetime) -> None:
    """What came while somebody was reading, and is still unread after two minutes."""
    for reader in selectors.untold(at).select_related("resident", "conversation"):
        _write_notice(reader, at)


@events.listens(ContactAccepted, name="conversations.answer_watch_by_accepting")
def answer_watch_by_accepting(fact: ContactAccepted) -> None:
    _answer_watch(fact.conversation_id, fact.by_id)


@events.listens(MessageSent, name="conversations.answer_watch_by_writing")
def answer_watch_by_writing(fact: MessageSent) -> None:
    _answer_watch(fact.conversation_id, fact.author_id)


@events.listens(ContactDeclined, name="conversations.pass_watch")
def pass_watch(fact: ContactDeclined) -> None:
    """“Not now” to a request that the watch keeps: somebody else is asked at once."""
    if by := Resident.objects.filter(pk=fact.by_id).first():
        watch.passed_if_waiting(subject_id=fact.conversation_id, by=by, at=clock.now())


def _answer_watch(conversation_id: UUID, by_id: UUID) -> None:
    if by := Resident.objects.filter(pk=by_id).first():
        watch.answered_if_waiting(subject_id=conversation_id, by=by, at=clock.now())


def _write_notice(reader: Participant, at: datetime) -> None:
    unread = reader.conversation.messages.filter(seq__gt=reader.read_seq).exclude(
        author=reader.resident
    )
    last = unread.select_related("author").order_by("-seq").first()
    if last is None:
        return
    if (
        last.author
        and reader.resident_id
        and not selectors.is_quiet(reader=reader.resident_id, about=last.author.pk)
    ):
        notices.written(reader, author=last.author, at=at)
    services.note_told(participant=reader, seq=last.seq)


def _between(
    conversation_id: UUID, by_id: UUID, other_id: UUID
) -> tuple[Conversation, Resident, Resident] | None:
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    people = Resident.objects.in_bulk([by_id, other_id])
    if conversation is None or len(people) < 2:
        return None
    return conversation, people[by_id], people[other_id]
