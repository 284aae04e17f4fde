"""What somebody takes with them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import Attendance, Gathering
from parvis.domains.gatherings.services.consent.portability import sections as consented
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section


def export(resident: Resident) -> Iterator[Section]:
    """Where they said they come, and what they published."""
    came = Attendance.objects.filter(resident=resident).order_by("occurrence__starts_at")
    yield Section(
        _("Rencontres où je viens"),
        list(
            came.values(
                "occurrence__gathering__title",
                "occurrence__gathering__place__name",
                "occurrence__starts_at",
                "state",
                "alone",
                "guests",
                "greets",
                "came",
                "said_at",
            )
        ),
        {
            "occurrence__gathering__title": _("Rencontre"),
            "occurrence__gathering__place__name": _("Lieu"),
            "occurrence__starts_at": _("Le"),
            "state": _("Réponse"),
            "alone": _("Seul·e"),
            "guests": _("Avec moi"),
            "greets": _("J’attends quelqu’un à l’entrée"),
            "came": _("J’y étais"),
            "said_at": _("Dit le"),
        },
    )
    published = Gathering.objects.filter(host=resident).order_by("created_at")
    yield Section(
        _("Rencontres publiées"),
        list(published.values("title", "about", "place__name", "status", "created_at")),
        {
            "title": _("Titre"),
            "about": _("Description"),
            "place__name": _("Lieu"),
            "status": _("État"),
            "created_at": _("Écrite le"),
        },
    )
    yield from consented(resident)
