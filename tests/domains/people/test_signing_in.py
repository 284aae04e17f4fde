"""Entering: by a code, by an optional password; never telling who has an account."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from parvis.domains.people import services
from parvis.kernel import clock, realtime
from tests.domains.people.test_signing_up import code_in, sent_to
from tests.factories.people import a_resident, proved, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "quatre mots pris au hasard"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def ask(client: Client, address: str, **more: str) -> str:
    answer = client.post(reverse("account_login"), {"login": address, **more})
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def test_login_by_code_enters_and_follows_next(client: Client) -> None:
    resident = a_resident()

    where = ask(client, resident.email.upper(), next="/ma-suite/")
    answer = client.post(where, {"code": code_in(sent_to(resident.email))})

    assert (answer.status_code, answer["Location"]) == (302, "/ma-suite/")
    assert is_in(client)


def test_login_never_follows_a_foreign_address(client: Client) -> None:
    resident = a_resident()

    where = ask(client, resident.email, next="https://ailleurs.example/")
    answer = client.post(where, {"code": code_in(sent_to(resident.email))})

    assert answer["Location"] == reverse("pages:home")


@pytest.mark.parametrize("shape", ["{}", " {} ", "{0:.3} {0}"])
def test_login_code_may_be_typed_with_spaces(client: Client, shape: str) -> None:
    resident = a_resident()
    where = ask(client, resident.email)
    code = code_in(sent_to(resident.email))
    typed = shape.format(code) if "0" not in shape else f"{code[:3]} {code[3:]}"

    client.post(where, {"code": typed})

    assert is_in(client)


def test_login_code_of_another_browser_does_not_open(client: Client) -> None:
    resident = a_resident()
    ask(Client(), resident.email)
    first = code_in(sent_to(resident.email))
    where = ask(client, resident.email)
    if code_in(sent_to(resident.email)) == first:  # one chance in a million
        return

    assert client.post(where, {"code": first}).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("wrong", ["", "12", "abcdef", "😀", "x" * 10_000, "<b>"])
def test_login_wrong_code_is_told_kindly(client: Client, wrong: str) -> None:
    where = ask(client, a_resident().email)

    answer = client.post(where, {"code": wrong})

    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()
    assert not is_in(client)


def test_login_code_is_worth_nothing_after_three_tries(client: Client) -> None:
    resident = a_resident()
    where = ask(client, resident.email)
    code = code_in(sent_to(resident.email))
    wrong = "000000" if code != "000000" else "111111"

    statuses = [client.post(where, {"code": wrong}).status_code for _ in range(3)]
    client.post(where, {"code": code})

    assert statuses == [422, 422, 302]
    assert not is_in(client)


def test_login_code_expires_after_ten_minutes(client: Client) -> None:
    resident = a_resident()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        where = ask(client, resident.email)
        code = code_in(sent_to(resident.email))
        traveller.shift(timedelta(minutes=10, seconds=1))

        answer = client.post(where, {"code": code})

    assert answer.status_code == 302
    assert not is_in(client)


def test_login_code_serves_once(client: Client) -> None:
    resident = a_resident()
    where = ask(client, resident.email)
    code = code_in(sent_to(resident.email))
    client.post(where, {"code": code})
    client.post(reverse("account_logout"))
    assert not is_in(client)

    client.post(where, {"code": code})

    assert not is_in(client)


def test_login_answers_the_same_to_a_known_and_an_unknown_address() -> None:
    a_resident(email="connue@exemple.fr")
    suspended = a_resident(email="fermee@exemple.fr")
    services.suspend(resident=suspended, by=None, at=clock.now())
    hidden = re.compile(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]+"')
    answers = []
    for address in ("connue@exemple.fr", "inconnue@exemple.fr", "fermee@exemple.fr"):
        client = Client()
        first = client.post(reverse("account_login"), {"login": address})
        page = client.get(first["Location"]).content.decode().replace(address, "ADRESSE")
        wrong = client.post(first["Location"], {"code": "x"})
        again = client.post(first["Location"], {"action": "resend"})
        answers.append(
            (
                first.status_code,
                first["Location"],
                hidden.sub("", page),
                wrong.status_code,
                again.status_code,
            )
        )

    assert answers[0] == answers[1] == answers[2]
    assert {message.to[0] for message in mail.outbox} == {
        "connue@exemple.fr",
        "inconnue@exemple.fr",
        "fermee@exemple.fr",
    }
    assert "compte" in str(sent_to("inconnue@exemple.fr").body)


def test_login_by_password_is_there_for_who_chose_one(client: Client) -> None:
    resident = a_resident(password=PASSWORD)

    wrong = client.post(reverse("account_login"), {"login": resident.email, "password": "non"})
    assert wrong.status_code == 422
    assert "form-errors" in wrong.content.decode()
    unknown = client.post(reverse("account_login"), {"login": "a@b.fr", "password": "non"})
    errors = [answer.context_data["form"].errors for answer in (wrong, unknown)]  # type: ignore[attr-defined]
    assert errors[0] == errors[1]

    client.post(reverse("account_login"), {"login": resident.email, "password": PASSWORD})

    assert is_in(client)
    assert not mail.outbox


@pytest.mark.parametrize("wrong", ["", "ana", "😀", "x" * 10_000])
def test_login_wrong_address_is_told_kindly(client: Client, wrong: str) -> None:
    answer = client.post(reverse("account_login"), {"login": wrong})

    assert answer.status_code == 422
    assert not mail.outbox


def test_codes_are_not_sent_without_end(client: Client) -> None:
    """Known or not, the seventh in an hour is refused with a sentence and when to come back."""
    for address in (a_resident().email, "inconnue@exemple.fr"):
        start = clock.now()
        with time_machine.travel(start, tick=False) as traveller:
            statuses = []
            for _ in range(7):
                traveller.shift(timedelta(seconds=61))
                answer = Client().post(reverse("account_login"), {"login": address})
                statuses.append(answer.status_code)

        assert statuses.count(302) in {6, 7}  # the hour may turn on the way
        if 429 in statuses:
            assert answer["Retry-After"].isdigit()


def test_mail_that_does_not_leave_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)

    where = ask(client, a_resident().email)

    assert "Le courrier ne part pas" in client.get(where).content.decode()


def test_mails_are_in_the_language_of_the_reader(client: Client) -> None:
    english = a_resident(reads="en", name="Ana & Bob")

    ask(client, english.email)

    message = sent_to(english.email)
    assert "Ana & Bob" in str(message.body)
    [(html, kind)] = message.alternatives  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert '<html lang="en">' in html
    assert f"<h1>{code_in(message)}</h1>" in html
    assert "<img" not in html
    assert code_in(message) in message.subject


def test_a_new_device_is_told_and_a_known_one_is_not() -> None:
    resident = a_resident()

    def enter(browser: str) -> None:
        client = Client(headers={"user-agent": browser})
        where = ask(client, resident.email)
        client.post(where, {"code": code_in(sent_to(resident.email))})
        assert is_in(client)

    enter("Firefox")
    enter("Firefox")
    assert "appareil" not in mail.outbox[-1].subject
    enter("Autre navigateur")

    assert "nouvel appareil" in mail.outbox[-1].subject
    assert "Autre navigateur" in str(mail.outbox[-1].body)
    assert UserSession.objects.filter(user=resident).count() == 3


def test_log_out_asks_first_then_closes_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []
    monkeypatch.setattr(realtime, "close", lambda *who, **which: closed.append((who, which)))
    client = signed_in(a_resident())
    key = client.session.session_key

    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    client.post(reverse("account_logout"))

    assert not is_in(client)
    assert closed == [((), {"session_key": key})]


def test_setting_a_password_ends_every_session_and_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []
    monkeypatch.setattr(realtime, "close", lambda *who, **_which: closed.extend(who))
    resident = a_resident()
    client, other = proved(signed_in(resident), resident), signed_in(resident)

    answer = client.post(
        reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert answer.status_code == 302
    assert not is_in(client)
    assert other.get(reverse("people:account")).status_code == 302
    assert resident.pk in closed


def test_sign_out_of_every_other_device() -> None:
    resident = a_resident()
    clients = []
    for browser in ("Un", "Deux"):
        client = Client(headers={"user-agent": browser})
        client.post(ask(client, resident.email), {"code": code_in(sent_to(resident.email))})
        clients.append(client)
    here, there = clients
    assert "Deux" in here.get(reverse("usersessions_list")).content.decode()

    here.post(reverse("usersessions_list"))

    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302
    assert Session.objects.filter(session_key=there.cookies["parvis_session"].value).count() == 0


def test_password_reset_by_code(client: Client) -> None:
    resident = a_resident(password=PASSWORD)
    answer = client.post(reverse("account_reset_password"), {"email": resident.email})
    answer = client.post(answer["Location"], {"code": code_in(sent_to(resident.email))})
    assert answer["Location"] == reverse("account_complete_password_reset")
    assert client.get(answer["Location"]).status_code == 200
    short = client.post(answer["Location"], {"password1": "court", "password2": "court"})
    assert short.status_code == 422

    new = "autre phrase assez longue"
    client.post(answer["Location"], {"password1": new, "password2": new})

    resident.refresh_from_db()
    assert resident.check_password(new)


def test_changing_address_needs_the_code_sent_to_the_new_one() -> None:
    resident = a_resident(email="avant@exemple.fr")
    client = proved(signed_in(resident), resident)

    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "apres@exemple.fr"})
    assert answer["Location"] == reverse("account_email_verification_sent")
    resident.refresh_from_db()
    assert resident.email == "avant@exemple.fr"
    assert client.get(answer["Location"]).status_code == 200
    client.post(answer["Location"], {"code": code_in(sent_to("apres@exemple.fr"))})

    resident.refresh_from_db()
    assert resident.email == "apres@exemple.fr"
    assert "apres@exemple.fr" in str(sent_to("avant@exemple.fr").body)


def test_changing_to_an_address_that_is_taken_tells_nothing() -> None:
    taken = a_resident()
    resident = a_resident()
    client = proved(signed_in(resident), resident)

    answer = client.post(reverse("account_email"), {"action_add": "1", "email": taken.email})

    assert answer["Location"] == reverse("account_email_verification_sent")
    resident.refresh_from_db()
    assert resident.email != taken.email
