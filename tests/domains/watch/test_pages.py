"""The page of what waits."""

import pytest

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch.models import Item
from parvis.kernel import ids
from tests.factories.people import a_block, a_resident, a_role, a_staff_member, signed_in
from tests.factories.watch import a_welcomer, an_item

pytestmark = pytest.mark.django_db
PAGE = "/veille/"


def words(response) -> str:
    return response.content.decode()


def test_page_shows_who_waits_with_the_two_answers():
    first = a_welcomer()
    item = an_item(a_resident(name="Amina"), first=first)
    page = words(signed_in(first).get(PAGE))
    assert "Amina aimerait être accueilli·e" in page
    assert "à l’instant" in page
    assert f'href="/repondre/{item.pk}/"' in page
    assert f'action="/veille/{item.pk}/pas-cette-fois/"' in page


def test_page_empty_is_kind():
    assert "Personne n’attend de réponse de vous" in words(signed_in(a_resident()).get(PAGE))


def test_page_of_who_waits_says_what_happens_next():
    waiting = a_resident()
    an_item(waiting, first=a_welcomer(name="Nadia"))
    page = words(signed_in(waiting).get(PAGE))
    assert "Nadia a jusqu’à" in page
    assert "pas-cette-fois" not in page


def test_page_of_a_coordinator_lists_the_rest_with_who_was_asked():
    coordinator = a_staff_member(Role.COORDINATOR)
    an_item(a_resident(name="Amina"), first=a_welcomer(name="Nadia"))
    page = words(signed_in(coordinator).get(PAGE))
    assert "Amina aimerait être accueilli·e" in page
    assert "Nadia" in page
    an_item(a_resident(name="Tom"))
    page = words(signed_in(coordinator).get(PAGE))
    assert page.count("Tom aimerait être accueilli·e") == 1


def test_page_never_shows_somebody_hidden():
    first, waiting = a_welcomer(), a_resident(name="Amina")
    a_role(first, Role.COORDINATOR)
    an_item(waiting, first=first)
    a_block(waiting, first)
    page = words(signed_in(first).get(PAGE, headers={"HX-Request": "true"}))
    assert "Amina" not in page


def test_page_fragment_is_only_the_list():
    first = a_welcomer()
    an_item(a_resident(name="Amina"), first=first)
    page = words(signed_in(first).get(PAGE, headers={"HX-Request": "true"}))
    assert "Amina" in page
    assert "<html" not in page


def test_not_this_time_twice_asks_the_next_once():
    first, second, third = a_welcomer(), a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second, third])
    client = signed_in(first)
    for _ in range(2):
        response = client.post(f"/veille/{item.pk}/pas-cette-fois/")
        assert (response.status_code, response["Location"]) == (302, PAGE)
    assert second.asked.get().asked_at is not None
    assert third.asked.get().asked_at is None


@pytest.mark.parametrize(
    "who", ["neighbour", "not yet asked", "waiting", "hidden", "nothing there"]
)
def test_not_this_time_of_what_is_not_asked_is_not_found(who):
    first, second, waiting = a_welcomer(), a_welcomer(), a_resident()
    item = an_item(waiting, first=first, substitutes=[second])
    if who == "hidden":
        a_block(waiting, first)
    item_id = ids.new_id() if who == "nothing there" else item.pk
    viewer = {"neighbour": a_resident(), "not yet asked": second, "waiting": waiting}.get(
        who, first
    )
    assert signed_in(viewer).post(f"/veille/{item_id}/pas-cette-fois/").status_code == 404
    assert Item.objects.get().asks.filter(passed_at=None).count() == 2


def test_not_this_time_needs_a_post_and_an_account(client):
    item = an_item(a_resident(), first=a_welcomer())
    address = f"/veille/{item.pk}/pas-cette-fois/"
    assert client.post(address)["Location"].startswith("/compte/entrer/")
    assert client.get(PAGE)["Location"].startswith("/compte/entrer/")
    assert signed_in(a_resident()).get(address).status_code == 405
