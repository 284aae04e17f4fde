"""Signing up: a name, an address, three agreements, a code. The same answer to every address."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from parvis.domains.people.models import Consent, Resident
from parvis.kernel.models import Fact
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Ana",
    "email": "ana@exemple.fr",
    "adult": "on",
    "charter": "on",
    "privacy": "on",
}


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^ {4}(\d{6})$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found[1]


def sent_to(address: str) -> mail.EmailMessage:
    return [message for message in mail.outbox if message.to == [address]][-1]


def test_sign_up_by_code_enters_and_goes_where_it_was_asked(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {**FILLED, "next": "/ma-suite/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_email_verification_sent"))
    page = client.get(answer["Location"])
    assert "ana@exemple.fr" in page.content.decode()
    resident = Resident.objects.get()
    assert resident.confirmed_at is None

    answer = client.post(
        reverse("account_email_verification_sent"), {"code": code_in(sent_to("ana@exemple.fr"))}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/ma-suite/")
    resident.refresh_from_db()
    assert resident.confirmed_at is not None
    assert Consent.objects.filter(resident=resident).count() == 3
    assert client.session["_auth_user_id"] == str(resident.pk)
    assert [fact.by for fact in Fact.objects.filter(name="people.ResidentJoined")] == [resident.id]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "😀"),
        ("name", "x" * 10_000),
        ("name", "<b></b>" * 1_000),
        ("email", ""),
        ("email", "ana"),
        ("email", "x" * 10_000 + "@exemple.fr"),
        ("email", "😀@😀"),
        ("adult", ""),
        ("charter", ""),
        ("privacy", ""),
    ],
)
def test_sign_up_refuses_kindly_and_keeps_what_was_typed(
    client: Client, field: str, wrong: str
) -> None:
    answer = client.post(reverse("account_signup"), {**FILLED, field: wrong})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context_data["form"].errors.keys() == {field}  # type: ignore[attr-defined]
    kept = "name" if field != "name" else "email"
    assert f'value="{FILLED[kept]}"' in page
    assert "form-errors" in page
    assert not Resident.objects.exists()
    assert not mail.outbox


def test_sign_up_answers_the_same_to_a_known_and_an_unknown_address() -> None:
    known = a_resident(email="connue@exemple.fr")
    answers = []
    for address in ("connue@exemple.fr", "nouvelle@exemple.fr"):
        client = Client()
        first = client.post(reverse("account_signup"), {**FILLED, "email": address})
        page = client.get(first["Location"])
        wrong = client.post(first["Location"], {"code": "000000x"})
        texts = [each.content.decode().replace(address, "ADRESSE") for each in (page, wrong)]
        hidden = re.compile(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]+"')
        answers.append(
            [first.status_code, first["Location"], *(hidden.sub("", text) for text in texts)]
        )

    assert answers[0] == answers[1]
    assert [message.to[0] for message in mail.outbox] == [
        "connue@exemple.fr",
        "nouvelle@exemple.fr",
    ]
    assert "déjà un compte" in str(sent_to(known.email).body)
    assert not re.search(r"\d{6}", str(sent_to(known.email).body))
    assert Resident.objects.count() == 2


def test_sign_up_twice_with_one_address_makes_one_account() -> None:
    for _ in range(2):
        answer = Client().post(reverse("account_signup"), FILLED)
        assert answer.status_code == 302

    assert Resident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sign_up_at_the_same_moment_makes_one_account_and_two_calm_answers() -> None:
    def post(_: int) -> int:
        try:
            return Client().post(reverse("account_signup"), FILLED).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(post, range(4)))

    assert statuses == [302] * 4
    assert Resident.objects.count() == 1


def test_sign_up_code_is_worth_nothing_after_three_tries(client: Client) -> None:
    client.post(reverse("account_signup"), FILLED)
    code = code_in(sent_to("ana@exemple.fr"))
    wrong = "000000" if code != "000000" else "111111"
    address = reverse("account_email_verification_sent")

    statuses = [client.post(address, {"code": wrong}).status_code for _ in range(3)]
    last = client.post(address, {"code": code})

    assert statuses == [422, 422, 302]
    assert last.status_code == 302
    assert "_auth_user_id" not in client.session
    assert Resident.objects.get().confirmed_at is None


def test_sign_up_page_links_the_texts_and_asks_three_times(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()

    assert reverse("pages:charter") in page
    assert reverse("pages:privacy") in page
    assert page.count('type="checkbox"') == 3
    assert 'name="password' not in page
