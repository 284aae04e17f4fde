"""Pages that say what went wrong, and give back what was written."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from parvis.kernel.errors import NotVisible
from parvis.kernel.throttle import Throttled
from parvis.web import errors, middleware
from tests.factories.people import a_resident, signed_in


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_that_is_not_there_is_said_kindly(language: str) -> None:
    for client in (Client(), signed_in(a_resident())):
        client.cookies["parvis_language"] = language
        with translation.override(language):
            response = client.get("/nulle-part/")
        assert response.status_code == 404
        page = response.content.decode()
        assert f'lang="{language}"' in page
        assert reverse("pages:home") in page
        assert "3114" in page


@pytest.mark.django_db
def test_stale_form_gives_back_what_was_written() -> None:
    client = Client(enforce_csrf_checks=True)
    words = "J’aime la photo, et <b>marcher</b> le soir."
    response = client.post(
        reverse("welcome:arrive"),
        {
            "message": words,
            "area": "01a200d7-0de9-7205-bea8-9c7a93901367",
            "password": "mon grand secret à moi",
            "oldpassword": "mon ancien secret à moi",
            "next": "/bienvenue/passerelle/",
        },
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "J’aime la photo, et &lt;b&gt;marcher" in page
    for hidden in ("01a200d7", "secret", ">/bienvenue/passerelle/<"):
        assert hidden not in page


@pytest.mark.django_db
def test_stale_form_without_words_is_no_error() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("welcome:arrive"))
    assert response.status_code == 403
    assert "Ce que vous aviez écrit" not in response.content.decode()


@pytest.mark.django_db
def test_request_that_is_too_large_is_refused_kindly() -> None:
    many = {f"field{number}": "x" for number in range(500)}
    response = Client().post(reverse("welcome:understood"), many)
    assert response.status_code == 400
    assert "Nous n’avons pas compris cette demande" in response.content.decode()


def test_bad_request_needs_no_account() -> None:
    """Raised before anybody is known, for instance for a host that is not ours."""
    request = RequestFactory().get("/")
    for page in (
        errors.bad_request(request, SuspiciousOperation()),
        errors.forbidden(request),
        errors.not_found(request),
    ):
        assert page.status_code in {400, 403, 404}
        assert b"<h1" in page.content


@pytest.mark.django_db
def test_host_that_is_not_ours_is_a_bad_request() -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


def test_server_error_works_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database (this test has none), no session, no account; even without its template."""
    page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Un problème de notre côté" in page.content.decode()

    def broken(*_args: object) -> object:
        raise DatabaseError

    monkeypatch.setattr("django.template.loader.get_template", broken)
    page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Un problème de notre côté" in page.content.decode()


def test_too_often_says_when_to_come_back() -> None:
    page = errors.too_many(RequestFactory().get("/"), Throttled(90))
    assert page.status_code == 429
    assert page["Retry-After"] == "90"
    assert "2 minutes" in page.content.decode()


def test_refusals_become_pages_and_errors_stay_errors() -> None:
    refusals = middleware.Refusals(lambda _request: None)  # type: ignore[arg-type, return-value]
    request = RequestFactory().get("/")
    hidden = refusals.process_exception(request, NotVisible())
    often = refusals.process_exception(request, Throttled(5))
    assert hidden is not None
    assert hidden.status_code == 404
    assert often is not None
    assert often.status_code == 429
    assert refusals.process_exception(request, ValueError()) is None
