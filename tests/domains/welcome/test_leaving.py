"""What a person takes with them, and that nothing of them stays."""

import pytest
from django.urls import reverse

from parvis.domains.people.services import erase
from parvis.domains.welcome import services
from parvis.kernel import clock, tasks
from tests.factories.people import a_resident, mentions_of, signed_in
from tests.factories.welcome import a_place, a_welcomer, an_occurrence, asked

pytestmark = pytest.mark.django_db


def test_export_holds_the_path_the_requests_and_how_one_welcomes() -> None:
    a_place(opening_hours="Mo-Su 08:00-20:00")
    an_occurrence()
    resident, welcomer = a_resident(), a_welcomer(proposes="Un café")
    asked(resident, welcomer, "Bonjour Nadia, on s’écrit ?")
    signed_in(resident).get(reverse("welcome:path"))

    path, requests = services.export(resident)
    *_, mine = services.export(welcomer)

    assert {row["kind"] for row in path.rows} >= {"Un lieu", "Quelqu’un pour vous accueillir"}
    assert all(row["reason"].endswith(".") for row in path.rows)
    assert requests.rows[0]["words"] == "Bonjour Nadia, on s’écrit ?"
    assert mine.rows[0]["proposes"] == "Un café"
    told = f"{path.rows}{requests.rows}"
    assert str(welcomer.pk) not in told
    assert welcomer.name not in told


def test_welcomer_who_is_erased_is_on_no_path() -> None:
    resident, welcomer = a_resident(), a_welcomer(name="Nadège-Aurore")
    signed_in(resident).get(reverse("welcome:path"))
    asked(resident, welcomer, "Bonjour !")
    tasks.run_due(limit=100)

    erase(resident_id=welcomer.pk, at=clock.now())
    tasks.run_due(limit=100)

    assert mentions_of(welcomer.pk, "Nadège-Aurore") == []
    assert signed_in(resident).get(reverse("welcome:path")).status_code == 200


def test_newcomer_who_is_erased_leaves_no_word() -> None:
    resident, welcomer = a_resident(name="Malika-Rose"), a_welcomer()
    signed_in(resident).get(reverse("welcome:path"))
    asked(resident, welcomer, "Une phrase à moi seule")
    tasks.run_due(limit=100)

    erase(resident_id=resident.pk, at=clock.now())
    tasks.run_due(limit=100)

    assert mentions_of(resident.pk, "Malika-Rose", "Une phrase à moi seule") == []
