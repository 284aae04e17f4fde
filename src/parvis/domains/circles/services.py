"""Joining and leaving a circle."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.circles import events as facts
from parvis.domains.circles import rules
from parvis.domains.circles.models import Circle, Membership
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.kernel import events, text


@transaction.atomic
def join(*, circle: Circle, resident: Resident, pseudonym: str = "", at: datetime) -> Membership:
    """Become a member. Joining again gives back the same membership.

    :raises Refusal: a sensitive circle asks for a pseudonym; it is missing, taken, or the name.
    """
    # One joins a circle after the other: the same pseudonym cannot be taken twice.
    Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
    standing = Membership.objects.filter(circle=circle, resident=resident).first()
    if standing:
        return standing
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
