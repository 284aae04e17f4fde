"""Concrete things of the demo town that the catalogue's addresses are made of.

``collect`` runs in the process of the tests, or as a module in the process of a served town, where
it also prints a session for each viewer: browsers then need neither code nor second factor.
"""

import json
import sys
import time
from io import BytesIO
from typing import Any
from uuid import UUID

from tests.pages import cast
from tests.pages.things_agenda import agenda_things
from tests.pages.things_feeds import feed_things
from tests.pages.things_hosting import hosting_things
from tests.pages.things_import import import_things
from tests.pages.things_meeting import meeting_things
from tests.pages.things_places import place_things
from tests.pages.things_rounds import round_things
from tests.pages.things_safety import safety_things
from tests.pages.things_sheet import sheet_things
from tests.pages.things_waiting import waiting_things

Things = dict[str, str]
OFFER = "Bonjour, je peux venir une heure samedi."


def collect() -> Things:
    """Make the ties that the pages need, and say what to put in the addresses."""
    people = people_of_the_town()
    return {
        **{f"{who}_id": str(one.pk) for who, one in people.items()},
        **people_things(people),
        **town_things(people),
        **hosting_things(people),
        **path_things(people),
        **safety_things(people),
        **meeting_things(people),
        **agenda_things(people),
        **waiting_things(people),
        **sheet_things(people),
        **import_things(people),
        **feed_things(people),
        **place_things(people),
        **round_things(people),
    }


def people_of_the_town() -> dict[str, Any]:
    """Every viewer with an account, and the neighbour whose pages they look at."""
    from parvis.domains.conversations.models import Participant
    from parvis.domains.people.models import Resident

    people = {who: Resident.objects.get(email=at) for who, at in cast.ADDRESSES.items()}
    talks = Participant.objects.filter(resident=people["resident"]).values("conversation")
    people["neighbour"] = (
        Participant.objects.filter(conversation__in=talks)
        .exclude(resident=people["resident"])
        .get()
        .resident
    )
    known = [one.pk for one in people.values()]
    people[cast.BLOCKED], people["helper"] = (
        Resident.objects.exclude(pk__in=known)
        .filter(roles=None, organisation_memberships=None, circle_memberships=None)
        .exclude(pk__in=Participant.objects.values("resident"))
        .order_by("joined_at", "pk")[:2]
    )
    return people


def people_things(people: dict[str, Any]) -> Things:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from parvis.domains.conversations.models import Participant
    from parvis.domains.media import selectors as media
    from parvis.domains.notifications.models import Notice
    from parvis.domains.people import services
    from parvis.domains.watch.models import Ask
    from parvis.domains.welcome.models import Welcome
    from parvis.kernel import clock

    now = clock.now()
    neighbour = people["neighbour"]
    for who in ("neighbour", "resident", "welcomer", "host"):
        services.block(by=people[who], other=people[cast.BLOCKED], at=now)
    for who in cast.STAFF:
        if not Authenticator.objects.filter(user=people[who]).exists():
            TOTP.activate(people[who], generate_totp_secret())
    key = Authenticator.objects.create(
        user=people["host"], type=Authenticator.Type.WEBAUTHN, data=a_passkey()
    )
    RecoveryCodes.activate(people["moderator"])
    people["moderator"].set_password("Une phrase assez longue")
    people["moderator"].save(update_fields=["password"])
    services.change_photo(resident=neighbour, upload=a_photo(), at=now)
    neighbour.refresh_from_db()
    talks = Participant.objects.filter(resident=people["resident"])
    # The one that waits since the least time: Nadia alone is asked.
    ask = (
        Ask.objects.filter(
            item__kind="welcome.asked",
            resident=people["welcomer"],
            passed_at=None,
            asked_at__isnull=False,
        )
        .order_by("-item__opened_at")
        .select_related("item")[0]
    )
    welcome = Welcome.objects.get(
        newcomer=ask.item.waiting, welcomer=people["welcomer"], ended_at=None
    )
    signed = media.signed_url(neighbour.photo)
    return {
        "person": str(neighbour.pk),
        "person_name": neighbour.name,
        "conversation": str(talks.get().conversation_id),
        "request": str(welcome.conversation_id),
        "item": str(ask.item.pk),
        "notice": str(Notice.objects.filter(to=people["welcomer"]).order_by("created_at")[0].pk),
        "image": str(neighbour.photo.pk),
        "image_token": signed.split("?t=")[1],
        "passkey": str(key.pk),
    }


def a_passkey() -> dict[str, Any]:
    """A passkey as it is stored once registered; its private half is thrown away."""
    from hashlib import sha256

    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import (
        AttestationObject,
        AttestedCredentialData,
        AuthenticatorData,
        CollectedClientData,
    )

    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    identifier = b"parvis-test-passkey"
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    held = AuthenticatorData.create(
        sha256(b"localhost").digest(),
        flags,
        0,
        AttestedCredentialData.create(b"\0" * 16, identifier, public),
    )
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    credential = {
        "id": websafe_encode(identifier),
        "rawId": websafe_encode(identifier),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", held, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return {"name": "Mon téléphone", "credential": credential}


def a_photo(colour: str = "#c26a4a") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    written = BytesIO()
    Image.new("RGB", (640, 640), colour).save(written, "JPEG")
    return SimpleUploadedFile("visage.jpg", written.getvalue(), "image/jpeg")


def town_things(people: dict[str, Any]) -> Things:
    from parvis.domains.circles.models import Circle
    from parvis.domains.gatherings.models import Occurrence
    from parvis.domains.mutual_aid import services as mutual_aid
    from parvis.domains.mutual_aid.models import Need
    from parvis.domains.organisations.models import Membership, Organisation
    from parvis.domains.territory.models import Area, Place
    from parvis.domains.watch.models import Item
    from parvis.kernel import clock, tasks

    now = clock.now()
    mine = Membership.objects.filter(resident=people["host"], part="host")
    organisation = Organisation.objects.get(pk=mine.get().organisation_id)
    ahead = Occurrence.objects.filter(
        gathering__organisation=organisation, gathering__status="published", is_cancelled=False
    )
    occurrence = ahead.filter(starts_at__gt=now).order_by("starts_at", "pk")[0]
    strangers = Circle.objects.exclude(memberships__resident__in=list(people.values()))
    needs = Need.objects.filter(closed_at=None, until__gt=now.date()).exclude(
        organisation__memberships__resident__in=list(people.values())
    )
    asked = Need.objects.filter(organisation=organisation, closed_at=None)[0]
    mutual_aid.offer_help(need=asked, by=people["helper"], body=OFFER, at=now)
    tasks.run_due(limit=5000)
    return {
        "offer_item": str(Item.objects.get(kind__startswith="mutual_aid").pk),
        "organisation": organisation.slug,
        "occurrence": str(occurrence.pk),
        "gathering": str(occurrence.gathering_id),
        "circle": strangers.filter(visibility="public").order_by("slug")[0].slug,
        "members_circle": strangers.filter(visibility="members").order_by("slug")[0].slug,
        "sensitive_circle": strangers.filter(visibility="sensitive").order_by("slug")[0].slug,
        "need": str(
            needs.filter(organisation__memberships__welcomes=True).order_by("until", "title")[0].pk
        ),
        "place": Place.objects.filter(slug__contains="tilleuls").order_by("slug")[0].slug,
        "area": Area.objects.get(slug="les-tilleuls").slug,
    }


def path_things(people: dict[str, Any]) -> Things:
    from parvis.domains.welcome import services
    from parvis.domains.welcome.models import Suggestion
    from parvis.kernel import clock

    services.renew_path(resident=people["newcomer"], at=clock.now())
    doors = Suggestion.objects.filter(resident=people["newcomer"], ended_at=None)
    return {
        "suggestion": str(doors.get(kind="welcomer").pk),
        "place_suggestion": str(doors.get(kind="place").pk),
    }


def proof(resident: Any) -> list[dict[str, Any]]:
    """What a session holds of who has just proved who they are."""
    from parvis.domains.people.views.adapter import has_second_factor

    method = "mfa" if has_second_factor(resident) else "code"
    return [{"method": method, "at": time.time(), "reauthenticated": True}]


def sessions(things: Things, *, proved: bool = True) -> dict[str, str]:
    """A session for each viewer; ``proved``: who has just said again who they are."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from parvis.domains.people.models import Resident

    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = {}
    everybody = Resident.objects.in_bulk()
    people = {who: things[f"{who}_id"] for who in (*cast.MEMBERS, "neighbour", "helper")}
    for who, identifier in people.items():
        resident = everybody[UUID(identifier)]
        session = store()
        session[SESSION_KEY] = str(resident.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = resident.get_session_auth_hash()
        if proved:
            session["account_authentication_methods"] = proof(resident)
            session["account_authentication_methods_user"] = str(resident.pk)
        session["demo_second_factor"] = True
        session.create()
        keys[who] = session.session_key
    return keys


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import RequestFactory

    from parvis.web import errors

    things = collect()
    told = {
        "things": things,
        "sessions": sessions(things),
        "cookie": settings.SESSION_COOKIE_NAME,
        "server_error": errors.server_error(RequestFactory().get("/")).content.decode(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
