"""Who may ask whom, and where two people stand with each other."""

from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.models import Conversation, Participant
from parvis.domains.conversations.vocabulary import (
    ASK_AGAIN_AFTER_DAYS,
    REQUESTS_PER_DAY,
    REQUESTS_PER_DAY_NEW,
    SILENT_REFUSALS_BEFORE_STOP,
    State,
)
from parvis.domains.people.models import Resident
from parvis.kernel.errors import Refusal


class Alone(Refusal):
    sentence = _("C’est vous : il n’y a personne à qui écrire ici.")


class TooManyRequests(Refusal):
    sentence = _(
        "Vous avez déjà écrit à plusieurs personnes aujourd’hui. Laissez-leur le temps de"
        " répondre : demain, vous pourrez en contacter d’autres."
    )


class NoMoreRequests(Refusal):
    sentence = _(
        "Cette personne n’a pas pu vous répondre jusqu’ici. D’autres seraient heureux·ses de faire"
        " votre connaissance."
    )


class NotAccepted(Refusal):
    """The same words whether the other has not answered, or said “not now”."""

    sentence = _("Vous pourrez écrire la suite quand la personne aura répondu.")


class Closed(Refusal):
    sentence = _("Cette conversation est fermée. Vous pouvez encore la relire.")


class Standing(Enum):
    """Where one of the two stands: what they see, and what they can do next."""

    OPEN = "open"
    #: They asked; the other has not answered, or declined: they see the same.
    WAITING = "waiting"
    #: The other asks them.
    ASKED = "asked"
    #: They said “not now”, and may still change their mind.
    DECLINED = "declined"
    #: The other is gone, or they blocked them: to be read again, nothing more.
    CLOSED = "closed"


def standing_of(conversation: Conversation, viewer: Resident, *, reachable: bool) -> Standing:
    """:param reachable: whether the other has an account, and no block stands between them."""
    if not reachable:
        return Standing.CLOSED
    if conversation.state == State.OPEN:
        return Standing.OPEN
    if conversation.asked_by_id == viewer.pk:
        return Standing.WAITING
    return Standing.DECLINED if conversation.state == State.DECLINED else Standing.ASKED


def pair_of(one: UUID, other: UUID) -> str:
    return ":".join(sorted((str(one), str(other))))


def still_waits(conversation: Conversation, at: datetime) -> bool:
    """Whether the latest request is less than a month old: it waits, whatever became of it."""
    if conversation.state == State.OPEN or conversation.asked_at is None:
        return False
    return conversation.asked_at > at - timedelta(days=ASK_AGAIN_AFTER_DAYS)


def may_ask_again(conversation: Conversation, by: Resident, at: datetime) -> bool:
    """Once more, a month after a request without an answer; never a third time."""
    return (
        conversation.state != State.OPEN
        and conversation.asked_by_id == by.pk
        and conversation.requests < SILENT_REFUSALS_BEFORE_STOP
        and not still_waits(conversation, at)
    )


def is_known(resident: Resident) -> bool:
    """Whether somebody here talks with them."""
    mine = Participant.objects.filter(resident=resident)
    return mine.filter(conversation__state=State.OPEN).exists()


def requests_left(resident: Resident, at: datetime) -> int:
    """How many people they may still write to for the first time, counted over 24 hours."""
    recent = Conversation.objects.filter(asked_by=resident, asked_at__gt=at - timedelta(days=1))
    limit = REQUESTS_PER_DAY if is_known(resident) else REQUESTS_PER_DAY_NEW
    return max(0, limit - recent.count())
