"""What a person takes with them, and what ends when they go."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.services.items import withdrawn
from parvis.kernel import clock


def export(resident: Resident) -> Iterator[Section]:
    """What they waited for, and when they were asked to answer (not for whom)."""
    waited = Item.objects.filter(waiting=resident).order_by("opened_at")
    yield Section(
        _("Réponses attendues"),
        list(waited.values("kind", "opened_at", "promised_at", "ended_at", "ending")),
        _labels(),
    )
    asked = Ask.objects.filter(resident=resident, asked_at__isnull=False).order_by("asked_at")
    yield Section(
        _("Réponses demandées"),
        list(asked.values("item__kind", "asked_at", "passed_at")),
        _labels(),
    )


def forget(resident_id: UUID) -> None:
    """Before an account goes: nobody waits for an answer any more, and those asked are told so.

    What the person was asked to answer goes on without them (the minute job finds somebody else).
    """
    for item in Item.objects.filter(waiting=resident_id, ended_at=None):
        withdrawn(item=item, at=clock.now())


def _labels() -> dict[str, str]:
    return {
        "kind": _("Nature"),
        "item__kind": _("Nature"),
        "opened_at": _("Depuis"),
        "promised_at": _("Réponse promise"),
        "ended_at": _("Fini le"),
        "ending": _("Fin"),
        "asked_at": _("Demandé le"),
        "passed_at": _("Pas cette fois"),
    }
