"""What is not for everybody: who finds it, who may come, and under which name."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.domains.circles.models import Circle
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Invitation, Occurrence
from parvis.domains.gatherings.vocabulary import Audience, Coming
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel.errors import NotVisible
from tests.factories.circles import a_circle, a_member
from tests.factories.gatherings import NOW, an_occurrence, comes
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(host: Resident) -> Occurrence:
    """By name: three people, the host among them."""
    occurrence = restricted(host, Audience.INVITATION)
    for who in (host, a_resident(name="Léa"), a_resident(name="Noé")):
        Invitation.objects.create(gathering=occurrence.gathering, resident=who)
    return occurrence


@pytest.fixture
def discreet(host: Resident) -> Occurrence:
    """In a sensitive circle, where Odile is Alouette, Léa Bruyère and Noé Cèdre."""
    circle = a_circle(visibility=Visibility.SENSITIVE)
    a_member(circle, host, pseudonym="Alouette")
    for name, pseudonym in (("Léa", "Bruyère"), ("Noé", "Cèdre")):
        a_member(circle, a_resident(name=name), pseudonym=pseudonym)
    return restricted(host, Audience.CIRCLE, circle)


def restricted(host: Resident, audience: Audience, circle: Circle | None = None) -> Occurrence:
    occurrence = an_occurrence(host=host, capacity=1)
    gathering = occurrence.gathering
    gathering.audience, gathering.circle, gathering.organisation = audience, circle, None
    gathering.save()
    return occurrence


def named(name: str) -> Resident:
    return Resident.objects.get(name=name)


def finds(viewer: object, occurrence: Occurrence) -> bool:
    try:
        return selectors.find_occurrence(viewer, occurrence.pk).pk == occurrence.pk  # type: ignore[arg-type]
    except NotVisible:
        return False


def may_come(resident: Resident, occurrence: Occurrence) -> bool:
    try:
        return comes(resident, occurrence).state != Coming.CANCELLED
    except NotVisible:
        return False


@pytest.mark.parametrize("made_by", ["the host", "the other"])
def test_those_invited_find_it_and_a_block_with_the_host_hides_it(
    invited: Occurrence, host: Resident, made_by: str
) -> None:
    lea, noe = named("Léa"), named("Noé")
    assert [finds(who, invited) for who in (host, lea, noe)] == [True] * 3

    a_block(*((host, noe) if made_by == "the host" else (noe, host)))

    assert finds(lea, invited)
    assert not finds(noe, invited)
    assert not may_come(noe, invited)


def a_coordinator(occurrence: Occurrence) -> Resident:
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR, occurrence.gathering.place.area)
    return coordinator


@pytest.mark.parametrize("kind", ["invited", "discreet"])
@pytest.mark.parametrize("who", [a_coordinator, lambda _occurrence: a_resident()])
def test_nobody_else_finds_it_or_comes(
    request: pytest.FixtureRequest, kind: str, who: Callable[[Occurrence], Resident]
) -> None:
    occurrence = request.getfixturevalue(kind)

    assert not finds(AnonymousUser(), occurrence)
    assert not finds(who(occurrence), occurrence)
    assert not may_come(who(occurrence), occurrence)


def test_members_of_a_sensitive_circle_read_pseudonyms_only(discreet: Occurrence) -> None:
    lea, noe = named("Léa"), named("Noé")
    comes(noe, discreet)
    discreet.gathering.capacity = 2
    discreet.gathering.save()
    comes(lea, discreet)
    discreet.refresh_from_db()

    company = selectors.company_of(lea, discreet)

    assert company is not None
    assert company.names == (("Cèdre", False), ("Bruyère", False))
    assert selectors.host_name_of(lea, discreet.gathering) == "Alouette"
    # Who has no pseudonym there any more is counted.
    noe.circle_memberships.all().delete()
    company = selectors.company_of(lea, discreet)
    assert company is not None
    assert (company.names, company.others) == ((("Bruyère", False),), 1)


def test_block_in_a_sensitive_circle_does_not_tell_who_belongs_to_it(discreet: Occurrence) -> None:
    lea, noe = named("Léa"), named("Noé")
    comes(noe, discreet)
    a_block(lea, noe)

    assert not selectors.meets_somebody_blocked(lea, discreet)


def test_who_leaves_the_circle_leaves_their_seat_to_who_waits(discreet: Occurrence) -> None:
    lea, noe = named("Léa"), named("Noé")
    comes(noe, discreet)
    comes(lea, discreet)
    circle = discreet.gathering.circle_id

    assert services.leave_circle(circle_id=circle, resident_id=noe.pk, at=NOW) == 1
    assert services.leave_circle(circle_id=circle, resident_id=noe.pk, at=NOW) == 0

    assert selectors.place_in(discreet, lea).state == Coming.OFFERED  # type: ignore[union-attr]


def test_block_with_the_host_ends_what_one_was_invited_to(
    invited: Occurrence, host: Resident
) -> None:
    lea, noe = named("Léa"), named("Noé")
    comes(lea, invited)
    comes(noe, invited)
    a_block(lea, host)

    assert services.part(one_id=lea.pk, other_id=host.pk, at=NOW) == 1

    assert selectors.place_in(invited, lea) is None
    assert selectors.place_in(invited, noe).state == Coming.OFFERED  # type: ignore[union-attr]


def test_block_with_the_host_of_what_is_public_takes_no_seat_away(host: Resident) -> None:
    occurrence, lea = an_occurrence(host=host), a_resident()
    comes(lea, occurrence)

    assert services.part(one_id=lea.pk, other_id=host.pk, at=NOW) == 0
