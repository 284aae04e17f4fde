"""Who acts in the name of an organisation, and who may change it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from parvis.domains.organisations import rules, selectors, services
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import NotAllowed
from parvis.domains.people.vocabulary import Role
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW
from tests.factories.organisations import a_member, a_neighbourhood, an_organisation
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def facts(name: str) -> int:
    return Fact.objects.filter(name=f"organisations.{name}").count()


def somebody(who: str, organisation: Organisation) -> Resident | AnonymousUser:
    """One of the cast of the tables below."""
    if who == "visitor":
        return AnonymousUser()
    resident = a_resident(erasure_asked_at=NOW if who == "leaving host" else None)
    match who:
        case "member":
            a_member(organisation, resident)
        case "host" | "leaving host":
            a_member(organisation, resident, part=Part.HOST)
        case "host of another":
            an_organisation(hosts=(resident,))
        case "coordinator here":
            a_role(resident, Role.COORDINATOR, organisation.area)
        case "coordinator of the town":
            a_role(resident, Role.COORDINATOR, organisation.area.parent)
        case "coordinator elsewhere":
            a_role(resident, Role.COORDINATOR, a_neighbourhood())
        case "moderator":
            a_role(resident, Role.MODERATOR)
    return resident


@pytest.mark.parametrize(
    ("who", "edits", "chooses"),
    [
        ("visitor", False, False),
        ("stranger", False, False),
        ("member", False, False),
        ("host", True, True),
        ("leaving host", False, False),
        ("host of another", False, False),
        ("coordinator here", False, True),
        ("coordinator of the town", False, True),
        ("coordinator elsewhere", False, False),
        ("moderator", False, False),
    ],
)
def test_who_may_edit_and_choose_members(who: str, edits: bool, chooses: bool) -> None:
    organisation = an_organisation(area=a_neighbourhood())
    by = somebody(who, organisation)

    assert rules.may_edit(by, organisation) is edits
    assert rules.may_choose_members(by, organisation) is chooses


def test_organisation_of_no_area_is_coordinated_from_above_only() -> None:
    organisation = an_organisation()
    here, everywhere = a_resident(), a_resident()
    a_role(here, Role.COORDINATOR, a_neighbourhood())
    a_role(everywhere, Role.COORDINATOR)

    assert not rules.coordinates(here, organisation)
    assert rules.coordinates(everywhere, organisation)


def test_adding_a_member_is_safe_to_repeat_and_may_change_their_part() -> None:
    organisation, odile, nadia = an_organisation(), a_resident(), a_resident()
    a_member(organisation, odile, part=Part.HOST)
    asked = {"organisation": organisation, "resident": nadia, "by": odile, "at": NOW}
    told = facts("MemberAdded")

    for _ in range(2):
        services.add_member(**asked)
    assert facts("MemberAdded") == told + 1
    services.add_member(**asked, part=Part.HOST, welcomes=True)

    membership = Membership.objects.get(resident=nadia)
    assert (membership.part, membership.welcomes) == (Part.HOST, True)
    assert facts("MemberAdded") == told + 2


def test_adding_a_member_is_refused_to_others() -> None:
    organisation, stranger = an_organisation(hosts=(a_resident(),)), a_resident()

    with pytest.raises(NotAllowed):
        services.add_member(
            organisation=organisation, resident=stranger, part=Part.HOST, by=stranger, at=NOW
        )

    assert not rules.is_host(stranger, organisation)


def test_everybody_may_leave_by_themselves() -> None:
    organisation, nadia = an_organisation(hosts=(a_resident(),)), a_resident()
    a_member(organisation, nadia)

    for _ in range(2):
        services.remove_member(organisation=organisation, resident=nadia, by=nadia, at=NOW)

    assert not Membership.objects.filter(resident=nadia).exists()
    assert facts("MemberRemoved") == 1


def test_last_host_stays_until_somebody_follows() -> None:
    odile, nadia, marie = a_resident(), a_resident(), a_resident()
    organisation = an_organisation(hosts=(odile,), area=a_neighbourhood())
    a_role(marie, Role.COORDINATOR, organisation.area)

    with pytest.raises(services.LastHost):
        services.remove_member(organisation=organisation, resident=odile, by=odile, at=NOW)
    a_member(organisation, nadia, part=Part.HOST)
    services.remove_member(organisation=organisation, resident=odile, by=odile, at=NOW)
    services.remove_member(organisation=organisation, resident=nadia, by=marie, at=NOW)

    assert list(selectors.hosts_of(organisation)) == []


def test_removing_somebody_else_is_for_hosts() -> None:
    odile, nadia, stranger = a_resident(), a_resident(), a_resident()
    organisation = an_organisation(hosts=(odile, nadia))

    with pytest.raises(NotAllowed):
        services.remove_member(organisation=organisation, resident=nadia, by=stranger, at=NOW)
    services.remove_member(organisation=organisation, resident=nadia, by=odile, at=NOW)

    assert list(selectors.hosts_of(organisation)) == [odile]


def test_hosts_are_those_in_sight_the_longest_there_first() -> None:
    first, second, gone, member = (a_resident() for _ in range(4))
    organisation = an_organisation(hosts=(second, first, gone))
    Membership.objects.filter(resident=first).update(joined_at=NOW - timedelta(days=900))
    a_member(organisation, member)
    gone.is_active = False
    gone.save()

    assert list(selectors.hosts_of(organisation)) == [first, second]
    assert [each.pk for each in selectors.hosted_by(second)] == [organisation.pk]
    assert list(selectors.hosted_by(member)) == []
    assert list(selectors.hosted_by(AnonymousUser())) == []


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ("somebody welcomes", True),
        ("nobody welcomes", False),
        ("they blocked the viewer", False),
        ("the viewer blocked them", False),
        ("they are leaving", False),
        ("the viewer is them", False),
        ("the viewer is a visitor", False),
    ],
)
def test_contact_is_who_welcomes_and_can_be_seen(case: str, found: bool) -> None:
    organisation, odile, lea = an_organisation(), a_resident(), a_resident()
    a_member(organisation, odile, welcomes=case != "nobody welcomes")
    viewer: Resident | AnonymousUser = lea
    match case:
        case "they blocked the viewer":
            a_block(odile, lea)
        case "the viewer blocked them":
            a_block(lea, odile)
        case "they are leaving":
            odile.erasure_asked_at = NOW
            odile.save()
        case "the viewer is them":
            viewer = odile
        case "the viewer is a visitor":
            viewer = AnonymousUser()

    assert selectors.contact_of(organisation, viewer) == (odile if found else None)


def test_next_who_welcomes_answers_when_the_first_is_hidden() -> None:
    organisation, odile, nadia, lea = an_organisation(), a_resident(), a_resident(), a_resident()
    a_member(organisation, odile, welcomes=True)
    a_member(organisation, nadia, welcomes=True)
    assert selectors.contact_of(organisation, lea) == odile

    a_block(odile, lea)

    assert selectors.contact_of(organisation, lea) == nadia


@pytest.mark.parametrize("made_by", ["the member", "the viewer"])
def test_first_name_of_a_hidden_member_is_not_asked_for(made_by: str) -> None:
    organisation, lea = an_organisation(contact_name="Odile"), a_resident()
    odile = a_resident(name="odile")
    a_member(organisation, odile)
    assert selectors.name_to_ask_for(organisation, lea) == "Odile"

    a_block(*((odile, lea) if made_by == "the member" else (lea, odile)))

    assert selectors.name_to_ask_for(organisation, lea) == ""
    assert selectors.name_to_ask_for(organisation, AnonymousUser()) == "Odile"
