"""What people with similar outings did counts for who went out too, and tells of nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.domains.circles import services as circles
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Audience, Coming
from parvis.domains.people.models import Resident
from parvis.domains.welcome import pairing, services
from parvis.domains.welcome.pairing.past import forget_history, read, values_of
from parvis.domains.welcome.pairing.town import forget_town
from parvis.domains.welcome.services.paths import ranked
from parvis.domains.welcome.vocabulary import Kind
from tests.factories.circles import a_circle
from tests.factories.gatherings import NOW, a_gathering
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
AGO = timedelta(days=30)


def came(gathering: Gathering, *people: Resident, said: bool | None = True) -> Occurrence:
    """They came to a date of it, a month ago."""
    date = Occurrence.objects.create(
        gathering=gathering,
        rule_at=NOW - AGO,
        starts_at=NOW - AGO,
        ends_at=NOW - AGO + timedelta(hours=1),
    )
    for one in people:
        Attendance.objects.create(
            occurrence=date, resident=one, state=Coming.GOING, came=said, said_at=NOW - AGO
        )
    return date


def value(person: Resident, gathering: Gathering) -> float:
    forget_history()
    return values_of(person.pk, {}, NOW).get(str(gathering.pk), 0.0)


@pytest.fixture
def coffee() -> Gathering:
    return a_gathering(title="Café")


@pytest.fixture
def choir() -> Gathering:
    return a_gathering(title="Chorale")


@pytest.fixture
def others() -> list[Resident]:
    return [a_resident() for _ in range(4)]


@pytest.fixture
def me() -> Resident:
    return a_resident()


def test_where_the_people_of_my_outings_go_is_worth_something(me, others, coffee, choir) -> None:
    came(coffee, me, *others)
    came(choir, *others)

    forget_history()
    forget_town()
    found = {one.thing_id: one for one in ranked(me, Kind.GATHERING, NOW, None)}
    date = choir.occurrences.get(starts_at__gt=NOW)

    assert value(me, choir) > 0
    assert found[str(date.pk)].parts["history"] == value(me, choir)


def test_nothing_rests_on_fewer_than_three(me, others, coffee, choir) -> None:
    came(coffee, me, *others)
    came(choir, *others[:2])

    assert value(me, choir) == 0


def test_who_did_not_come_does_not_count(me, others, coffee, choir) -> None:
    came(coffee, me, *others)
    came(choir, *others, said=False)

    assert value(me, choir) == 0


@pytest.mark.parametrize("audience", [Audience.CIRCLE, Audience.INVITATION])
def test_what_is_not_public_tells_nothing(me, others, coffee, choir, audience) -> None:
    came(coffee, me, *others)
    came(choir, *others)
    Gathering.objects.filter(pk=coffee.pk).update(audience=audience, circle=a_circle())

    assert value(me, choir) == 0


@pytest.mark.parametrize(
    ("visibility", "counts"),
    [
        (Visibility.PUBLIC, True),
        (Visibility.MEMBERS, False),
        (Visibility.SENSITIVE, False),
        (Visibility.CLOSED, False),
    ],
)
def test_only_public_circles_have_a_history(me, others, choir, visibility, counts) -> None:
    circle = a_circle(visibility=Visibility.PUBLIC)
    for one in (me, *others):
        circles.join(circle=circle, resident=one, pseudonym="", at=NOW - AGO)
    type(circle).objects.filter(pk=circle.pk).update(visibility=visibility)
    came(choir, *others)

    assert (value(me, choir) > 0) is counts


def test_visitor_has_no_history(others, coffee, choir) -> None:
    came(coffee, *others)
    came(choir, *others)
    town = pairing.town_at(NOW)
    path = pairing.path_for(pairing.seeker_of(a_resident(), town), town, now=NOW, most=None)

    assert {one.parts["history"] for one in path.by_kind[Kind.GATHERING]} <= {0.0}


def test_history_is_read_in_two_queries(me, others, coffee, choir) -> None:
    came(coffee, me)
    with CaptureQueriesContext(connection) as few:
        read(NOW)
    came(choir, *others)
    with CaptureQueriesContext(connection) as many:
        read(NOW)

    assert len(few) == len(many) == 2


def test_who_goes_takes_their_history_along(me, others, coffee, choir) -> None:
    came(coffee, me, *others[:3])
    came(choir, *others[:3])
    assert value(me, choir) > 0
    gone = others[0]

    services.forget(gone.pk)
    gone.delete()

    assert values_of(me.pk, {}, NOW).get(str(choir.pk), 0.0) == 0
