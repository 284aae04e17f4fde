"""Is it still you? Asked before what cannot be undone: a code, a password, or the second factor."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from parvis.kernel import clock
from tests.domains.people.test_signing_up import code_in, sent_to
from tests.factories.people import a_resident, a_second_factor, proved, signed_in

pytestmark = pytest.mark.django_db

GUARDED = [
    "people:export",
    "people:erasure",
    "account_email",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
]


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_guarded_pages_ask_who_it_is(name: str, method: str) -> None:
    client = signed_in(a_resident())

    answer = getattr(client, method)(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_code_opens_for_half_an_hour() -> None:
    resident = a_resident()
    client = signed_in(resident)
    wanted = reverse("people:export")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        asked = client.get(wanted)["Location"]
        assert client.get(asked).status_code == 200
        sent = client.post(reverse("people:send_code"), {"next": wanted})
        assert "code" in client.get(sent["Location"]).content.decode()
        answer = client.post(
            reverse("account_reauthenticate"),
            {"code": code_in(sent_to(resident.email)), "next": wanted},
        )

        assert answer["Location"] == wanted
        assert client.get(wanted).status_code == 200
        traveller.shift(timedelta(minutes=31))
        assert client.get(wanted).status_code == 302


def test_the_code_that_signed_in_counts() -> None:
    resident, client = a_resident(), Client()
    where = client.post(reverse("account_login"), {"login": resident.email})["Location"]
    client.post(where, {"code": code_in(sent_to(resident.email))})

    assert client.get(reverse("people:export")).status_code == 200


def test_a_wrong_code_three_times_is_worth_nothing() -> None:
    resident = a_resident()
    client = signed_in(resident)
    client.post(reverse("people:send_code"))
    code = code_in(sent_to(resident.email))
    wrong = "000000" if code != "000000" else "111111"
    address = reverse("account_reauthenticate")

    statuses = [client.post(address, {"code": wrong}).status_code for _ in range(3)]
    client.post(address, {"code": code})

    assert statuses == [422, 422, 302]
    assert client.get(reverse("people:export")).status_code == 302


def test_an_old_code_is_worth_nothing() -> None:
    resident = a_resident()
    client = signed_in(resident)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        client.post(reverse("people:send_code"))
        traveller.shift(timedelta(minutes=11))
        client.post(reverse("account_reauthenticate"), {"code": code_in(sent_to(resident.email))})

        assert client.get(reverse("people:export")).status_code == 302


def test_a_code_never_asked_for_is_worth_nothing() -> None:
    client = signed_in(a_resident())

    for code in ("", "000000", "x" * 5_000, "😀"):
        client.post(reverse("account_reauthenticate"), {"code": code})

    assert client.get(reverse("people:export")).status_code == 302


def test_the_password_opens_too() -> None:
    resident = a_resident(password="quatre mots pris au hasard")
    client = signed_in(resident)
    address = reverse("account_reauthenticate")
    assert 'name="password"' in client.get(address).content.decode()

    assert client.post(address, {"password": "non"}).status_code == 422
    client.post(address, {"password": "quatre mots pris au hasard"})

    assert client.get(reverse("people:export")).status_code == 200


def test_who_has_a_second_factor_proves_it_with_that_only() -> None:
    resident = a_resident(password="quatre mots pris au hasard")
    secret = a_second_factor(resident)
    client = proved(signed_in(resident), resident, method="password")
    wanted = reverse("people:export")
    asked = client.get(wanted)
    assert asked.status_code == 302

    step = client.get(asked["Location"])

    assert step["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(step["Location"]).status_code == 200
    assert client.post(step["Location"], {"code": "000"}).status_code == 422
    answer = client.post(step["Location"], {"code": totp(secret), "next": wanted})
    assert answer["Location"] == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize(
    "foreign", ["https://ailleurs.example/", "//ailleurs.example", "javascript:1"]
)
def test_confirming_never_leads_elsewhere(foreign: str) -> None:
    resident = a_resident()
    client = signed_in(resident)
    sent = client.post(reverse("people:send_code"), {"next": foreign})
    assert "ailleurs" not in sent["Location"]

    answer = client.post(
        reverse("account_reauthenticate"),
        {"code": code_in(sent_to(resident.email)), "next": foreign},
    )

    assert answer["Location"] == reverse("people:account")


def test_the_secret_of_an_application_is_not_readable_in_the_database() -> None:
    resident = a_resident()
    secret = a_second_factor(resident)

    kept = Authenticator.objects.get(user=resident, type=Authenticator.Type.TOTP)

    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(totp(secret))
