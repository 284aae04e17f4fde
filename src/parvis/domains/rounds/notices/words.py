"""What the notices of rounds share."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.domains.rounds.models import Seat, Table
from parvis.web import dates

KIND = "round"


def zone_of(table: Table) -> str:
    return str(table.session.place.area.time_zone)


def first_time(table: Table) -> str:
    """« jeudi 3 décembre à 18 h 30, Maison de quartier des Tilleuls »."""
    return _("%(moment)s, %(place)s") % {
        "moment": dates.moment(table.first_at, zone_of(table)),
        "place": table.session.place.name,
    }


def seat_url(seat: Seat) -> str:
    return reverse("rounds:seat", args=[seat.pk])


def table_url(table: Table) -> str:
    return reverse("rounds:table", args=[table.pk])


def list_url() -> str:
    return reverse("rounds:tables")


def say(
    to: Resident,
    *,
    key: str,
    title: str,
    body: str,
    url: str,
    at: datetime,
    urgency: Urgency = Urgency.NOW,
) -> bool:
    """Whether it was written: not to who is going, and once for each key."""
    written = notifications.tell(
        to=to.pk, kind=KIND, key=key, title=title, body=body, url=url, urgency=urgency, at=at
    )
    return written is not None
