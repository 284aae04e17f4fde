"""Signing in with a gesture: a passkey made and used in a real browser, on a virtual device."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.test_newcomer import a_browser, people, sign_up
from tests.support.running import Town

pytestmark = [pytest.mark.journey, pytest.mark.once]
__all__ = ["people"]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_resident_makes_a_passkey_and_enters_with_it(
    browser: Browser,
    town: Town,
    people: list[BrowserContext],
) -> None:
    page = a_browser(browser, town, people)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/compte/inscription/")
    address = sign_up(page, town, "Andréa")
    page.goto("/compte/securite/cles/ajouter/")
    # Something this important asks who it is again.
    mails = len(town.mails_to(address))
    page.get_by_role("button", name="Recevoir un code par e-mail").click()
    page.get_by_role("textbox", name=re.compile("code")).fill(town.code_for(address, mails))
    page.get_by_role("button", name=re.compile("Confirmer|Continuer|C’est")).first.click()
    page.get_by_label("Son nom").fill("Mon téléphone")
    page.get_by_role("button", name="Créer la clé").click()
    expect(page).not_to_have_url(re.compile("/ajouter/"))
    page.goto("/compte/securite/cles/")
    expect(page.get_by_text("Mon téléphone").first).to_be_visible()

    page.goto("/compte/sortir/")
    page.get_by_role("button", name="Sortir").click()
    page.goto("/compte/entrer/")
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour Andréa")
