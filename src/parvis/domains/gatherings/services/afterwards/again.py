"""“See each other again?”: the other knows only if both said yes; then, the next step."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.events import AgainAgreed
from parvis.domains.gatherings.models import Again, Gathering, Occurrence
from parvis.domains.gatherings.services.consent import propose_gathering
from parvis.domains.gatherings.vocabulary import AGAIN_DAYS, Audience
from parvis.domains.people.models import Resident
from parvis.kernel import events
from parvis.kernel.errors import NotVisible, Refusal

WEEK: Final = timedelta(days=7)
#: The same people six weeks running: what makes acquaintances of people, and friends of those.
WEEKS: Final = 6


class TooLate(Refusal):
    sentence = _("C’était il y a plus d’un mois. L’agenda vous donnera d’autres occasions.")


@transaction.atomic
def say_again(*, occurrence_id: UUID, by: Resident, seat: int, wants: bool, at: datetime) -> bool:
    """Say whether one would meet somebody again; whether both would. Safe to repeat, and to change.

    What is said here is told to nobody, ever, but as a yes of both.

    :raises NotVisible: one was not there, nobody by this seat was, or there were too many people.
    :raises TooLate: a month has passed.
    """
    # Both at once: the second finds what the first said.
    Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()
    after = selectors.after(by, occurrence_id, at)
    if not after.came or not after.is_few:
        raise NotVisible
    if after.occurrence.ends_at <= at - timedelta(days=AGAIN_DAYS):
        raise TooLate
    other = selectors.person_there(by, after.occurrence, seat).resident
    said, created = Again.objects.get_or_create(
        occurrence=after.occurrence,
        by=by,
        about=other,
        defaults={"wants": wants, "said_at": at},
    )
    changed = created or said.wants != wants
    if not created and changed:
        said.wants, said.said_at = wants, at
        said.save(update_fields=["wants", "said_at"])
    theirs = Again.objects.filter(occurrence=after.occurrence, by=other, about=by, wants=True)
    agreed = wants and theirs.exists()
    if agreed and changed:
        one, two = sorted((by.pk, other.pk))
        fact = AgainAgreed(occurrence_id=occurrence_id, one_id=one, other_id=two)
        events.publish(fact, at=at)
    return agreed


def write_to(
    *, occurrence_id: UUID, by: Resident, seat: int, body: str, at: datetime
) -> Conversation:
    """Write to somebody who said yes too: it opens at once. Never where people go by pseudonyms.

    :raises NotVisible: both did not say yes.
    :raises Refusal: nothing written, or too much.
    """
    after = selectors.after(by, occurrence_id, at)
    person = selectors.person_there(by, after.occurrence, seat)
    if not person.agreed or after.is_discreet:
        raise NotVisible
    return conversations.open_with(
        by=by, to=person.resident, body=body, purpose=Purpose.AFTER, at=at
    )


@transaction.atomic
def propose_next(
    *, occurrence_id: UUID, by: Resident, seat: int | None, weekly: bool, at: datetime
) -> Gathering:
    """The same again, a week later or six weeks running, on the same terms. Safe to repeat.

    To somebody who said yes too (a seat); else to all who came, for what was by invitation; or to
    the circle it was in. The same proposed to the same people already is given back as it is.

    :raises NotVisible: one was not there, or there is nobody to propose it to.
    :raises GatheringRefused: the place is closed then, or another problem, with its sentence.
    """
    held = Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()
    after = selectors.after(by, occurrence_id, at)
    if held is None or not after.came:
        raise NotVisible
    values = _same_terms(after, weekly=weekly, at=at)
    if after.gathering.audience == Audience.CIRCLE and seat is None:
        circle = after.gathering.circle
        assert circle is not None  # noqa: S101  (a constraint of the table)
        mine = Gathering.objects.filter(
            circle=circle, host=by, title=values["title"], created_at__gte=held.ends_at
        )
        ahead = mine.filter(occurrences__starts_at__gt=at, occurrences__is_cancelled=False)
        return ahead.first() or propose_gathering(by=by, to=circle, values=values, at=at)
    others = _others(after, seat)
    known = selectors.next_plan(by, others, values["title"], at)
    return known or propose_gathering(by=by, to=others, values=values, at=at, vouched=True)


def _others(after: selectors.After, seat: int | None) -> list[Resident]:
    if seat is not None:
        wanted = [one for one in after.agreed if one.seat == seat and not after.is_discreet]
    elif after.gathering.audience == Audience.INVITATION:
        wanted = list(after.people)
    else:
        wanted = []
    if not wanted:
        raise NotVisible
    return [one.resident for one in wanted]


def _same_terms(after: selectors.After, *, weekly: bool, at: datetime) -> dict[str, Any]:
    """As it was, at the same hour, a week later; or the first week that is still ahead."""
    gathering, zone = after.gathering, after.gathering.time_zone
    on_wall = selectors.wall(after.occurrence.starts_at, zone) + WEEK
    while selectors.instant(on_wall, zone) <= at:
        on_wall += WEEK
    by_invitation = gathering.audience == Audience.INVITATION
    return {
        "title": gathering.title,
        "about": gathering.about if not gathering.is_public else "",
        "place": gathering.place,
        "where_note": gathering.where_note,
        "day": on_wall.date(),
        "starts": on_wall.time(),
        "minutes": gathering.minutes,
        "weeks": WEEKS if weekly else 1,
        "capacity": gathering.capacity if by_invitation else None,
        "guests_max": gathering.guests_max if by_invitation else 0,
        "price_cents": gathering.price_cents if not gathering.is_public else 0,
        "bring": gathering.bring if not gathering.is_public else "",
        "access_note": gathering.access_note,
        "photos": gathering.photos,
        "children": gathering.children,
        # They met at this hour already.
        "evening_ok": True,
    }
