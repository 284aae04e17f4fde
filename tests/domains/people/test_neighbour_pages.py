"""Somebody's page, and keeping somebody away."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from parvis.domains.people import selectors, services
from parvis.domains.people.models import Block, Distance, Resident
from parvis.domains.people.vocabulary import interests
from parvis.kernel import clock
from parvis.web import slots
from tests.factories.people import a_block, a_resident, signed_in

pytestmark = pytest.mark.django_db
FIRST, SECOND = list(interests.interests())[:2]


def at(name: str, resident: Resident) -> str:
    return reverse(f"people:{name}", args=[resident.pk])


def test_person_shows_shared_interests_first_and_nothing_private() -> None:
    viewer = a_resident(interests=(SECOND,))
    other = a_resident(
        name="Malika",
        about="<i>Bonjour</i>\nà tous",
        interests=(FIRST, SECOND),
        languages=("ar",),
        life=("job-seeker",),
        access=("sign-language",),
        age_band="60-74",
        free=("sun-evening",),
    )

    page = signed_in(viewer).get(at("person", other)).content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    assert "Malika" in main
    assert "&lt;i&gt;Bonjour&lt;/i&gt;<br>à tous" in main
    assert main.index(interests.label(SECOND)) < main.index(interests.label(FIRST))
    assert "Arabe" in main
    for secret in (other.email, "emploi", "signes", "60 à 74", "Dimanche"):
        assert secret not in main


@pytest.mark.parametrize("name", ["person", "block", "distance"])
def test_somebody_hidden_is_the_same_404_as_nobody(name: str) -> None:
    viewer, hidden, gone = a_resident(), a_resident(), a_resident()
    a_block(hidden, viewer)
    services.ask_erasure(resident=gone, at=clock.now())
    client = signed_in(viewer)

    pages = []
    for resident_id in (hidden.pk, gone.pk, uuid4()):
        for method in (client.get, client.post if name != "person" else client.get):
            answer = method(reverse(f"people:{name}", args=[resident_id]))
            assert answer.status_code == 404
            pages.append(answer.content.decode().replace(str(resident_id), "ID"))

    assert hidden.name not in "".join(pages)
    assert not Block.objects.filter(by=viewer).exists()
    assert not Distance.objects.exists()


def test_pages_of_people_are_closed_to_visitors(client: Client) -> None:
    other = a_resident()

    for name in ("person", "block", "distance"):
        answer = client.get(at(name, other))
        assert answer.status_code == 302
        assert other.name not in answer.content.decode()


def test_block_from_the_page_hides_both_and_may_be_undone() -> None:
    one, other = a_resident(), a_resident(name="Malika")
    mine, theirs = signed_in(one), signed_in(other)
    assert "Malika" in mine.get(at("block", other)).content.decode()

    for _ in range(2):
        assert mine.post(at("block", other)).status_code == 302

    assert Block.objects.count() == 1
    assert mine.get(at("person", other)).status_code == 404
    assert theirs.get(at("person", one)).status_code == 404
    assert "Malika" in mine.get(reverse("people:blocked")).content.decode()
    assert one.name not in theirs.get(reverse("people:blocked")).content.decode()
    theirs.post(at("unblock", one))
    assert Block.objects.count() == 1
    for _ in range(2):
        assert mine.post(at("unblock", other)).status_code == 302
    assert theirs.get(at("person", one)).status_code == 200


def test_distance_is_kept_and_ended_without_a_trace_for_the_other() -> None:
    one, other = a_resident(), a_resident()
    mine, theirs = signed_in(one), signed_in(other)
    before = theirs.get(at("person", one)).content

    for _ in range(2):
        assert mine.post(at("distance", other)).status_code == 302
    assert selectors.keeps_distance(one, other)
    after = theirs.get(at("person", one)).content
    assert [len(page) for page in (before, after)] == [len(before)] * 2
    mine.post(at("distance", other), {"stop": "1"})

    assert not selectors.keeps_distance(one, other)


@pytest.mark.parametrize("name", ["block", "distance"])
def test_nobody_keeps_themselves_away(name: str) -> None:
    resident = a_resident()
    client = signed_in(resident)

    assert client.get(at(name, resident)).status_code == 404
    assert client.post(at(name, resident)).status_code == 404


def test_own_page_offers_to_change_it_and_nothing_else() -> None:
    resident = a_resident()

    page = signed_in(resident).get(at("person", resident)).content.decode()

    assert reverse("people:profile") in page
    assert at("block", resident) not in page


def test_upper_domains_add_what_to_do_next(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def filler(*, request: object, resident: Resident) -> str:
        seen.append(resident)
        return "<a href='/ecrire/'>Lui écrire</a>"

    monkeypatch.setattr(slots, "_fillers", {"people.actions": [(1, "test", filler)]})
    viewer, other = a_resident(), a_resident()

    page = signed_in(viewer).get(at("person", other)).content.decode()

    assert "Lui écrire" in page
    assert seen == [other]


def test_blocked_list_costs_the_same_with_one_and_three(django_assert_max_num_queries) -> None:
    counts = []
    for many in (1, 3):
        resident = a_resident()
        for _ in range(many):
            a_block(resident, a_resident())
        client = signed_in(resident)
        client.get(reverse("people:blocked"))
        with django_assert_max_num_queries(12) as queries:
            client.get(reverse("people:blocked"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
