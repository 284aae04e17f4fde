"""One conversation, seen by one of the two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from parvis.domains.conversations import rules
from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.rules import Standing
from parvis.domains.conversations.vocabulary import CAUGHT_UP, READING_MINUTES, SHOWN, State
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True)
class Thread:
    """A conversation as one of the two sees it. ``other`` is None once their account is erased."""

    conversation: Conversation
    viewer: Resident
    mine: Participant
    other: Resident | None
    standing: Standing
    #: Whether the viewer blocked the other: they may read again what was said, as evidence.
    is_blocked: bool


def thread_for(viewer: Resident, conversation_id: UUID) -> Thread:
    """
    :raises NotVisible: there is none, the viewer takes no part, or the other is out of their sight
        (blocked them, suspended, leaving). Who blocked the other still reads it.
    """
    rows = Participant.objects.filter(conversation=conversation_id).select_related(
        "conversation", "resident__photo"
    )
    taking_part = list(rows)
    mine = next((row for row in taking_part if row.resident_id == viewer.pk), None)
    if mine is None:
        raise NotVisible
    other = next((row.resident for row in taking_part if row.pk != mine.pk), None)
    in_sight = other is not None and people.visible_to(viewer).filter(pk=other.pk).exists()
    is_blocked = False
    if other is not None and not in_sight:
        is_blocked = people.blocked_by(viewer).filter(blocked=other).exists()
        if not is_blocked:
            raise NotVisible
    standing = rules.standing_of(mine.conversation, viewer, reachable=in_sight)
    return Thread(mine.conversation, viewer, mine, other, standing, is_blocked)


def between(viewer: Resident, other: Resident) -> Conversation | None:
    """The conversation of two people, if there is one."""
    return Conversation.objects.filter(pair=rules.pair_of(viewer.pk, other.pk)).first()


def kept_with(viewer: Resident, others: Iterable[Resident]) -> list[tuple[Resident, Conversation]]:
    """The conversations a person had with some others, in their order. One query."""
    pairs = {rules.pair_of(viewer.pk, other.pk): other for other in others}
    found = Conversation.objects.in_bulk(list(pairs), field_name="pair")
    return [(other, found[pair]) for pair, other in pairs.items() if pair in found]


def latest_messages(thread: Thread) -> list[Message]:
    return messages_before(thread, thread.conversation.last_seq + 1)


def messages_before(thread: Thread, seq: int) -> list[Message]:
    """Up to fifty messages before a number, oldest first."""
    found = _messages(thread).filter(seq__lt=seq).order_by("-seq")[:SHOWN]
    return list(reversed(found))


def messages_since(conversation: Conversation, viewer: Resident, seq: int) -> list[Message]:
    """Messages after a number, in order: what a page that lost its connection missed.

    At most 200: a page that still has fewer than ``last_seq`` asks again.

    :raises NotVisible: as :func:`thread_for`.
    """
    return list(_messages(thread_for(viewer, conversation.pk)).filter(seq__gt=seq)[:CAUGHT_UP])


def is_quiet(*, reader: UUID, about: UUID) -> bool:
    """Whether the reader must not be told of this person now: hidden, or kept at a distance."""
    person = Resident.objects.filter(pk=reader).first()
    if person is None or not people.visible_to(person).filter(pk=about).exists():
        return True
    return people.keeps_distance(reader, about)


def untold(at: datetime) -> QuerySet[Participant]:
    """Those who have unread messages of the last day, and whom no notice has told of them yet.

    Nobody is told of what came in the last two minutes while they were reading.
    """
    fresh = (
        Message.objects.filter(conversation=OuterRef("conversation"), seq__gt=OuterRef("read_seq"))
        .exclude(author=OuterRef("resident"))
        .filter(sent_at__lte=at - timedelta(minutes=READING_MINUTES))
    )
    return Participant.objects.filter(
        Exists(fresh),
        resident__isnull=False,
        conversation__state=State.OPEN,
        conversation__last_at__gt=at - timedelta(days=1),
        told_seq__lte=F("read_seq"),
    )


def _messages(thread: Thread) -> QuerySet[Message]:
    return Message.objects.filter(conversation=thread.conversation).order_by("seq")
