"""Where to go next: an address of this site, or the page's own choice."""

import pytest
from django.test import RequestFactory

from parvis.web.addresses import local

HERE = "/ici/"


@pytest.mark.parametrize("inside", ["/agenda/", "/agenda/?page=2#haut", "http://testserver/aide/"])
def test_address_of_this_site_is_followed(inside: str) -> None:
    factory = RequestFactory()
    assert local(factory.get("/", {"next": inside}), HERE) == inside
    assert local(factory.post("/", {"next": inside}), HERE) == inside


@pytest.mark.parametrize(
    "outside",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "\x08//evil.example",
        " //evil.example",
    ],
)
def test_address_elsewhere_is_not(outside: str) -> None:
    factory = RequestFactory()
    assert local(factory.get("/", {"next": outside}), HERE) == HERE
    assert local(factory.post("/", {"next": outside}), HERE) == HERE


def test_address_in_the_clear_is_not_followed_from_https() -> None:
    request = RequestFactory().get("/", {"next": "http://testserver/"}, secure=True)
    assert local(request, HERE) == HERE


def test_address_of_the_form_comes_before_that_of_the_link() -> None:
    request = RequestFactory().post("/?next=/lien/", {"next": "/formulaire/"})
    assert local(request, HERE) == "/formulaire/"
