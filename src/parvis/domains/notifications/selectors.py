"""Reads of one person's notices: never those about somebody hidden from them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.domains.notifications.models import Notice
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible


def notices_of(resident: Resident) -> QuerySet[Notice]:
    """Newest first."""
    shown = people.visible_to(resident).values("pk")
    return resident.notices.filter(Q(about=None) | Q(about__in=shown)).order_by(
        "-created_at", "-id"
    )


def notice_for(resident: Resident, notice_id: UUID) -> Notice:
    """
    :raises NotVisible: there is none, it is somebody else's, or about somebody now hidden.
    """
    try:
        return notices_of(resident).get(pk=notice_id)
    except Notice.DoesNotExist as absent:
        raise NotVisible from absent


def is_shown(reader_id: UUID, notice_id: UUID) -> bool:
    reader = Resident.objects.filter(pk=reader_id).first()
    return reader is not None and notices_of(reader).filter(pk=notice_id).exists()


def unread_count(resident: Resident) -> int:
    return notices_of(resident).filter(read_at=None).count()
