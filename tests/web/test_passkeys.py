"""Passkeys, with an authenticator that the browser plays."""

import base64
import json

import pytest
from django.utils.crypto import get_random_string
from playwright.sync_api import Page

from tests.web.conftest import SHELL, open_page
from tests.web.site import Site

pytestmark = [pytest.mark.journey, pytest.mark.once]


def test_passkey_is_made_then_shown(page: Page, site: Site):
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    challenge = base64.urlsafe_b64encode(get_random_string(32).encode()).decode().rstrip("=")
    creation = {
        "rp": {"id": "localhost", "name": "Parvis"},
        "user": {"id": "AAECAw", "name": "malika", "displayName": "Malika"},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
        "excludeCredentials": [],
    }
    make = "{{ ui.passkey(label='Créer', action='/make/', csrf=csrf_input, mode='create',"
    make += " options={'creation_options': {'publicKey': creation}}) }}{% endblock %}"
    open_page(page, site, "/keys/", SHELL + make, creation=creation)
    page.get_by_role("button", name="Créer").click()
    page.wait_for_url("**/make/")

    site.json["/enter/"] = {
        "request_options": {"publicKey": {"challenge": challenge, "rpId": "localhost"}}
    }
    enter = "{{ ui.passkey(label='Entrer', action='/enter/', csrf=csrf_input) }}{% endblock %}"
    open_page(page, site, "/door/", SHELL + enter)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/enter/")

    made, shown = (json.loads(fields["credential"][0]) for _, fields in site.posts)
    assert site.posts[0][1]["passwordless"] == ["on"]
    assert made["id"] == shown["id"] == shown["rawId"]
    assert made["response"]["attestationObject"]
    assert shown["response"]["userHandle"] == "AAECAw"
    said = shown["response"]["clientDataJSON"]
    client_data = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    assert client_data["challenge"] == challenge
    assert client_data["origin"] == site.base
