"""Who gets what at every address (trust.md SEC-4): a view without a row fails."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from parvis.config.settings.environment import Environment
from tests.pages.cast import ADDRESSES, VIEWERS, VISITOR
from tests.pages.catalogue import LOGIN, PROVE, ROWS, Expected, Outcome, Row, names_of_the_site
from tests.pages.conftest import Settled
from tests.pages.guarding import FRAMES, POLICY, guarded, kept_from_others

pytestmark = pytest.mark.django_db


#: Who tries the methods that an address has not: whether there is one depends on nobody.
PROBES = (VISITOR, "resident", "coordinator")


def outcome(response: HttpResponse) -> Outcome:
    if response.status_code not in {301, 302, 303, 307}:
        return response.status_code
    there = urlsplit(response["Location"])
    assert not there.netloc, "sent to another site"
    name = resolve(there.path).view_name
    return LOGIN if name == settings.LOGIN_URL else f"→ {name}"


def is_as_expected(got: Outcome, expected: Outcome) -> bool:
    if expected == "→":
        return isinstance(got, str) and got != LOGIN
    if expected == f"→ {settings.LOGIN_URL}":
        return got == LOGIN
    return got == expected


def ask(client: Client, method: str, row: Row, town: Settled) -> HttpResponse:
    address = row.address(town.things)
    with transaction.atomic():
        if method == "get":
            response = client.get(address)
        else:
            response = client.post(address, row.posted(town.things))
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response


def walk(row: Row, town: Settled, *, proved: bool) -> list[str]:
    """What is not as the row says: who, got what, instead of what."""
    wrong: dict[str, list[str]] = {}
    for method, expected in (("get", row.get), ("post", row.post)):
        for viewer in askers(expected):
            response = ask(town.browser(viewer, proved=proved), method, row, town)
            if row.page and method == "get" and response.status_code == 200:
                guarded(response.headers, FRAMES.get(row.name, POLICY))
                if viewer != VISITOR:
                    kept_from_others(response.headers)
            got = outcome(response)
            if not is_right(got, expected, viewer, row, proved=proved):
                fault = f"{method}: {got}, not {expected.get(viewer, 405)}"
                wrong.setdefault(fault, []).append(viewer)
    return [f"{fault}, for {', '.join(who)}" for fault, who in wrong.items()]


def askers(expected: Expected) -> Sequence[str]:
    """Everybody; on the scaled engine one of those who get the same: who may is in no database."""
    if not expected:
        return PROBES
    if settings.PARVIS.engine == "embedded":
        return VIEWERS
    return list({outcome: viewer for viewer, outcome in reversed(expected.items())}.values())


def is_right(got: Outcome, expected: Expected, viewer: str, row: Row, *, proved: bool) -> bool:
    if viewer not in expected:
        # No such method; or a door before it that answers as it does to the other method.
        doors = {LOGIN} if viewer == VISITOR else {PROVE} if row.proof else set()
        return got == 405 or got in doors or got == row.get.get(viewer) == 404
    if row.proof and not proved and viewer != VISITOR:
        return got == PROVE
    return is_as_expected(got, expected[viewer])


def test_every_address_has_a_row():
    rows = {row.name for row in ROWS}

    assert names_of_the_site() - rows == set()
    assert rows - names_of_the_site() == set()


def test_rows_are_told_apart():
    labels = [row.label for row in ROWS]

    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_address_answers_each_viewer_as_its_row_says(row: Row, settled: Settled):
    assert walk(row, settled, proved=False) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.proof], ids=lambda row: row.label)
def test_address_opens_after_the_proof(row: Row, settled: Settled):
    assert walk(row, settled, proved=True) == []


def test_demo_has_no_address_outside_a_demo(settings):
    settings.ROOT_URLCONF = "parvis.config.urls"

    with pytest.raises(NoReverseMatch):
        reverse("demo:enter")


def test_demo_refuses_outside_a_demo_even_if_it_had_an_address(settings):
    settings.ROOT_URLCONF = "tests.pages.urls"
    settings.PARVIS = Environment()
    client = Client()

    assert client.get("/demo/").status_code == 404
    assert client.get("/demo/courrier/").status_code == 404
    assert client.post("/demo/entrer/", {"email": ADDRESSES["resident"]}).status_code == 404
