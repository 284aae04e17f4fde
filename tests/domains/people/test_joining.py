"""Joining: agreements kept with version and time; nobody sees who has not confirmed yet."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from parvis.domains.people import selectors, services, vocabulary
from parvis.domains.people.models import Consent, Resident
from parvis.domains.people.vocabulary import Agreement
from parvis.kernel import clock
from parvis.kernel.models import Fact
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db


def sign_up(**changed: Any) -> Resident:
    given: dict[str, Any] = {
        "email": "Ana@Exemple.fr",
        "name": " Ana ",
        "reads": "fr",
        "adult": True,
        "charter": True,
        "privacy": True,
        "at": clock.now(),
        **changed,
    }
    return services.sign_up(**given)


def test_sign_up_keeps_the_agreements_with_version_and_time() -> None:
    at = clock.now()

    resident = sign_up(at=at)

    assert (resident.email, resident.name) == ("ana@exemple.fr", "Ana")
    assert not resident.has_usable_password()
    assert set(Consent.objects.values_list("kind", "version", "given_at", "withdrawn_at")) == {
        (Agreement.CHARTER, vocabulary.CHARTER_VERSION, at, None),
        (Agreement.PRIVACY, vocabulary.PRIVACY_VERSION, at, None),
        (Agreement.ADULT, "18", at, None),
    }


@pytest.mark.parametrize(
    ("missing", "refusal", "field"),
    [
        ("adult", services.NotAdult, "adult"),
        ("charter", services.NotAgreed, "charter"),
        ("privacy", services.NotAgreed, "privacy"),
    ],
)
def test_sign_up_refuses_what_is_not_agreed_to(
    missing: str, refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        sign_up(**{missing: False})

    assert refused.value.field == field  # type: ignore[attr-defined]
    assert not Resident.objects.exists()


def test_sign_up_takes_one_account_an_address_whatever_the_case() -> None:
    sign_up()

    with pytest.raises(IntegrityError):
        sign_up(email="ANA@exemple.FR")


def test_sign_up_falls_back_to_french_for_a_language_we_do_not_write() -> None:
    assert sign_up(reads="xx").reads == "fr"


def test_confirm_announces_once() -> None:
    viewer, resident = a_resident(), sign_up()
    assert not selectors.visible_to(viewer).filter(pk=resident.pk).exists()

    first = services.confirm(resident=resident, at=clock.now())
    again = services.confirm(resident=Resident.objects.get(pk=resident.pk), at=clock.now())

    assert (first, again) == (True, False)
    assert selectors.visible_to(viewer).filter(pk=resident.pk).exists()
    assert Fact.objects.filter(name="people.ResidentJoined").count() == 1


def test_agree_is_kept_once_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    resident = a_resident()
    assert selectors.has_agreed(resident)
    services.agree(resident=resident, at=clock.now())
    assert not Fact.objects.filter(name="people.TermsAgreed").exists()

    monkeypatch.setattr(vocabulary, "CHARTER_VERSION", "2027-01")
    assert not selectors.has_agreed(resident)
    for _ in range(2):
        services.agree(resident=resident, at=clock.now())

    assert selectors.has_agreed(resident)
    assert Consent.objects.filter(resident=resident, kind=Agreement.CHARTER).count() == 2
    assert Fact.objects.filter(name="people.TermsAgreed").count() == 1


def test_agree_again_after_taking_it_back() -> None:
    resident, at = a_resident(), clock.now()
    Consent.objects.filter(resident=resident).update(withdrawn_at=at)
    assert not selectors.has_agreed(resident)

    services.agree(resident=resident, at=at + timedelta(hours=1))

    assert selectors.has_agreed(resident)


def test_forget_unconfirmed_after_a_week_frees_the_address() -> None:
    at = clock.now()
    old = sign_up(at=at - timedelta(days=vocabulary.UNCONFIRMED_DAYS, minutes=1))
    recent = sign_up(email="bob@exemple.fr", at=at - timedelta(days=6))
    confirmed = a_resident(joined_at=at - timedelta(days=400))

    assert services.forget_unconfirmed(at) == 1

    assert set(Resident.objects.all()) == {recent, confirmed}
    assert sign_up(email=old.email).pk != old.pk


@pytest.mark.parametrize(
    ("days", "says", "expected"),
    [(0, False, True), (89, False, True), (91, False, False), (400, True, True)],
)
def test_is_newcomer_for_ninety_days_or_who_says_so(days: int, says: bool, expected: bool) -> None:
    at = clock.now()
    resident = Resident(joined_at=at - timedelta(days=days), says_newcomer=says)

    assert selectors.is_newcomer(resident, at) is expected
