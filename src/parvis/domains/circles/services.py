"""Joining and leaving a circle; and making one for people who go on together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.circles import events as facts
from parvis.domains.circles import rules
from parvis.domains.circles.models import Circle, Membership
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.territory.models import Area
from parvis.kernel import events, ids, text
from parvis.kernel.errors import NotVisible


@transaction.atomic
def join(*, circle: Circle, resident: Resident, pseudonym: str = "", at: datetime) -> Membership:
    """Become a member. Joining again gives back the same membership.

    :raises NotVisible: it was made for others.
    :raises Refusal: a sensitive circle asks for a pseudonym; it is missing, taken, or the name.
    """
    # One joins a circle after the other: the same pseudonym cannot be taken twice.
    Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
    standing = Membership.objects.filter(circle=circle, resident=resident).first()
    if standing:
        return standing
    if circle.visibility == Visibility.CLOSED:
        raise NotVisible
    chosen = rules.clean_pseudonym(circle, resident, pseudonym)
    if chosen:
        taken = Membership.objects.filter(circle=circle).values_list("pseudonym", flat=True)
        if text.fold(chosen) in {text.fold(one) for one in taken}:
            raise rules.PseudonymTaken
    membership = Membership.objects.create(
        circle=circle, resident=resident, pseudonym=chosen, joined_at=at
    )
    _announce(facts.CircleJoined, circle, resident, at)
    return membership


@transaction.atomic
def make_closed(
    *,
    name: str,
    about: str,
    area: Area | None,
    interests: Iterable[str],
    members: Iterable[Resident],
    at: datetime,
) -> Circle:
    """A circle for these people: each of them looks after it, and nobody else knows of it."""
    made = ids.new_id()
    given: dict[str, Any] = {"interests": tuple(interests)}
    circle = Circle.objects.create(
        pk=made,
        slug=f"cercle-{made.hex}",
        name=name,
        about=about,
        area=area,
        visibility=Visibility.CLOSED,
        created_at=at,
        **given,
    )
    for one in members:
        let_in(circle=circle, resident=one, at=at)
    return circle


@transaction.atomic
def let_in(*, circle: Circle, resident: Resident, at: datetime) -> Membership:
    """Make somebody a member of a circle made for them, with the others' part. Safe to repeat."""
    membership, created = Membership.objects.get_or_create(
        circle=circle, resident=resident, defaults={"is_host": True, "joined_at": at}
    )
    if created:
        _announce(facts.CircleJoined, circle, resident, at)
    return membership


@transaction.atomic
def leave(*, circle: Circle, resident: Resident, at: datetime) -> None:
    """Leave without a word: nobody is told. Safe to repeat."""
    gone, _each = Membership.objects.filter(circle=circle, resident=resident).delete()
    if gone:
        _announce(facts.CircleLeft, circle, resident, at)


def _announce(
    fact: type[facts.CircleJoined | facts.CircleLeft],
    circle: Circle,
    resident: Resident,
    at: datetime,
) -> None:
    """Nothing for a sensitive circle: facts are kept, and this one would outlive the membership."""
    if circle.visibility != Visibility.SENSITIVE:
        events.publish(fact(circle.pk, resident.pk), by=resident.pk, at=at)


def export(resident: Resident) -> Section:
    """The circles one belongs to, with the name one has there."""
    memberships = (
        Membership.objects.filter(resident=resident).select_related("circle").order_by("joined_at")
    )
    return Section(
        title=_("Cercles"),
        rows=[
            {"circle": one.circle.name, "pseudonym": one.pseudonym, "joined_at": one.joined_at}
            for one in memberships
        ],
        labels={
            "circle": _("Cercle"),
            "pseudonym": _("Nom dans ce cercle"),
            "joined_at": _("Depuis"),
        },
    )
