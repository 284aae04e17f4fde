"""What the dates of a gathering show to those who run it."""

import csv
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors
from parvis.kernel import clock
from parvis.web import dates, htmx


@login_required
@require_safe
def insight(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    gathering = selectors.gathering_of_host(request.user, gathering_id)
    shown = selectors.insight_of(request.user, gathering, clock.now())
    context = {"insight": shown, "gathering": gathering}
    return htmx.render(request, "gatherings/insight.html", context)


@login_required
@require_safe
def insight_csv(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The same figures, for a spreadsheet; nobody is named."""
    gathering = selectors.gathering_of_host(request.user, gathering_id)
    shown = selectors.insight_of(request.user, gathering, clock.now())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="dates.csv"'
    response["Cache-Control"] = "private, no-store"
    table = csv.writer(response)
    table.writerow(
        [
            _("Date"),
            _("Places"),
            _("Personnes annoncées"),
            _("Avec elles"),
            _("En attente"),
            _("Seul·es"),
            _("Étaient là"),
            _("Sans le dire avant"),
        ]
    )
    for one in (*shown.past, *shown.ahead):
        begins = dates.local(one.occurrence.starts_at, gathering.time_zone)
        came = "" if one.came is None else one.came
        table.writerow(
            [
                begins.isoformat(timespec="minutes"),
                gathering.capacity or "",
                *(one.people, one.guests, one.waiting, one.alone, came, one.walk_ins),
            ]
        )
    return response
