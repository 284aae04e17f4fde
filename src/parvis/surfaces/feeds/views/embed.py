"""The agenda on another site: in a frame, or as HTML to copy in. No script, no cookie."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.kernel import clock
from parvis.surfaces.feeds.answers import answer
from parvis.surfaces.feeds.views.calendars import agenda_name
from parvis.web import htmx

HTML = "text/html; charset=utf-8"
#: Dates shown, and at most.
SHOWN, SHOWN_MOST = 8, 30


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def framed(request: HttpRequest) -> HttpResponse:
    """A page of its own, to be shown in a frame of any site."""
    return _answered(request, "feeds/embed.html")


@require_safe
def fragment(request: HttpRequest) -> HttpResponse:
    """The list alone, without style, for a site that copies it in."""
    return _answered(request, "feeds/embed_fragment.html")


@require_safe
@csp_update({"frame-src": [SELF]})
def guide(request: HttpRequest) -> HttpResponse:
    """What to copy into one's site, with what it will look like."""
    filters = gatherings.read_filters(request.GET)
    query = gatherings.query_of(filters)
    public = settings.PARVIS.public_url
    context = {
        "choices": gatherings.agenda_choices(),
        "filters": filters,
        "framed": reverse("feeds:embed", query=query),
        "frame_address": public + reverse("feeds:embed", query=query),
        "fragment_address": public + reverse("feeds:embed_fragment", query=query),
        "ics_address": public + reverse("feeds:agenda_ics", query=query),
        "atom_address": public + reverse("feeds:agenda_atom", query=query),
        "name": agenda_name(filters),
    }
    return htmx.render(request, "feeds/guide.html", context)


def _answered(request: HttpRequest, template: str) -> HttpResponse:
    filters = gatherings.read_filters(request.GET)
    # ``langue`` narrows by spoken language; the words of the piece follow ``en``.
    reads = "en" if "en" in request.GET else "fr"
    with translation.override(reads):
        page = htmx.render(request, template, _context(filters, _most(request)))
        return answer(request, page.content, content_type=HTML)


def _context(filters: AgendaFilters, most: int) -> dict[str, Any]:
    query = gatherings.query_of(filters)
    return {
        "dates": gatherings.public_dates(filters, at=clock.now(), most=most),
        "public_url": settings.PARVIS.public_url,
        "agenda": settings.PARVIS.public_url + reverse("gatherings:agenda", query=query),
        "name": agenda_name(filters),
    }


def _most(request: HttpRequest) -> int:
    asked = request.GET.get("combien", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else SHOWN
    return max(1, min(number, SHOWN_MOST))
