"""Rules compose, and each refusal has its sentence."""

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.domains.people import rules
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import STAFF_ROLES, Role
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from tests.factories.people import a_resident, a_role


@rules.rule("il faut être pair")
def is_even(number: int) -> bool:
    return number % 2 == 0


@rules.rule("il faut être grand")
def is_big(number: int) -> bool:
    return number > 10


@pytest.mark.parametrize(
    ("number", "both", "either", "neither_even"),
    [
        (12, None, None, rules.NotAllowed.sentence),
        (13, "il faut être pair", None, None),
        (2, "il faut être grand", None, rules.NotAllowed.sentence),
        (3, "il faut être pair", "il faut être grand", None),
    ],
)
def test_rules_compose(
    number: int, both: str | None, either: str | None, neither_even: str | None
) -> None:
    assert (is_even & is_big).why_not(number) == both
    assert (is_even | is_big).why_not(number) == either
    assert (~is_even).why_not(number) == neither_even
    assert (is_even & is_big)(number) is (both is None)


def test_rule_require_refuses_with_the_sentence() -> None:
    is_even.require(2)
    with pytest.raises(rules.NotAllowed, match="il faut être pair"):
        is_even.require(3)


def test_rule_saying_replaces_the_sentence() -> None:
    assert (~is_even).saying("pas pair").why_not(2) == "pas pair"


@pytest.fixture
def town(db: None) -> dict[str, Area]:
    now = clock.now()

    def area(kind: str, name: str, parent: Area | None = None) -> Area:
        return Area.objects.create(
            kind=kind, name=name, slug=name.lower(), parent=parent, created_at=now, updated_at=now
        )

    commune = area("commune", "Commune")
    return {
        "commune": commune,
        "north": area("neighbourhood", "Nord", commune),
        "south": area("neighbourhood", "Sud", commune),
        "elsewhere": area("commune", "Ailleurs"),
    }


@pytest.mark.parametrize(
    ("held_in", "anywhere", "commune", "north", "south", "elsewhere"),
    [
        ("everywhere", True, True, True, True, True),
        ("commune", True, True, True, True, False),
        ("north", True, False, True, False, False),
        ("nowhere", False, False, False, False, False),
    ],
)
def test_a_role_covers_its_area_and_those_within_it(
    town: dict[str, Area],
    held_in: str,
    anywhere: bool,
    commune: bool,
    north: bool,
    south: bool,
    elsewhere: bool,
) -> None:
    resident = a_resident()
    if held_in != "nowhere":
        a_role(resident, Role.MODERATOR, town.get(held_in))

    assert rules.has_role(resident, Role.MODERATOR) is anywhere
    for name, expected in {
        "commune": commune,
        "north": north,
        "south": south,
        "elsewhere": elsewhere,
    }.items():
        assert rules.has_role(resident, Role.MODERATOR, town[name]) is expected
        assert rules.holds(Role.MODERATOR)(resident, town[name]) is expected
        assert not rules.has_role(resident, Role.COORDINATOR, town[name])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.django_db
def test_needs_second_factor_is_for_who_sees_more_than_a_neighbour(role: Role) -> None:
    resident = a_resident()
    a_role(resident, role)

    assert rules.needs_second_factor(resident) is (role in STAFF_ROLES)
    assert rules.is_staff(resident) is (role in STAFF_ROLES)


@pytest.mark.django_db
def test_an_ended_role_gives_nothing() -> None:
    resident = a_resident()
    role = a_role(resident, Role.COORDINATOR)
    role.ended_at = clock.now()
    role.save()

    assert not rules.has_role(resident, Role.COORDINATOR)


def test_a_visitor_holds_nothing() -> None:
    assert not rules.has_role(AnonymousUser(), Role.MODERATOR)
    assert not rules.is_signed_in(AnonymousUser())
    assert not rules.is_staying(AnonymousUser())


@pytest.mark.django_db
def test_held_roles_are_read_once(django_assert_num_queries) -> None:
    resident = Resident.objects.get(pk=a_resident().pk)

    with django_assert_num_queries(1):
        rules.has_role(resident, Role.MODERATOR)
        rules.has_role(resident, Role.COORDINATOR)
        rules.is_staff(resident)
