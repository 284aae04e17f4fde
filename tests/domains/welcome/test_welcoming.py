"""The limit, the pause and the words of a welcomer are theirs."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from parvis.domains.people.models import Resident
from parvis.domains.people.services import give_role
from parvis.domains.people.vocabulary import Role
from parvis.domains.welcome.models import Welcomer
from parvis.domains.welcome.vocabulary import CAP_DEFAULT
from parvis.kernel import clock, tasks
from tests.factories.people import a_resident, a_staff_member, signed_in
from tests.factories.welcome import a_welcomer, asked

pytestmark = pytest.mark.django_db


def send(resident: Resident, **fields: str) -> HttpResponse:
    given = {"cap": "3", "paused_until": "", "proposes": "", **fields}
    return signed_in(resident).post(reverse("welcome:welcoming"), given)


def test_welcomer_sets_their_limit_pause_and_words() -> None:
    welcomer = a_welcomer()
    day = clock.today("Europe/Paris") + timedelta(days=7)
    for _ in range(2):
        response = send(
            welcomer, cap="1", paused_until=day.isoformat(), proposes="  Un café,\x00 le matin "
        )
        assert response.status_code == 302
    kept = Welcomer.objects.get()
    assert (kept.cap, kept.paused_until, kept.proposes) == (1, day, "Un café, le matin")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cap": ""}, "entre 0 et 20"),
        ({"cap": "-1"}, "entre 0 et 20"),
        ({"cap": "21"}, "entre 0 et 20"),
        ({"cap": "trois"}, "entre 0 et 20"),
        ({"cap": "9" * 5000}, "entre 0 et 20"),
        ({"paused_until": "demain"}, "comme 24/11/2026"),
        ({"paused_until": "2020-01-01"}, "un jour à venir"),
        ({"proposes": "x" * 201}, "C’est un peu long"),
    ],
)
def test_welcomer_is_told_what_to_correct(fields: dict[str, str], sentence: str) -> None:
    welcomer = a_welcomer(proposes="Avant")
    response = send(welcomer, **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert Welcomer.objects.get().proposes == "Avant"


def test_pause_that_ran_out_may_stay_in_the_form() -> None:
    yesterday = clock.today("Europe/Paris") - timedelta(days=1)
    welcomer = a_welcomer(paused_until=yesterday)
    assert send(welcomer, cap="2", paused_until=yesterday.isoformat()).status_code == 302
    assert Welcomer.objects.get().cap == 2


def test_page_says_how_many_one_accompanies() -> None:
    welcomer = a_welcomer()
    client = signed_in(welcomer)
    address = reverse("welcome:welcoming")
    assert "Vous n’accompagnez personne" in client.get(address).content.decode()
    asked(a_resident(), welcomer)
    assert "Vous accompagnez 1 personne en ce moment" in client.get(address).content.decode()


def test_page_does_not_exist_for_others() -> None:
    for somebody in (a_resident(), a_staff_member(Role.COORDINATOR)):
        client = signed_in(somebody)
        assert client.get(reverse("welcome:welcoming")).status_code == 404
        assert client.post(reverse("welcome:welcoming"), {"cap": "3"}).status_code == 404


def test_new_welcomer_starts_with_the_ordinary_limit() -> None:
    resident, coordinator = a_resident(), a_staff_member(Role.COORDINATOR)
    give_role(to=resident, role=Role.WELCOMER, by=coordinator, at=clock.now())
    tasks.run_due(limit=50)
    assert Welcomer.objects.get(resident=resident).cap == CAP_DEFAULT
