"""A circle made for some people: theirs alone."""

import pytest
from django.urls import reverse

from parvis.domains.circles import selectors, services
from parvis.domains.circles.vocabulary import Visibility
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.gatherings import NOW
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db


def made_for(*members):
    return services.make_closed(
        name="Tablée du jeudi",
        about="Entre nous.",
        area=None,
        interests=["photography"],
        members=members,
        at=NOW,
    )


def test_circle_made_for_people_has_them_all_as_its_hosts() -> None:
    ana, bilal = a_resident(), a_resident()

    circle = made_for(ana, bilal)

    assert circle.visibility == Visibility.CLOSED
    assert {one.name for one in selectors.members_of(circle, ana)} == {ana.name, bilal.name}
    assert all(one.is_host for one in circle.memberships.all())
    assert set(circle.interests) == {"photography"}


def test_letting_somebody_in_again_changes_nothing() -> None:
    ana, bilal = a_resident(), a_resident()
    circle = made_for(ana)

    first = services.let_in(circle=circle, resident=bilal, at=NOW)
    again = services.let_in(circle=circle, resident=bilal, at=NOW)

    assert first == again
    assert Fact.objects.filter(name="circles.CircleJoined").count() == 2


def test_circle_made_for_others_is_neither_listed_nor_found_nor_joined() -> None:
    ana, stranger = a_resident(), a_resident()
    circle = made_for(ana)

    for viewer in (stranger, None):
        assert circle not in selectors.circles_visible_to(viewer)
        assert circle not in selectors.circles_found_by(viewer, [circle.pk])
    assert circle.pk not in [one[0] for one in selectors.searchable()]
    with pytest.raises(NotVisible):
        services.join(circle=circle, resident=stranger, at=NOW)
    page = reverse("circles:circle", args=[circle.slug])
    assert signed_in(stranger).get(page).status_code == 404
    assert circle.name not in signed_in(stranger).get(reverse("circles:circles")).content.decode()


def test_page_of_a_closed_circle_says_so_and_leaving_it_leads_to_the_others() -> None:
    ana = a_resident()
    circle = made_for(ana)
    browser = signed_in(ana)

    page = browser.get(reverse("circles:circle", args=[circle.slug]))
    left = browser.post(reverse("circles:leave", args=[circle.slug]))

    assert "Entre vous, sur invitation" in page.content.decode()
    assert left.url == reverse("circles:circles")
    assert selectors.membership_of(ana, circle) is None


def test_circle_made_for_others_is_suggested_to_nobody() -> None:
    from parvis.domains.welcome.selectors import looks

    circle = made_for(a_resident())

    assert circle not in looks._circle(a_resident(), NOW)
