"""No change without the page's own proof, and none by an address alone."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parvis.kernel.models import Fact
from tests.factories.people import a_resident, signed_in

pytestmark = pytest.mark.django_db
SPACES = ("welcome", "circles", "mutual_aid", "pages", "desk")


def addresses() -> list[str]:
    """Every address of these spaces, with made-up ids."""
    found = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in SPACES:
            for one in resolver.url_patterns:
                assert isinstance(one, URLPattern)
                blanks = {
                    name: uuid.uuid4() if "uuid" in str(one.pattern) else "nulle-part"
                    for name in one.pattern.converters
                }
                found.append(reverse(f"{resolver.namespace}:{one.name}", kwargs=blanks))
    return found


def test_post_without_proof_is_refused_everywhere() -> None:
    resident = a_resident()
    client = Client(enforce_csrf_checks=True)
    client.force_login(resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert len(addresses()) > 30
    for address in addresses():
        assert client.post(address, {"body": "x"}).status_code == 403


def test_get_changes_nothing_but_ones_own_path() -> None:
    client = signed_in(a_resident())
    for address in addresses():
        assert client.get(address).status_code in {200, 302, 404}
    told = set(Fact.objects.values_list("name", flat=True))
    assert told <= {
        "welcome.GapFound",
        "welcome.PathMade",
        "watch.ItemOpened",
        "watch.ItemEscalated",
    }


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method: str) -> None:
    client = signed_in(a_resident())
    for address in addresses():
        assert getattr(client, method)(address).status_code in {404, 405}
