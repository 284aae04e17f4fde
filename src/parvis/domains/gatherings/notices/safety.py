"""“All well?”: asked where a person will read it soon."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import CheckIn
from parvis.domains.gatherings.notices.words import KIND
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.web import dates


def all_well(check_in: CheckIn, at: datetime) -> None:
    """To who was there. The gathering is not named: a mail may be read over a shoulder."""
    occurrence, resident = check_in.occurrence, check_in.resident
    with translation.override(resident.reads):
        day = dates.day(occurrence.starts_at, occurrence.gathering.time_zone)
        notifications.tell(
            to=resident.pk,
            kind=KIND,
            key=f"check-in:{check_in.pk}",
            title=_("Tout va bien ?"),
            body=_("Vous aviez une rencontre %(day)s. Un geste suffit pour répondre.")
            % {"day": day},
            url=reverse("gatherings:check_in", args=[occurrence.pk]),
            urgency=Urgency.NOW,
            at=at,
        )
