"""People for tests, and what an erasure must leave nothing of."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import models
from django.test import Client

from parvis.domains.people.models import Block, Consent, Resident, Role, Tombstone
from parvis.domains.people.vocabulary import (
    ADULT_AGE,
    CHARTER_VERSION,
    PRIVACY_VERSION,
    Agreement,
)
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.models import Delivery, Fact

_numbers = itertools.count(1)


def a_resident(*, agreed: bool = True, **fields: Any) -> Resident:
    """A confirmed account with a verified address, who agreed to the texts in force."""
    number = next(_numbers)
    given = {"name": f"Personne {number}", "email": f"personne{number}@exemple.fr", **fields}
    password = given.pop("password", None)
    resident = Resident.objects.create_user(password=password, **given)
    EmailAddress.objects.create(user=resident, email=resident.email, primary=True, verified=True)
    if agreed:
        versions = {
            Agreement.CHARTER: CHARTER_VERSION,
            Agreement.PRIVACY: PRIVACY_VERSION,
            Agreement.ADULT: str(ADULT_AGE),
        }
        Consent.objects.bulk_create(
            Consent(resident=resident, kind=kind, version=version, given_at=resident.joined_at)
            for kind, version in versions.items()
        )
    return resident


def a_role(resident: Resident, role: Duty, area: Area | None = None) -> Role:
    return Role.objects.create(resident=resident, kind=role, area=area)


def a_staff_member(
    role: Duty = Duty.COORDINATOR, *, area: Area | None = None, **fields: Any
) -> Resident:
    """Somebody with a duty and the second factor it asks for."""
    resident = a_resident(**fields)
    a_role(resident, role, area)
    a_second_factor(resident)
    return resident


def a_second_factor(resident: Resident) -> str:
    """An application of codes; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(resident, secret)
    return secret


def a_block(by: Resident, blocked: Resident) -> Block:
    return Block.objects.create(by=by, blocked=blocked)


def signed_in(resident: Resident) -> Client:
    """A browser where somebody is signed in."""
    client = Client()
    client.force_login(resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def proved(
    client: Client, resident: Resident, *, method: str = "code", at: datetime | None = None
) -> Client:
    """The same browser, having just proved who it is again."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": (at or clock.now()).timestamp(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(resident.pk)
    session.save()
    return client


def mentions_of(resident_id: UUID, *words: str) -> list[str]:
    """Every column of every table that still names somebody: their id, or one of these words.

    Facts (and their deliveries) and the tombstone may keep the id: it names nobody any more.
    """
    wanted = {str(resident_id), resident_id.hex, *words}
    spared = {Fact, Delivery, Tombstone}
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model in spared or not model._meta.managed:
            continue
        for column, value in _values(model):
            if any(word in str(value) for word in wanted):
                found.append(f"{model._meta.label}.{column}")
    found += [
        f"facts: {word}" for word in words for row in Fact.objects.all() if word in str(row.payload)
    ]
    return found


def _values(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._default_manager.values_list(*names):
        for name, value in zip(names, row, strict=True):
            yield name, SessionStore().decode(value) if name == "session_data" else value
