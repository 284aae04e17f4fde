"""What somebody takes with them of what was agreed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import CounterProposal, Invitation, Terms
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section


def sections(resident: Resident) -> Iterator[Section]:
    """To what they were asked and what they said; the terms they wrote; the ideas they had."""
    yield _asked(resident)
    yield _written(resident)
    yield _ideas(resident)


def _asked(resident: Resident) -> Section:
    asked = Invitation.objects.filter(resident=resident).order_by("asked_at")
    return Section(
        _("Rencontres proposées, et mes réponses"),
        list(
            asked.values(
                "gathering__title",
                "gathering__place__name",
                "state",
                "accepted_version",
                "guests",
                "asked_at",
                "answered_at",
            )
        ),
        {
            "gathering__title": _("Rencontre"),
            "gathering__place__name": _("Lieu"),
            "state": _("Réponse"),
            "accepted_version": _("Version acceptée"),
            "guests": _("Avec moi"),
            "asked_at": _("Demandé le"),
            "answered_at": _("Répondu le"),
        },
    )


def _written(resident: Resident) -> Section:
    written = Terms.objects.filter(by=resident).order_by("written_at")
    return Section(
        _("Rencontres que j’ai proposées ou changées"),
        list(
            written.values(
                "title",
                "about",
                "place__name",
                "where_note",
                "starts_at",
                "minutes",
                "bring",
                "access_note",
                "version",
                "written_at",
            )
        ),
        {
            "title": _("Titre"),
            "about": _("Description"),
            "place__name": _("Lieu"),
            "where_note": _("Où exactement"),
            "starts_at": _("Le"),
            "minutes": _("Durée, en minutes"),
            "bring": _("À apporter"),
            "access_note": _("Accès"),
            "version": _("Version"),
            "written_at": _("Écrite le"),
        },
    )


def _ideas(resident: Resident) -> Section:
    ideas = CounterProposal.objects.filter(by=resident).order_by("said_at")
    return Section(
        _("Autres moments que j’ai proposés"),
        list(ideas.values("gathering__title", "starts_at", "place__name", "words", "said_at")),
        {
            "gathering__title": _("Rencontre"),
            "starts_at": _("Le"),
            "place__name": _("Lieu"),
            "words": _("Mots"),
            "said_at": _("Dit le"),
        },
    )
