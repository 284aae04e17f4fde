"""The screen of a hall: what there is today and in the coming days, for who passes by.

It needs no session, no cookie and no hand: the same page for everybody, in the language of the town
unless its address asks for another.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.selectors import paper as printed
from parvis.domains.gatherings.vocabulary import ON_A_PANE
from parvis.domains.territory import selectors as territory
from parvis.kernel import clock
from parvis.web import dates, paper

#: How long a shared cache may keep it; the page asks again every ten minutes.
SHARED_SECONDS = 60
#: Places said to be open now, on the screen of an area.
OPEN_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Pane:
    """What the screen shows at once: a few dates of one day; ``part`` of ``parts`` when it is long.

    ``rows``: each date, and whether it is going on now.
    """

    title: str
    on: date
    rows: tuple[tuple[Any, bool], ...]
    part: int
    parts: int


@require_safe
def place_kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    place = territory.find_place(slug)
    now = clock.now()
    opening = territory.opening(place, now)
    with translation.override(_language(request)):
        context = {
            "name": place.name,
            "opening": opening.sentence if opening.is_known else "",
            "is_open": opening.is_open,
            "places": (),
            "changes_at": opening.until or opening.next_opens_at,
        }
        page = reverse("territory:place", args=[place.slug])
        days = printed.in_hall_of_place(place, now)
        zone = place.area.time_zone
        return _screen(request, days, context, now=now, zone=zone, page=page)


@require_safe
def area_kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    area = territory.find_area(slug)
    now = clock.now()
    with translation.override(_language(request)):
        houses = [
            (place, territory.opening(place, now))
            for place in territory.published_places(area=area, open_at=now)[:OPEN_SHOWN]
        ]
        changes = [opening.until for _place, opening in houses if opening.until is not None]
        context = {
            "name": area.name,
            "opening": "",
            "is_open": False,
            "places": [(place.name, opening.sentence) for place, opening in houses],
            "changes_at": min(changes, default=None),
            "everywhere": True,
        }
        page = reverse("territory:area", args=[area.slug])
        days = printed.in_hall_of_area(area, now)
        return _screen(request, days, context, now=now, zone=area.time_zone, page=page)


def _screen(
    request: HttpRequest,
    days: list[printed.PaperDay],
    context: dict[str, Any],
    *,
    now: datetime,
    zone: str,
    page: str,
) -> HttpResponse:
    today = selectors.wall(now, zone).date()
    written = paper.render(
        "gatherings/kiosk.html",
        {
            "everywhere": False,
            "panes": _panes(days, today, now),
            "today": today,
            "now": now,
            "zone": zone,
            "page_url": page,
            "short": paper.short(page),
            "qr": paper.qr(page, _("Code à photographier : la page de ce lieu")),
            **context,
        },
    )
    response = HttpResponse(written)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        patch_cache_control(response, public=True, max_age=SHARED_SECONDS)
    return response


def _panes(days: list[printed.PaperDay], today: date, now: datetime) -> list[Pane]:
    panes = []
    for day in days:
        title = _("Aujourd’hui") if day.on <= today else dates.day(day.on)
        if (day.on - today).days == 1:
            title = _("Demain")
        rows = [(row.occurrence, row.occurrence.starts_at <= now) for row in day.rows]
        cuts = [rows[first : first + ON_A_PANE] for first in range(0, len(rows), ON_A_PANE)]
        panes += [
            Pane(title, day.on, tuple(cut), part, len(cuts))
            for part, cut in enumerate(cuts, start=1)
        ]
    return panes


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("langue", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
