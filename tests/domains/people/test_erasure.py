"""Erasure that really erases, after days to change one's mind."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.utils.translation import override

from parvis.domains.people import selectors, services
from parvis.domains.people.models import Resident, Tombstone
from parvis.domains.people.services import erasure
from parvis.domains.people.vocabulary import Role
from parvis.kernel import clock, idempotency, tasks
from parvis.kernel.models import Fact
from parvis.web.dates import day
from tests.domains.people.test_profile import picture
from tests.factories.people import (
    a_block,
    a_resident,
    a_role,
    a_second_factor,
    mentions_of,
    signed_in,
)

pytestmark = pytest.mark.django_db
COOLING = timedelta(days=settings.PARVIS.erasure_days)


@pytest.mark.django_db(transaction=True)
def test_erase_leaves_nothing_in_any_table(client: Client) -> None:
    at = clock.now()
    gone, other = a_resident(name="Disparue", about="Un texte"), a_resident()
    services.change_photo(resident=gone, upload=picture(), at=at)
    path = gone.photo.path(320)  # type: ignore[union-attr]
    a_block(gone, other)
    a_block(other, gone)
    services.keep_distance(by=gone, other=other, at=at)
    services.give_role(to=gone, role=Role.WELCOMER, by=None, at=at)
    helped = a_role(other, Role.MODERATOR)
    helped.given_by = gone
    helped.save()
    a_second_factor(gone)
    browser = signed_in(gone)
    client.post("/compte/entrer/", {"login": gone.email})
    idempotency.run_once(
        by=gone.id, action="test", key=idempotency.new_key(), call=str, reference=str
    )
    assert mentions_of(gone.id, gone.email, "Disparue", "Un texte")

    assert services.erase(resident_id=gone.id, at=at)

    assert mentions_of(gone.id, gone.email, "Disparue", "Un texte") == []
    assert not default_storage.exists(path)
    assert Tombstone.objects.get().digest == erasure.digest_of(gone.id)
    assert Fact.objects.filter(name="people.ResidentErased").count() == 1
    assert browser.get("/compte/").status_code == 302
    assert Resident.objects.get() == other
    helped.refresh_from_db()
    assert helped.given_by is None


def test_erase_twice_is_the_same() -> None:
    gone = a_resident()

    assert services.erase(resident_id=gone.id, at=clock.now())
    assert not services.erase(resident_id=gone.id, at=clock.now())

    assert Tombstone.objects.count() == 1


def test_every_key_to_a_resident_goes_or_is_emptied_with_them() -> None:
    """A table whose rows would stop an erasure, or point at nobody, is found here at once."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Resident
        and field.remote_field.on_delete not in {models.CASCADE, models.SET_NULL}  # type: ignore[union-attr]
    ]

    assert wrong == []


def test_ask_erasure_hides_at_once_and_says_when() -> None:
    at, viewer, leaving = clock.now(), a_resident(), a_resident()

    due = services.ask_erasure(resident=leaving, at=at)
    again = services.ask_erasure(resident=leaving, at=at + timedelta(days=3))

    assert due == again == selectors.erasure_due_at(leaving) == at + COOLING
    assert not selectors.visible_to(viewer).filter(pk=leaving.pk).exists()
    fact = Fact.objects.get(name="people.ErasureAsked")
    assert fact.payload["resident_id"] == str(leaving.id)


def test_cancel_erasure_gives_everything_back() -> None:
    at, viewer, leaving = clock.now(), a_resident(), a_resident()
    services.ask_erasure(resident=leaving, at=at)

    for _ in range(2):
        services.cancel_erasure(resident=leaving, at=at)

    assert selectors.resident_visible(viewer, leaving.pk) == leaving
    assert selectors.erasure_due_at(leaving) is None
    assert services.erase_due(at + COOLING * 2) == 0
    assert Fact.objects.filter(name="people.ErasureCancelled").count() == 1


@pytest.mark.parametrize(
    ("after", "erased"),
    [(timedelta(), 0), (COOLING - timedelta(seconds=1), 0), (COOLING, 1), (COOLING * 3, 1)],
)
def test_erase_due_waits_for_the_end_of_the_cooling_period(after: timedelta, erased: int) -> None:
    at = clock.now()
    leaving, staying = a_resident(), a_resident()
    services.ask_erasure(resident=leaving, at=at)

    assert services.erase_due(at + after) == erased

    assert Resident.objects.filter(pk=leaving.pk).exists() is not bool(erased)
    assert Resident.objects.filter(pk=staying.pk).exists()


def test_erase_due_goes_on_when_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    stuck, leaving = a_resident(), a_resident()
    for resident in (stuck, leaving):
        services.ask_erasure(resident=resident, at=at)

    def fail(resident_id: object) -> None:
        if resident_id == stuck.id:
            raise OSError

    monkeypatch.setattr(erasure, "_forgets", {"test": fail})

    assert services.erase_due(at + COOLING) == 1
    assert list(Resident.objects.all()) == [stuck]


def test_erase_calls_those_who_registered() -> None:
    told: list[object] = []
    known = dict(erasure._forgets)
    services.register_erasure("test", told.append)
    gone = a_resident()
    try:
        services.erase(resident_id=gone.id, at=clock.now())
    finally:
        erasure._forgets.clear()
        erasure._forgets.update(known)

    assert told == [gone.id]


def test_erase_again_after_a_restored_backup() -> None:
    at, back, stays = clock.now(), a_resident(), a_resident()

    assert services.erase_again(digests=[erasure.digest_of(back.id)], at=at) == 1

    assert list(Resident.objects.all()) == [stays]


def test_an_erased_address_may_sign_up_again() -> None:
    gone = a_resident(email="ana@exemple.fr")
    services.erase(resident_id=gone.id, at=clock.now())

    assert a_resident(email="ana@exemple.fr").pk != gone.pk
    assert EmailAddress.objects.count() == 1
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_asked_for_is_told_by_mail_unless_it_was_taken_back() -> None:
    leaving, staying = a_resident(reads="en"), a_resident()
    due = services.ask_erasure(resident=leaving, at=clock.now())
    services.ask_erasure(resident=staying, at=clock.now())
    services.cancel_erasure(resident=staying, at=clock.now())

    tasks.run_due()

    [message] = mail.outbox
    assert message.to == [leaving.email]
    with override("en"):
        assert day(due) in message.subject
        assert day(due) in str(message.body)


@pytest.mark.django_db(transaction=True)
def test_the_scheduled_job_erases_and_forgets_old_sessions() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        leaving = a_resident()
        signed_in(a_resident())
        tasks.run_due()
        services.ask_erasure(resident=leaving, at=clock.now())
        assert Session.objects.count() == 1

        traveller.shift(COOLING + timedelta(days=1, hours=2))
        tasks.run_due()

        assert not Resident.objects.filter(pk=leaving.pk).exists()
        assert not Session.objects.exists()
