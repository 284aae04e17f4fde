"""The list of conversations, and the requests above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.vocabulary import EXCERPT, LISTED, State
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import text


@dataclass(frozen=True)
class Row:
    """One conversation in a list, in words."""

    id: UUID
    url: str
    #: « compte supprimé » once it is.
    name: str
    image_url: str | None
    excerpt: str
    #: Whether the excerpt is the viewer's own.
    mine: bool
    unread: bool
    #: The viewer asked, and has no answer (a “not now” looks the same).
    waiting: bool
    purpose: str
    at: datetime


def conversations_of(resident: Resident, *, skip: int = 0, most: int = LISTED) -> list[Row]:
    """Open ones, and those the resident asked for, latest first.

    Those with somebody kept at a distance are among the requests.
    """
    found = _of(resident).filter(
        Q(state=State.OPEN, is_distant=False) | Q(asked_by=resident) & ~Q(state=State.OPEN)
    )
    return _rows(_dressed(found, resident)[skip : skip + most], resident)


def requests_to(resident: Resident) -> list[Row]:
    """Who asks to talk with them, and quietly, who they keep at a distance; latest first."""
    found = _of(resident).filter(
        Q(state=State.ASKED) & ~Q(asked_by=resident) | Q(state=State.OPEN, is_distant=True)
    )
    return _rows(_dressed(found, resident)[:LISTED], resident)


def unread_count(resident: Resident) -> int:
    """Conversations with something new, and requests to answer. Distance is never counted."""
    unread = Q(state=State.OPEN, is_unread=True)
    asked = Q(state=State.ASKED) & ~Q(asked_by=resident)
    return _of(resident).filter(unread | asked, is_distant=False).count()


def _of(resident: Resident) -> QuerySet[Any]:
    """The resident's conversations, without those whose other one is out of their sight."""
    others = Participant.objects.filter(conversation=OuterRef("pk")).exclude(resident=None)
    hidden = others.exclude(resident__in=people.visible_to(resident).values("pk"))
    distant = others.filter(resident__in=resident.distances_kept.values("other_id"))
    mine = Participant.objects.filter(conversation=OuterRef("conversation"), resident=resident)
    fresh = Message.objects.filter(
        conversation=OuterRef("pk"),
        seq__gt=Subquery(mine.values("read_seq")[:1]),
    ).exclude(author=resident)
    return Conversation.objects.filter(~Exists(hidden), participants__resident=resident).annotate(
        is_distant=Exists(distant), is_unread=Exists(fresh)
    )


def _dressed(found: QuerySet[Any], resident: Resident) -> QuerySet[Any]:
    last = Message.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("last_seq"))
    others = Participant.objects.exclude(resident=resident).select_related("resident__photo")
    return (
        found.annotate(
            last_body=Subquery(last.values("body")[:1]),
            is_mine=Exists(last.filter(author=resident)),
        )
        .prefetch_related(Prefetch("participants", others, to_attr="others"))
        .order_by("-last_at", "-pk")
    )


def _rows(found: Iterable[Any], resident: Resident) -> list[Row]:
    return [
        _row(each, each.others[0].resident if each.others else None, resident) for each in found
    ]


def _row(found: Any, other: Resident | None, resident: Resident) -> Row:
    return Row(
        id=found.pk,
        url=found.get_absolute_url(),
        name=name_of(other),
        image_url=people.face_url(other) if other else None,
        excerpt=text.excerpt(found.last_body or "", EXCERPT),
        mine=found.is_mine,
        unread=found.is_unread,
        waiting=found.state != State.OPEN and found.asked_by_id == resident.pk,
        purpose=found.get_purpose_display(),
        at=found.last_at,
    )


def name_of(person: Resident | None) -> str:
    return person.name if person else _("compte supprimé")
