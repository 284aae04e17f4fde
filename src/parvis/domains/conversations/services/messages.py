"""Messages: stored once, numbered without a gap."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from parvis.domains.conversations import rules, selectors
from parvis.domains.conversations.events import MessageSent
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.rules import Standing
from parvis.domains.conversations.selectors import Thread
from parvis.domains.notifications import services as notifications
from parvis.domains.people.models import Resident
from parvis.kernel import events, idempotency

#: A page that stays open does not write « still reading » each time it is asked for.
READ_NOTED_EVERY = timedelta(seconds=30)


def send(
    *, conversation: Conversation, by: Resident, body: str, once: str, at: datetime
) -> Message:
    """Send a message; the same ``once`` again gives the message it already gave.

    :raises NotVisible: ``by`` takes no part, or the other is out of their sight.
    :raises rules.NotAccepted: the other has not accepted (yet).
    :raises rules.Closed: the other is gone, or blocked by ``by``.
    :raises rules.NothingWritten, rules.TooLong: nothing, or more than 4000 characters.
    :raises idempotency.StaleForm: ``once`` is no key.
    """
    checked = rules.checked_message(body)

    def write() -> Message:
        held = locked(conversation.pk)
        standing = selectors.thread_for(by, conversation.pk).standing
        if standing is Standing.CLOSED:
            raise rules.Closed
        if standing is not Standing.OPEN:
            raise rules.NotAccepted
        message = append(held, by=by, body=checked, at=at)
        fact = MessageSent(conversation_id=held.pk, seq=message.seq, author_id=by.pk, at=at)
        events.publish(fact, by=by.pk, at=at)
        return message

    found, _new = idempotency.run_once(
        by=by.pk,
        action=f"conversations.send:{conversation.pk}",
        key=once,
        call=write,
        reference=lambda message: str(message.pk),
    )
    return Message.objects.get(pk=UUID(found))


def mark_read(*, thread: Thread, seq: int, at: datetime) -> None:
    """The person has the messages up to ``seq`` before their eyes. Never goes back."""
    mine, seen = thread.mine, min(seq, thread.conversation.last_seq)
    noted = mine.read_at is not None and mine.read_at > at - READ_NOTED_EVERY
    if seen > mine.read_seq or not noted:
        row = Participant.objects.filter(pk=mine.pk)
        row.update(read_seq=Greatest(F("read_seq"), seen), read_at=at)
    notifications.mark_read_leading_to(
        to=thread.viewer.pk, url=thread.conversation.get_absolute_url(), at=at
    )


def note_told(*, participant: Participant, seq: int) -> None:
    """A notice was written for what is unread up to ``seq``."""
    Participant.objects.filter(pk=participant.pk).update(told_seq=Greatest(F("told_seq"), seq))


def locked(conversation_id: UUID) -> Conversation:
    """The conversation as it is now, for this transaction only."""
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def append(conversation: Conversation, *, by: Resident, body: str, at: datetime) -> Message:
    """The next message. The caller holds the conversation's lock and has checked the body."""
    seq = conversation.last_seq + 1
    message = Message.objects.create(
        conversation=conversation, seq=seq, author=by, body=body, sent_at=at
    )
    conversation.last_seq, conversation.last_at = seq, at
    conversation.save(update_fields=["last_seq", "last_at"])
    return message
