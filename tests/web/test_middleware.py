"""Around every request: its identifier, its headers, and a log line that says nothing of people."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db


def test_page_of_a_person_is_kept_by_nobody() -> None:
    response = signed_in(a_resident()).get(reverse("circles:circles"))
    assert response["Cache-Control"] == "private, no-cache"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert len(response["X-Request-ID"]) == 16


def test_page_that_says_how_long_it_lasts_keeps_its_word() -> None:
    assert "public" in Client().get(reverse("pages:manifest"))["Cache-Control"]


def test_policy_allows_nothing_from_elsewhere() -> None:
    policy = Client().get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_log_says_what_was_asked_and_never_who(caplog: pytest.LogCaptureFixture) -> None:
    resident = a_resident(name="Malika")
    client = signed_in(resident)
    with caplog.at_level(logging.INFO):
        client.get(reverse("people:person", args=[resident.pk]), {"q": "mot-secret"})
        client.get("/nulle-part/mot-secret/")
    lines = [record.getMessage() for record in caplog.records if record.name == "parvis.request"]
    assert len(lines) == 2
    assert "people:person" in lines[0]
    assert "'status': 200" in lines[0]
    assert "'status': 404" in lines[1]
    for word in (str(resident.pk), "Malika", resident.email, "mot-secret", "127.0.0.1"):
        assert word not in " ".join(lines)


def test_each_request_has_its_own_name() -> None:
    client = Client()
    assert client.get("/aide/")["X-Request-ID"] != client.get("/aide/")["X-Request-ID"]
