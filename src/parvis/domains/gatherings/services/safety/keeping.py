"""What is kept of all this, how long, and what a person takes with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import CheckIn, TipsRead, TrustedLink
from parvis.domains.gatherings.vocabulary import (
    AFTERWARDS_KEPT_DAYS,
    LINKS_KEPT_DAYS,
    TRUSTED_HOURS,
    WORRY,
)
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.watch import services as watch

#: Until then, news that comes late are still told to who was trusted.
ENDED = timedelta(hours=TRUSTED_HOURS)


@transaction.atomic
def forget_old_safety(*, at: datetime) -> None:
    """Addresses go when the link ends, links a week later, what was answered after 90 days."""
    ended = TrustedLink.objects.filter(occurrence__ends_at__lte=at - ENDED)
    ended.exclude(contact_email="").update(contact_email="")
    ended.filter(occurrence__ends_at__lte=at - ENDED - timedelta(days=LINKS_KEPT_DAYS)).delete()
    old = CheckIn.objects.filter(asked_at__lte=at - timedelta(days=AFTERWARDS_KEPT_DAYS))
    for check_in_id in list(old.values_list("pk", flat=True)):
        watch.withdrawn_if_waiting(subject_id=check_in_id, at=at, kind=WORRY)
    old.delete()


def forget_safety(resident_id: UUID) -> None:
    """Before an account goes: links, answers and worries go with it, explicitly."""
    TrustedLink.objects.filter(resident_id=resident_id).delete()
    CheckIn.objects.filter(resident_id=resident_id).delete()
    TipsRead.objects.filter(resident_id=resident_id).delete()


def export_safety(resident: Resident) -> Iterator[Section]:
    """Whom they trusted with a plan, and what they answered, in their own words."""
    links = TrustedLink.objects.filter(resident=resident).order_by("created_at")
    yield Section(
        _("Rencontres partagées avec un proche (effacées sept jours après la fin du lien)"),
        list(
            links.values(
                "contact_name",
                "contact_email",
                "occurrence__starts_at",
                "created_at",
                "revoked_at",
                "told_at",
                "reassured_at",
            )
        ),
        _labels(),
    )
    answers = CheckIn.objects.filter(resident=resident).order_by("asked_at")
    yield Section(
        _(
            "Tout va bien ? Vos réponses, lues par la modération seule si vous étiez inquiet·e"
            " (effacées après 90 jours)"
        ),
        list(
            answers.values(
                "occurrence__starts_at", "asked_at", "answer", "words", "note", "answered_at"
            )
        ),
        _labels(),
    )
    yield _read_tips(resident)


def _read_tips(resident: Resident) -> Section:
    read = TipsRead.objects.filter(resident=resident)
    return Section(
        _("Conseils avant de se rencontrer"), list(read.values("read_at")), {"read_at": _("Lus le")}
    )


def _labels() -> dict[str, str]:
    return {
        "contact_name": _("Proche"),
        "contact_email": _("Son adresse"),
        "occurrence__starts_at": _("Rencontre du"),
        "created_at": _("Fait le"),
        "revoked_at": _("Retiré le"),
        "told_at": _("Prévenu·e, sans nouvelles, le"),
        "reassured_at": _("Rassuré·e le"),
        "asked_at": _("Demandé le"),
        "answer": _("Réponse"),
        "words": _("Vos mots"),
        "note": _("Ce que la modération a noté"),
        "answered_at": _("Répondu le"),
    }
