"""The demo's door and its mailbox: only in a demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client, override_settings
from django.urls import reverse

from parvis.config.settings.environment import Environment
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel import clock
from parvis.surfaces.cli.town import files
from parvis.surfaces.cli.town.plan import plan_town
from parvis.surfaces.pages.demo_people import ENTRIES
from tests.factories.people import a_resident, a_role

pytestmark = pytest.mark.django_db
DOORS = ("entries", "enter", "mailbox")


@pytest.fixture
def addresses() -> Iterator[None]:
    """The addresses exist, whatever the mode."""
    with override_settings(ROOT_URLCONF="tests.surfaces.pages.demo_site"):
        yield


@pytest.fixture
def demo(addresses: None, tmp_path: Path) -> Iterator[Path]:
    with override_settings(PARVIS=Environment(mode="demo", data_dir=tmp_path)):
        yield tmp_path


@pytest.mark.usefixtures("addresses")
@pytest.mark.parametrize("mode", ["test", "development", "production"])
def test_demo_views_refuse_outside_a_demo(mode: str) -> None:
    """Even if somebody wired their addresses."""
    address = ENTRIES[0][0]
    resident = a_resident(email=address)
    values = {
        "secret_key": "x" * 60,
        "public_url": "https://ville.example",
        "mail_url": "smtp://mail.example:25",
    }
    with override_settings(PARVIS=Environment(mode=mode, **values)):
        client = Client()
        for name in DOORS:
            assert client.get(reverse(f"demo:{name}")).status_code in {404, 405}
            assert client.post(reverse(f"demo:{name}"), {"email": address}).status_code in {
                404,
                405,
            }
        assert client.post(reverse("demo:enter"), {"email": resident.email}).status_code == 404
        assert "_auth_user_id" not in client.session


def test_demo_door_opens_on_the_people_of_the_file_and_nobody_else(demo: Path) -> None:
    entry, stranger = a_resident(email=ENTRIES[0][0], name="Malika"), a_resident()
    client = Client()
    assert "Malika" in client.get(reverse("demo:entries")).content.decode()
    for email in (stranger.email, "", "nobody@example.org", "\x00"):
        assert client.post(reverse("demo:enter"), {"email": email}).status_code == 404
    assert client.get(reverse("demo:enter")).status_code == 405
    assert client.post(reverse("demo:enter"), {"email": entry.email})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(entry.pk)


def test_demo_coordinator_needs_no_second_factor(demo: Path) -> None:
    coordinator = a_resident(email="solene@demo.parvis.example")
    a_role(coordinator, Role.COORDINATOR)
    client = Client()
    client.post(reverse("demo:enter"), {"email": coordinator.email})
    assert client.get(reverse("desk:desk")).status_code == 200


def test_demo_door_names_everybody_of_the_cast() -> None:
    plan = plan_town(today=clock.today("Europe/Paris"), residents=150)
    addresses = [plan.residents[one.resident].email for one in plan.cast]
    assert sorted(address for address, _role in ENTRIES) == sorted(addresses)
    assert len(files.read("cast")) == len(ENTRIES)


def test_demo_mailbox_shows_the_mails_newest_first(demo: Path) -> None:
    assert "Aucun courrier" in Client().get(reverse("demo:mailbox")).content.decode()
    (demo / "mail").mkdir()
    backend = EmailBackend(file_path=str(demo / "mail"))
    for subject in ("Le premier", "Le second"):
        mail = EmailMultiAlternatives(
            f"{subject} : é", "Votre code\u202f: 123456\n<b>", "a@b.fr", ["c@d.fr"]
        )
        mail.attach_alternative("<p>Votre code</p>", "text/html")
        backend.send_messages([mail])
    page = Client().get(reverse("demo:mailbox")).content.decode()
    assert page.index("Le second : é") < page.index("Le premier : é")
    assert "123456" in page
    assert "&lt;b&gt;" in page


def test_demo_people_exist_in_no_other_town() -> None:
    assert not Resident.objects.exists()
    assert all(address.endswith("@demo.parvis.example") for address, _role in ENTRIES)


@pytest.mark.usefixtures("demo")
def test_demo_entries_stand_on_the_sign_in_page() -> None:
    for number, (address, _role) in enumerate(ENTRIES):
        a_resident(email=address, name=f"Prénom{number}")
    page = Client().get(reverse("account_login")).content.decode()
    assert [f"Entrer comme Prénom{number}" in page for number in range(len(ENTRIES))] == [
        True
    ] * len(ENTRIES)


@pytest.mark.usefixtures("addresses")
def test_sign_in_page_has_no_entry_outside_a_demo() -> None:
    a_resident(email=ENTRIES[0][0], name="Malika")
    assert "Malika" not in Client().get(reverse("account_login")).content.decode()
