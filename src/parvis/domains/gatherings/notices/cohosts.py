"""Running a gathering together: asked, agreed, ended. Said of organisations, never of a person."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import CoHost, Gathering
from parvis.domains.gatherings.notices import words
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.organisations import selectors as organisations
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.web import dates


def cohost_asked(cohost: CoHost, at: datetime) -> None:
    """To the hosts of the organisation that is asked: they may say yes, or no without a reason."""
    gathering = cohost.gathering
    for reader in organisations.hosts_of(cohost.organisation).order_by("pk"):
        with translation.override(reader.reads):
            _tell(
                reader,
                key=f"cohost-asked:{cohost.pk}",
                title=_("%(host)s propose à %(organisation)s d’animer ensemble « %(title)s »")
                % {
                    "host": _name_of(gathering),
                    "organisation": cohost.organisation.name,
                    "title": gathering.title,
                },
                body=_("C’est %(moment)s, à cet endroit : %(place)s. Répondez quand vous voulez.")
                % {
                    "moment": dates.moment(gathering.starts_at, gathering.time_zone),
                    "place": gathering.place.name,
                },
                url=reverse("gatherings:cohost", args=[cohost.pk]),
                at=at,
            )


def cohost_accepted(gathering: Gathering, organisation: Organisation, at: datetime) -> None:
    """To those who asked: they said yes."""
    for reader in _leaders(gathering):
        with translation.override(reader.reads):
            _tell(
                reader,
                key=f"cohost-accepted:{gathering.pk}:{organisation.pk}",
                title=_("%(organisation)s anime « %(title)s » avec vous")
                % {"organisation": organisation.name, "title": gathering.title},
                url=reverse("gatherings:cohosts", args=[gathering.pk]),
                at=at,
            )


def cohost_ended(
    gathering: Gathering,
    organisation: Organisation,
    ended_at: datetime,
    but: Resident | None,
    at: datetime,
) -> None:
    """To both sides, but for who ended it."""
    leaders = _leaders(gathering)
    for reader in [*leaders, *organisations.hosts_of(organisation).order_by("pk")]:
        if reader == but:
            continue
        with translation.override(reader.reads):
            _tell(
                reader,
                key=f"cohost-ended:{gathering.pk}:{organisation.pk}:{ended_at:%Y%m%dT%H%M%S%f}",
                title=_("%(organisation)s n’anime plus « %(title)s »")
                % {"organisation": organisation.name, "title": gathering.title},
                url=reverse("gatherings:mine"),
                at=at,
            )


def _tell(
    reader: Resident, *, key: str, title: str, url: str, at: datetime, body: str = ""
) -> None:
    notifications.tell(
        to=reader.pk,
        kind=words.KIND,
        key=key,
        title=title,
        body=body,
        url=url,
        urgency=Urgency.CALM,
        at=at,
    )


def _leaders(gathering: Gathering) -> Iterable[Resident]:
    if gathering.organisation is not None:
        return list(organisations.hosts_of(gathering.organisation).order_by("pk"))
    return [gathering.host] if gathering.host is not None else []


def _name_of(gathering: Gathering) -> str:
    return gathering.organisation.name if gathering.organisation is not None else _("La commune")
