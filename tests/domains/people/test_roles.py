"""Roles given and ended, and who may."""

import pytest

from parvis.domains.people import rules, selectors, services
from parvis.domains.people.models import Role as RoleRow
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.models import Fact
from tests.factories.people import a_resident, a_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Area:
    now = clock.now()
    return Area.objects.create(
        kind="commune", name="Ville", slug="ville", created_at=now, updated_at=now
    )


@pytest.fixture
def quarter(commune: Area) -> Area:
    now = clock.now()
    return Area.objects.create(
        kind="neighbourhood",
        name="Quartier",
        slug="quartier",
        parent=commune,
        created_at=now,
        updated_at=now,
    )


@pytest.mark.parametrize(
    ("giver", "scope", "given", "where", "allowed"),
    [
        (None, None, Role.WELCOMER, "quarter", False),
        (Role.WELCOMER, None, Role.WELCOMER, "quarter", False),
        (Role.MODERATOR, None, Role.WELCOMER, "quarter", False),
        (Role.COORDINATOR, None, Role.WELCOMER, "quarter", True),
        (Role.COORDINATOR, "commune", Role.WELCOMER, "quarter", True),
        (Role.COORDINATOR, "quarter", Role.WELCOMER, "commune", False),
        (Role.COORDINATOR, "commune", Role.MODERATOR, None, False),
        (Role.COORDINATOR, None, Role.MODERATOR, None, True),
        (Role.COORDINATOR, None, Role.OPERATOR, None, False),
        (Role.OPERATOR, None, Role.OPERATOR, None, True),
        (Role.OPERATOR, None, Role.COORDINATOR, "commune", True),
    ],
)
def test_who_may_give_a_role(
    commune: Area,
    quarter: Area,
    giver: Role | None,
    scope: str | None,
    given: Role,
    where: str | None,
    allowed: bool,
) -> None:
    areas = {"commune": commune, "quarter": quarter, None: None}
    by, to = a_resident(), a_resident()
    if giver:
        a_role(by, giver, areas[scope])

    def give() -> None:
        services.give_role(to=to, role=given, by=by, area=areas[where], at=clock.now())

    if allowed:
        give()
        assert rules.has_role(to, given, areas[where])
        assert Fact.objects.get(name="people.RoleGiven").by == by.id
    else:
        with pytest.raises(rules.NotAllowed):
            give()
        assert not RoleRow.objects.filter(resident=to).exists()


def test_give_role_twice_is_refused_and_leaves_one(commune: Area) -> None:
    to = a_resident()
    for area in (None, commune):
        services.give_role(to=to, role=Role.WELCOMER, by=None, area=area, at=clock.now())
        with pytest.raises(services.RoleAlreadyHeld):
            services.give_role(to=to, role=Role.WELCOMER, by=None, area=area, at=clock.now())

    assert RoleRow.objects.filter(resident=to).count() == 2


def test_end_role_keeps_the_row_and_may_be_given_again() -> None:
    to, at = a_resident(), clock.now()
    role = services.give_role(to=to, role=Role.WELCOMER, by=None, at=at)
    assert rules.has_role(to, Role.WELCOMER)

    services.end_role(role=role, by=to, at=at)

    assert not rules.has_role(role.resident, Role.WELCOMER)
    with pytest.raises(services.RoleNotHeld):
        services.end_role(role=role, by=None, at=at)
    services.give_role(to=to, role=Role.WELCOMER, by=None, at=at)
    assert RoleRow.objects.filter(resident=to).count() == 2


def test_end_role_of_somebody_else_is_refused() -> None:
    role = services.give_role(to=a_resident(), role=Role.WELCOMER, by=None, at=clock.now())

    with pytest.raises(rules.NotAllowed):
        services.end_role(role=role, by=a_resident(), at=clock.now())

    role.refresh_from_db()
    assert role.ended_at is None


def test_people_with_role_covers_areas_and_leaves_out_who_is_out_of_sight(
    commune: Area, quarter: Area
) -> None:
    everywhere, above, here, gone, other = (a_resident() for _ in range(5))
    a_role(everywhere, Role.WELCOMER)
    a_role(above, Role.WELCOMER, commune)
    a_role(here, Role.WELCOMER, quarter)
    a_role(gone, Role.WELCOMER, quarter)
    a_role(other, Role.MODERATOR, quarter)
    services.suspend(resident=gone, by=None, at=clock.now())

    assert set(selectors.people_with_role(Role.WELCOMER, quarter)) == {everywhere, above, here}
    assert set(selectors.people_with_role(Role.WELCOMER, commune)) == {everywhere, above}
    assert set(selectors.people_with_role(Role.WELCOMER)) == {everywhere, above, here}
