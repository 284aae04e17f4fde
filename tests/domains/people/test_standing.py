"""What stands at the door of every page."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from parvis.domains.people import rules, selectors, services, vocabulary
from parvis.domains.people.models import Resident
from parvis.domains.people.views.middleware import Standing
from parvis.domains.people.vocabulary import STAFF_ROLES, Role
from parvis.kernel import clock, realtime
from tests.domains.people.test_confirming import totp
from tests.domains.people.test_profile import picture
from tests.domains.people.test_signing_up import code_in, sent_to
from tests.factories.people import (
    a_resident,
    a_role,
    a_second_factor,
    a_staff_member,
    proved,
    signed_in,
)

pytestmark = pytest.mark.django_db
HOME = "/compte/"


def goes_to(client: Client, address: str = HOME) -> str | None:
    answer = client.get(address)
    return answer["Location"].split("?")[0] if answer.status_code == 302 else None


@pytest.mark.parametrize("role", list(Role))
def test_a_duty_that_sees_more_needs_a_second_factor_first(role: Role) -> None:
    resident = a_resident()
    a_role(resident, role)
    client = proved(signed_in(resident), resident)

    expected = reverse("people:set_up") if role in STAFF_ROLES else None
    assert goes_to(client) == expected
    assert goes_to(client, reverse("people:profile")) == expected
    client.post(reverse("people:mails"), {"reads": "en"})
    resident.refresh_from_db()
    assert resident.reads == ("fr" if expected else "en")


def test_who_must_set_a_second_factor_up_can_do_it_and_then_go_on() -> None:
    resident = a_resident()
    a_role(resident, Role.COORDINATOR)
    client = proved(signed_in(resident), resident)
    for name in ("people:set_up", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 200, name
    secret = client.session["mfa.totp.secret"]

    answer = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})

    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert goes_to(client) is None


def test_who_has_a_second_factor_gives_it_at_the_door() -> None:
    resident, client = a_resident(), Client()
    a_role(resident, Role.MODERATOR)
    secret = a_second_factor(resident)
    where = client.post(reverse("account_login"), {"login": resident.email})["Location"]

    step = client.post(where, {"code": code_in(sent_to(resident.email))})

    assert step["Location"] == reverse("mfa_authenticate")
    assert client.get(step["Location"]).status_code == 200
    assert goes_to(client) == reverse("account_login")
    assert client.post(step["Location"], {"code": "000000x"}).status_code in {200, 422}
    client.post(step["Location"], {"code": totp(secret)})
    assert goes_to(client) is None


def test_a_role_given_while_signed_in_counts_at_once() -> None:
    resident = a_resident()
    client = signed_in(resident)
    assert goes_to(client) is None

    services.give_role(to=resident, role=Role.MODERATOR, by=None, at=clock.now())

    assert goes_to(client) == reverse("people:set_up")


def test_the_flag_of_the_demo_is_worth_nothing_outside_it() -> None:
    resident = a_resident()
    a_role(resident, Role.COORDINATOR)
    client = signed_in(resident)
    session = client.session
    session["demo_second_factor"] = True
    session.save()

    assert not settings.PARVIS.is_demo
    assert goes_to(client) == reverse("people:set_up")


def test_the_session_of_a_duty_ends_after_eight_hours() -> None:
    staff, neighbour = a_staff_member(), a_resident()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        clients = [signed_in(staff), signed_in(neighbour)]
        assert [goes_to(client) for client in clients] == [None, None]
        traveller.shift(timedelta(hours=7, minutes=59))
        assert [goes_to(client) for client in clients] == [None, None]
        traveller.shift(timedelta(minutes=2))

        assert [goes_to(client) for client in clients] == [reverse("account_login"), None]
        assert "_auth_user_id" not in clients[0].session


def test_a_new_charter_is_agreed_to_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    resident = a_resident()
    client = signed_in(resident)
    assert goes_to(client) is None
    monkeypatch.setattr(vocabulary, "CHARTER_VERSION", "2027-01")

    assert goes_to(client, reverse("people:profile")) == reverse("people:agree")
    assert client.get(reverse("pages:charter")).status_code == 200
    assert client.get(reverse("people:data")).status_code == 200
    assert client.get(reverse("people:agree")).status_code == 200
    refused = client.post(reverse("people:agree"), {"next": "/compte/profil/"})
    assert refused.status_code == 422
    assert goes_to(client) == reverse("people:agree")

    answer = client.post(reverse("people:agree"), {"agree": "1", "next": "/compte/profil/"})

    assert answer["Location"] == "/compte/profil/"
    assert goes_to(client) is None
    assert client.post(reverse("people:agree"), {"agree": "1"}).status_code == 302


def test_agreeing_never_leads_elsewhere() -> None:
    client = signed_in(a_resident(agreed=False))

    answer = client.post(
        reverse("people:agree"), {"agree": "1", "next": "https://ailleurs.example/"}
    )

    assert answer["Location"] == reverse("pages:home")


def test_who_is_leaving_reaches_their_data_and_nothing_else() -> None:
    resident = a_resident()
    client = proved(signed_in(resident), resident)
    services.ask_erasure(resident=resident, at=clock.now())

    for name in ("people:account", "people:profile", "pages:home"):
        assert goes_to(client, reverse(name)) == reverse("people:data")
    for name in ("people:data", "people:export", "account_logout", "pages:charter"):
        assert client.get(reverse(name)).status_code == 200
    client.post(reverse("people:cancel_erasure"))

    assert goes_to(client) is None


def test_who_is_suspended_is_signed_out_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []
    monkeypatch.setattr(realtime, "close", lambda *who, **_which: closed.extend(who))
    resident = a_resident()
    client = signed_in(resident)
    assert goes_to(client) is None

    services.suspend(resident=resident, by=None, at=clock.now())

    assert goes_to(client) == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert closed == [resident.pk]
    services.reinstate(resident=resident, by=None, at=clock.now())
    assert goes_to(client) == reverse("account_login")


def test_htmx_is_sent_to_the_page_rather_than_into_its_fragment() -> None:
    client = signed_in(a_resident(agreed=False))

    answer = client.get(HOME, headers={"hx-request": "true"})

    assert answer["HX-Redirect"] == reverse("people:agree")


def test_seen_on_is_written_once_a_day() -> None:
    resident = a_resident()
    client = signed_in(resident)
    with time_machine.travel("2026-11-24T22:30:00Z", tick=False) as traveller:
        client.get(HOME)
        assert str(Resident.objects.get(pk=resident.pk).seen_on) == "2026-11-24"
        Resident.objects.filter(pk=resident.pk).update(seen_on="2026-11-25")
        client.get(HOME)
        assert str(Resident.objects.get(pk=resident.pk).seen_on) == "2026-11-25"
        traveller.shift(timedelta(days=2))
        client.get(HOME)
        assert str(Resident.objects.get(pk=resident.pk).seen_on) == "2026-11-26"


def test_standing_costs_one_query_and_then_the_roles_are_known(django_assert_num_queries) -> None:
    resident = Resident.objects.get(pk=a_staff_member().pk)
    a_role(resident, Role.WELCOMER)

    with django_assert_num_queries(1):
        standing = selectors.standing_of(resident)
        assert rules.has_role(resident, Role.COORDINATOR)

    assert standing.is_staff
    assert standing.has_agreed
    assert standing.has_second_factor
    assert {held.kind for held in standing.roles} == {Role.COORDINATOR, Role.WELCOMER}


def test_a_visitor_costs_the_door_no_query(rf, django_assert_num_queries) -> None:
    request = rf.get(HOME)
    request.session = SessionStore()
    request.user = AnonymousUser()
    request.resolver_match = resolve(HOME)
    door = Standing(lambda _request: HttpResponse())

    with django_assert_num_queries(0):
        door(request)
        assert door.process_view(request, None, (), {}) is None
        assert tuple(request.resident_roles) == ()


@pytest.mark.django_db(transaction=True)
def test_pictures_do_not_pay_for_the_door(django_assert_num_queries) -> None:
    resident = a_resident()
    services.change_photo(resident=resident, upload=picture(), at=clock.now())
    address = selectors.face_url(resident)
    client = signed_in(resident)

    with django_assert_num_queries(1):
        answer = client.get(address)

    assert answer.status_code == 200


def test_recovery_codes_alone_are_no_second_factor() -> None:
    resident = a_staff_member()
    resident.authenticator_set.filter(type="totp").update(type="recovery_codes")  # type: ignore[attr-defined]

    assert not selectors.standing_of(resident).has_second_factor


def test_the_last_second_factor_of_a_duty_cannot_be_removed() -> None:
    staff = a_staff_member()
    client = proved(signed_in(staff), staff, method="mfa")
    page = client.get(reverse("mfa_deactivate_totp"))
    assert "deuxième preuve" in page.content.decode()

    client.post(reverse("mfa_deactivate_totp"))

    assert selectors.standing_of(staff).has_second_factor
