"""Whether a gathering by invitation is on: somebody other than who proposed it has said yes."""

from django.db.models import Exists, F, OuterRef, Q, Sum

from parvis.domains.gatherings.models import Attendance, Invitation, Occurrence
from parvis.domains.gatherings.vocabulary import Answer, Audience, Coming, Status


def takes_place() -> Q:
    """Over dates: public, or agreed to by somebody else than its host; published, not called off.

    It looks at answers to the terms in force, never at seats: who has not answered other terms yet
    keeps theirs a while, who declined them does not, and that must not be seen.
    """
    yes = Invitation.objects.filter(
        gathering=OuterRef("gathering"),
        state=Answer.ACCEPTED,
        accepted_version=OuterRef("gathering__terms_version"),
    ).exclude(resident=OuterRef("gathering__host"))
    public = Q(gathering__audience=Audience.PUBLIC)
    standing = Q(gathering__status=Status.PUBLISHED, is_cancelled=False)
    return standing & (public | Q(Exists(yes)))


def unanswered() -> Q:
    """Over attendances: seats kept for who has not said yes to the terms in force.

    Who declined gave theirs back at once: nobody may be shown, or counted for, who keeps one.
    """
    said = Invitation.objects.filter(
        gathering=OuterRef("occurrence__gathering"), resident=OuterRef("resident")
    )
    return Q(Exists(said.exclude(state=Answer.ACCEPTED)))


def seats_told(occurrence: Occurrence) -> int:
    """Seats of those who come, guests included, as others may know their number."""
    if occurrence.gathering.is_public:
        return occurrence.going
    rows = Attendance.objects.filter(occurrence=occurrence, state=Coming.GOING)
    told: int | None = rows.exclude(unanswered()).aggregate(n=Sum(1 + F("guests")))["n"]
    return told or 0
