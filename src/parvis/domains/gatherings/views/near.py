"""“Près de moi”: a coarse point becomes a neighbourhood, and is forgotten (trust.md TS-30)."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.vocabulary import COARSE_DECIMALS, QUERY_MAX, AgendaView
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area


@sensitive_post_parameters("latitude", "longitude")
@require_POST
def near_me(request: HttpRequest) -> HttpResponse:
    """The point arrives rounded, and is rounded again: only the neighbourhood is in the answer."""
    asked = QueryDict(request.POST.get("query", "")[:QUERY_MAX])
    choices = selectors.agenda_choices()
    filters = selectors.read_filters(asked, choices)
    found = area_near(request.POST.get("latitude", ""), request.POST.get("longitude", ""))
    if found is None or found.slug not in choices.areas:
        messages.info(
            request,
            _("Nous ne savons pas dans quel quartier vous êtes. Choisissez-le dans la liste."),
        )
    else:
        filters = replace(filters, area=choices.areas[found.slug], nearby=True)
    when = {name: asked[name] for name in ("vue", "date") if name in asked}
    query = {**_known(when), **selectors.query_of(filters)}
    return HttpResponseRedirect(reverse("gatherings:agenda", query=query), status=303)


def area_near(latitude: str, longitude: str) -> Area | None:
    """The area of a point known to a kilometre or so; else that of the coarse cell around it."""
    try:
        point = round(float(latitude), COARSE_DECIMALS), round(float(longitude), COARSE_DECIMALS)
        return territory.area_at(point) or territory.area_of_cell(territory.cell_of(*point))
    except (ValueError, OverflowError, territory.NotOnEarth):
        return None


def _known(when: dict[str, str]) -> dict[str, str]:
    """Only what the agenda reads: what was posted is not repeated as it came."""
    kept = {}
    if when.get("vue") in AgendaView.values:
        kept["vue"] = when["vue"]
    if day := selectors.read_day(when.get("date", "")):
        kept["date"] = day.isoformat()
    return kept
