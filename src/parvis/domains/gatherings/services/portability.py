"""What somebody takes with them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import (
    Attendance,
    Gathering,
    PersonalFeed,
    SeriesAttendance,
    Source,
)
from parvis.domains.gatherings.services.consent.portability import sections as consented
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section


def export(resident: Resident) -> Iterator[Section]:
    """Where they said they come, what they published, agreed to, and keep."""
    yield _where_coming(resident)
    yield _published(resident)
    yield from consented(resident)
    yield from _kept(resident)


def _where_coming(resident: Resident) -> Section:
    came = Attendance.objects.filter(resident=resident).order_by("occurrence__starts_at")
    return Section(
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


def _published(resident: Resident) -> Section:
    published = Gathering.objects.filter(host=resident).order_by("created_at")
    return Section(
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


def _kept(resident: Resident) -> Iterator[Section]:
    """What goes on without them saying so again: series, their calendar, agendas they brought."""
    series = SeriesAttendance.objects.filter(resident=resident).order_by("said_at")
    yield Section(
        _("Séries où je viens à toutes les dates"),
        list(series.values("gathering__title", "guests", "alone", "said_at", "ended_at")),
        {
            "gathering__title": _("Rencontre"),
            "guests": _("Avec moi"),
            "alone": _("Seul·e"),
            "said_at": _("Dit le"),
            "ended_at": _("Arrêté le"),
        },
    )
    feeds = PersonalFeed.objects.filter(resident=resident).order_by("created_at")
    yield Section(
        _("Adresses de mon calendrier"),
        list(feeds.values("created_at", "revoked_at", "last_read_at")),
        {
            "created_at": _("Donnée le"),
            "revoked_at": _("Retirée le"),
            "last_read_at": _("Lue le"),
        },
    )
    sources = Source.objects.filter(by=resident).order_by("created_at")
    yield Section(
        _("Agendas que j’ai apportés"),
        list(sources.values("name", "url", "agenda_uid", "created_at")),
        {
            "name": _("Nom"),
            "url": _("Adresse"),
            "agenda_uid": _("Numéro"),
            "created_at": _("Ajouté le"),
        },
    )
