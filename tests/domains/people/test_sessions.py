"""Who is behind the cookies of a socket."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from parvis.domains.people import services
from parvis.domains.people.selectors.sessions import resident_of_cookies, sessions_mentioning
from parvis.kernel import clock
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db


def handshake(client: Client) -> dict[str, object]:
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"type": "websocket", "headers": [(b"host", b"x"), (b"cookie", cookie.encode())]}


def test_the_resident_of_a_living_session_is_known() -> None:
    resident = a_resident()
    client = signed_in(resident)

    assert resident_of_cookies(handshake(client)) == (resident.pk, client.session.session_key)


@pytest.mark.parametrize(
    "cookie",
    [b"", b"parvis_session=", b"parvis_session=nothing", b"\xff\xfe", b"a=b; ;;; =", b"x" * 9_000],
)
def test_nobody_is_behind_a_cookie_that_is_none_of_ours(cookie: bytes) -> None:
    assert resident_of_cookies({"headers": [(b"cookie", cookie)]}) is None
    assert resident_of_cookies({"headers": []}) is None
    assert resident_of_cookies({}) is None


def test_nobody_is_behind_an_ended_session() -> None:
    client = signed_in(a_resident())
    scope = handshake(client)
    assert resident_of_cookies(scope)

    Session.objects.all().delete()

    assert resident_of_cookies(scope) is None


def test_nobody_is_behind_an_old_session() -> None:
    scope = handshake(signed_in(a_resident()))

    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        assert resident_of_cookies(scope) is None


def test_nobody_is_behind_the_session_of_a_suspended_account() -> None:
    resident = a_resident()
    scope = handshake(signed_in(resident))

    services.suspend(resident=resident, by=None, at=clock.now())

    assert resident_of_cookies(scope) is None


def test_nobody_is_behind_a_session_older_than_the_password() -> None:
    resident = a_resident()
    scope = handshake(signed_in(resident))

    resident.set_password("une autre phrase de passe")
    resident.save()

    assert resident_of_cookies(scope) is None


def test_nobody_is_behind_a_session_without_an_account(client: Client) -> None:
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session.session_key})

    assert resident_of_cookies(handshake(client)) is None


def test_sessions_mentioning_finds_ids_and_addresses(client: Client) -> None:
    resident, other = a_resident(), a_resident()
    mine = signed_in(resident).session.session_key
    theirs = signed_in(other).session.session_key
    client.post("/compte/entrer/", {"login": "inconnue@exemple.fr"})
    asking = client.session.session_key

    assert set(sessions_mentioning([str(resident.pk)])) == {mine}
    assert set(sessions_mentioning([str(other.pk), "inconnue@exemple.fr"])) == {theirs, asking}
    assert set(sessions_mentioning(["personne@exemple.fr"])) == set()
