"""The single door: who exists for whom (trust.md TS-5).

A block hides both ways. Suspended, unconfirmed, and leaving people are hidden from everybody but
themselves. A visitor without an account sees nobody at all.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.domains.people.models import Block, Distance, Resident
from parvis.kernel.errors import NotVisible

Viewer = Resident | AnonymousUser

IN_SIGHT = Q(is_active=True, erasure_asked_at=None, confirmed_at__isnull=False)
#: Its contrary, written as the index of the table is.
OUT_OF_SIGHT = Q(is_active=False) | Q(erasure_asked_at__isnull=False) | Q(confirmed_at__isnull=True)


def visible_to(viewer: Viewer, queryset: QuerySet[Resident] | None = None) -> QuerySet[Resident]:
    """The residents the viewer may see, themselves included; further filters are the caller's."""
    residents = Resident.objects.all() if queryset is None else queryset
    if not isinstance(viewer, Resident):
        return residents.none()
    blocked = Block.objects.filter(
        Q(by=viewer, blocked=OuterRef("pk")) | Q(by=OuterRef("pk"), blocked=viewer)
    )
    return residents.filter(Q(IN_SIGHT, ~Exists(blocked)) | Q(pk=viewer.pk))


def hidden_ids(viewer_id: UUID | None) -> set[UUID]:
    """Whose words, names and faces this viewer must not meet: blocked either way, or out of sight.

    One query. For lists made of something else than residents (replies, participants…).
    """
    gone = Resident.objects.filter(OUT_OF_SIGHT).order_by().values_list("id", flat=True)
    if viewer_id is None:
        return set(gone)
    found = gone.union(
        Block.objects.filter(by_id=viewer_id).order_by().values_list("blocked_id", flat=True),
        Block.objects.filter(blocked_id=viewer_id).order_by().values_list("by_id", flat=True),
    )
    return set(found) - {viewer_id}


def are_hidden(one_id: UUID, other_id: UUID) -> bool:
    """Whether a block stands between two people, whoever made it."""
    pair = Q(by_id=one_id, blocked_id=other_id) | Q(by_id=other_id, blocked_id=one_id)
    return Block.objects.filter(pair).exists()


def keeps_distance(by: Resident | UUID, other: Resident | UUID) -> bool:
    """Whether ``by`` keeps a quiet distance from ``other``; nobody else is ever told."""
    by_id = by.pk if isinstance(by, Resident) else by
    other_id = other.pk if isinstance(other, Resident) else other
    return Distance.objects.filter(by_id=by_id, other_id=other_id).exists()


def resident_visible(viewer: Viewer, resident_id: UUID | str) -> Resident:
    """One resident with their photo and their area.

    :raises NotVisible: there is none, or not for this viewer: one answer for both.
    """
    try:
        wanted = resident_id if isinstance(resident_id, UUID) else UUID(str(resident_id))
        return visible_to(viewer).select_related("photo", "area").get(pk=wanted)
    except (ValueError, Resident.DoesNotExist) as absent:
        raise NotVisible from absent
