"""The address of an image: what it sends, to whom, for how long."""

import uuid
from io import BytesIO

import pytest
import time_machine
from PIL import Image as Pillow

from parvis.domains.media import selectors, services

from .builders import NOW, drawn, encoded, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def public(clock):
    return store(public=True)


@pytest.fixture
def private(clock):
    return store(public=False)


def store(**more):
    content = encoded(drawn(1000, 500))
    return services.store_image(upload=upload(content), owner_id=None, at=NOW, **more)


def token_of(url):
    return url.split("?t=")[1]


def test_a_public_image_is_sent_to_anyone(client, public):
    response = client.get(public.url(320))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert Pillow.open(BytesIO(response.content)).size == (320, 160)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("which", ["public", "private"])
def test_an_image_is_sent_inert(client, request, which):
    image = request.getfixturevalue(which)
    response = client.get(selectors.signed_url(image))
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == f'inline; filename="parvis-{image.id.hex[-12:]}.webp"'
    assert "Set-Cookie" not in response


def test_a_private_image_opens_with_a_signed_address_only(client, private):
    plain = f"/media/{private.id}/960.webp"
    assert client.get(plain).status_code == 404
    response = client.get(selectors.signed_url(private))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, max-age=300"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (239, 200), (301, 404), (86_400, 404)])
def test_a_signed_address_lives_five_minutes_at_most(client, clock, private, seconds, status):
    address = selectors.signed_url(private)
    clock.shift(seconds)
    assert client.get(address).status_code == status


def test_a_signed_address_is_the_same_for_a_minute(clock, private):
    first = selectors.signed_url(private)
    clock.shift(30)
    assert selectors.signed_url(private) == first
    clock.shift(30)
    assert selectors.signed_url(private) != first


def test_a_token_opens_one_image_and_cannot_be_stretched(client, private):
    other = store(public=False, kind="message")
    token = token_of(selectors.signed_url(private))
    expires, signature = token.split(".")
    forged = [
        "", "x", ".", f"{expires}.", f".{signature}", f"{int(expires) + 3600}.{signature}",
        f"{expires}.{signature[:-1]}", f"{expires}.{signature}x", f"{expires}:{signature}",
        f"{'9' * 4000}.{signature}", f"٣{expires}.{signature}", f"-1.{signature}",
    ]  # fmt: skip
    for wrong in forged:
        answer = client.get(f"/media/{private.id}/960.webp", {"t": wrong})
        assert answer.status_code == 404, wrong
    assert client.get(f"/media/{other.id}/960.webp", {"t": token}).status_code == 404
    assert client.get(f"/media/{private.id}/320.webp", {"t": token}).status_code == 200


def test_a_token_made_with_another_key_opens_nothing(client, private, settings):
    address, former = selectors.signed_url(private), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" * 6
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(address).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [former]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "path", ["/media/{id}/321.webp", "/media/{id}/0.webp", "/media/{id}/960.svg"]
)
def test_only_our_sizes_and_our_format_have_an_address(client, public, path):
    assert client.get(path.format(id=public.id)).status_code == 404


def test_an_image_that_is_not_there_is_not_found(client):
    assert client.get(f"/media/{uuid.uuid4()}/960.webp").status_code == 404
    assert client.get("/media/..%2f..%2fetc%2fpasswd/960.webp").status_code == 404


def test_a_deleted_image_is_gone_at_once_even_with_a_live_token(
    client, private, django_capture_on_commit_callbacks
):
    address = selectors.signed_url(private)
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_image(image=private, at=NOW)
    assert client.get(address).status_code == 404


def test_an_image_without_its_file_is_not_found(client, public, media_folder):
    for path in media_folder.rglob("*.webp"):
        path.unlink()
    assert client.get(public.url()).status_code == 404


def test_an_image_already_there_is_not_sent_again(client, public):
    first = client.get(public.url(320))
    again = client.get(public.url(320), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    other_size = client.get(public.url(960), headers={"If-None-Match": first["ETag"]})
    assert other_size.status_code == 200
    assert client.get(public.url(320), headers={"If-None-Match": '"x"'}).status_code == 200


def test_not_modified_is_said_only_to_who_may_see(client, private):
    address = selectors.signed_url(private)
    etag = client.get(address)["ETag"]
    plain = client.get(address.split("?")[0], headers={"If-None-Match": etag})
    assert plain.status_code == 404
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_images_are_only_read(client, public):
    assert client.post(public.url()).status_code in {403, 405}
    assert client.delete(public.url()).status_code == 405
    head = client.head(public.url())
    assert (head.status_code, head.content) == (200, b"")
