"""Joining: an account, the three agreements, and the proof that the email is theirs."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.people import vocabulary
from parvis.domains.people.events import ResidentJoined, TermsAgreed
from parvis.domains.people.models import Consent, Resident
from parvis.domains.people.services.profile import clean_name
from parvis.domains.people.vocabulary import Agreement
from parvis.kernel import events
from parvis.kernel.errors import Refusal


class NotAdult(Refusal):
    sentence = _("Ce service est ouvert à partir de 18 ans.")
    field = "adult"


class NotAgreed(Refusal):
    sentence = _("Pour entrer, il faut accepter la charte et la page sur la vie privée.")


@transaction.atomic
def sign_up(
    *, email: str, name: str, reads: str, adult: bool, charter: bool, privacy: bool, at: datetime
) -> Resident:
    """Make an account that nobody sees until :func:`confirm`; the agreements are kept with it.

    :raises NotAdult: they did not say they are 18 or more.
    :raises NotAgreed: a text was not agreed to; ``field`` says which.
    :raises TextRefused: the name.
    :raises django.db.IntegrityError: the email has an account. Never tell who typed it.
    """
    if not adult:
        raise NotAdult
    if not charter or not privacy:
        raise NotAgreed(field="privacy" if charter else "charter")
    resident = Resident.objects.create_user(
        email=email,
        name=clean_name(name),
        reads=reads if reads in dict(settings.LANGUAGES) else "fr",
        joined_at=at,
        confirmed_at=None,
    )
    _record(resident, at, adult=True)
    return resident


@transaction.atomic
def confirm(*, resident: Resident, at: datetime) -> bool:
    """The email is theirs: they are somebody from now on. Whether that was news."""
    first = Resident.objects.filter(pk=resident.pk, confirmed_at=None).update(confirmed_at=at)
    if first:
        resident.confirmed_at = at
        events.publish(ResidentJoined(resident_id=resident.id), by=resident.id, at=at)
    return bool(first)


@transaction.atomic
def agree(*, resident: Resident, at: datetime) -> None:
    """Agree to the charter and the privacy notice as they stand now. Safe to repeat."""
    if _record(resident, at):
        fact = TermsAgreed(
            resident_id=resident.id,
            charter=vocabulary.CHARTER_VERSION,
            privacy=vocabulary.PRIVACY_VERSION,
        )
        events.publish(fact, by=resident.id, at=at)


def _record(resident: Resident, at: datetime, *, adult: bool = False) -> bool:
    """Keep what was agreed to, with its version; whether any of it is new."""
    versions = {
        Agreement.CHARTER: vocabulary.CHARTER_VERSION,
        Agreement.PRIVACY: vocabulary.PRIVACY_VERSION,
    }
    if adult:
        versions[Agreement.ADULT] = str(vocabulary.ADULT_AGE)
    news = False
    for kind, version in versions.items():
        consent, created = Consent.objects.get_or_create(
            resident=resident, kind=kind, version=version, defaults={"given_at": at}
        )
        if not created and consent.withdrawn_at is not None:
            consent.given_at, consent.withdrawn_at, created = at, None, True
            consent.save(update_fields=["given_at", "withdrawn_at"])
        news = news or created
    return news
