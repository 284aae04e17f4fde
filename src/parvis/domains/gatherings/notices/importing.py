"""An agenda kept elsewhere can no longer be read."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.notices import words
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency


def source_failing(source: Source, said_at: datetime, at: datetime) -> None:
    """To who added it: what it brought in stays, and may grow old."""
    reader = source.by
    if reader is None:
        return
    last = source.runs.first()
    with translation.override(reader.reads):
        why = f" ({last.get_problem_display()})" if last and last.problem else ""
        notifications.tell(
            to=reader.pk,
            kind=words.KIND,
            key=f"source-failing:{source.pk}:{said_at:%Y%m%dT%H%M%S%f}",
            title=_("« %(name)s » ne se lit plus") % {"name": source.name},
            body=_(
                "Trois fois de suite, nous n’avons pas pu lire cet agenda%(why)s. Ce qu’il avait"
                " annoncé reste affiché, sans ses changements. Nous continuons d’essayer."
            )
            % {"why": why},
            url=reverse("gatherings:source", args=[source.pk]),
            urgency=Urgency.CALM,
            at=at,
        )
