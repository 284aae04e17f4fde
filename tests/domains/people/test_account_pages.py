"""My account: mails, agreements, my data, leaving."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from parvis.domains.people.models import Consent, Resident
from parvis.domains.people.vocabulary import CHARTER_VERSION, Role
from parvis.kernel import clock
from tests.factories.people import a_resident, a_role, a_second_factor, proved, signed_in

pytestmark = pytest.mark.django_db

PAGES = [
    "people:account",
    "people:mails",
    "people:agreements",
    "people:agree",
    "people:data",
    "people:blocked",
    "people:set_up",
    "people:export",
    "people:erasure",
    "account_email",
    "account_set_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "usersessions_list",
]


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_who_is_signed_in_and_only_for_them(client: Client, name: str) -> None:
    resident = a_resident()
    visitor = client.get(reverse(name))
    assert visitor.status_code == 302
    if name != "account_logout":
        assert visitor["Location"].startswith(reverse("account_login"))

    answer = proved(signed_in(resident), resident).get(reverse(name))

    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ],
)
def test_second_factor_page_opens_for_who_has_one(name: str) -> None:
    resident = a_resident()
    a_second_factor(resident)
    client = proved(signed_in(resident), resident, method="mfa")
    client.post(reverse("mfa_generate_recovery_codes"))

    assert client.get(reverse(name)).status_code == 200


def test_account_names_the_duties_held() -> None:
    resident = a_resident()
    a_role(resident, Role.WELCOMER)

    page = signed_in(resident).get(reverse("people:account")).content.decode()

    assert "accueillant·e" in page
    assert resident.email in page


@pytest.mark.parametrize(
    ("data", "reads", "immediately"),
    [
        ({"reads": "en"}, "en", False),
        ({"reads": "fr", "email_immediately": "on"}, "fr", True),
    ],
)
def test_mails_are_chosen(data: dict[str, str], reads: str, immediately: bool) -> None:
    resident = a_resident()

    assert signed_in(resident).post(reverse("people:mails"), data).status_code == 302

    resident.refresh_from_db()
    assert (resident.reads, resident.email_immediately) == (reads, immediately)


@pytest.mark.parametrize("reads", ["", "xx", "x" * 10_000, "<b>"])
def test_mails_in_a_language_we_do_not_write_are_refused(reads: str) -> None:
    resident = a_resident()

    answer = signed_in(resident).post(reverse("people:mails"), {"reads": reads})

    assert answer.status_code == 422
    resident.refresh_from_db()
    assert (resident.reads, resident.email_immediately) == ("fr", True)


def test_agreements_are_listed_with_version_and_day() -> None:
    resident = a_resident()
    Consent.objects.filter(resident=resident, kind="adult").update(withdrawn_at=clock.now())

    page = signed_in(resident).get(reverse("people:agreements")).content.decode()

    assert "La charte" in page
    assert CHARTER_VERSION in page
    assert "retiré" in page


def test_export_is_downloaded_and_not_cached() -> None:
    resident = a_resident()
    client = proved(signed_in(resident), resident)

    answer = client.post(reverse("people:export"))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "donnees.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_erasure_is_asked_shown_and_cancelled() -> None:
    resident = a_resident()
    client = proved(signed_in(resident), resident)

    for _ in range(2):
        answer = client.post(reverse("people:erasure"))
        assert answer["Location"] == reverse("people:data")
    resident.refresh_from_db()
    assert resident.erasure_asked_at is not None
    page = client.get(reverse("people:data")).content.decode()
    assert "sera effacé" in page
    for _ in range(2):
        client.post(reverse("people:cancel_erasure"))

    resident.refresh_from_db()
    assert resident.erasure_asked_at is None
    assert "Effacer mon compte" in client.get(reverse("people:data")).content.decode()


@pytest.mark.parametrize("name", ["people:cancel_erasure", "people:send_code"])
def test_one_button_actions_are_not_links(name: str) -> None:
    assert signed_in(a_resident()).get(reverse(name)).status_code == 405


def test_a_passkey_of_somebody_else_does_not_exist() -> None:
    mine, other = a_resident(), a_resident()
    key = other.authenticator_set.create(type="webauthn", data={"name": "Clé", "credential": {}})  # type: ignore[attr-defined]
    client = proved(signed_in(mine), mine)

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404
        assert client.post(reverse(name, args=[key.pk]), {"name": "x"}).status_code == 404

    assert Resident.objects.get(pk=other.pk).authenticator_set.count() == 1  # type: ignore[attr-defined]


def test_passkey_options_ask_the_device_to_check_who_holds_it(client: Client) -> None:
    resident = a_resident()
    proven = proved(signed_in(resident), resident)

    adding = proven.get(reverse("mfa_add_webauthn")).context_data["js_data"]  # type: ignore[attr-defined]
    entering = client.get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json"}
    ).json()

    selection = adding["creation_options"]["publicKey"]["authenticatorSelection"]
    assert selection["userVerification"] == "required"
    assert selection["residentKey"] == "required"
    assert entering["request_options"]["publicKey"]["userVerification"] == "required"


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", '{"id": 1}', "x" * 10_000])
def test_a_passkey_that_is_none_is_refused(client: Client, credential: str) -> None:
    resident = a_resident()
    adding = proved(signed_in(resident), resident).post(
        reverse("mfa_add_webauthn"), {"credential": credential, "name": "Clé"}
    )
    entering = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert adding.status_code == 422
    assert "form-errors" in adding.content.decode()
    assert (entering.status_code, entering["Location"]) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session
