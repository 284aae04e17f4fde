"""The agenda, open to everyone: a day, a week, a month, all that comes, or a plan."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.forms import FilterBox, Period
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.vocabulary import BROWSED_DAYS, AgendaView
from parvis.domains.people.models import Resident
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.web import dates, htmx


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today = selectors.day_of(now)
    period = Period.read(request.GET, today)
    choices = selectors.agenda_choices()
    box = FilterBox(choices, selectors.read_filters(request.GET, choices))
    context = {
        **_frame(request, period, today, box),
        **_body(request, period, now, box.filters),
    }
    page = _plan if period.view is AgendaView.MAP else htmx.render
    return page(request, "gatherings/agenda.html", context, block="results")


def _plan(request: HttpRequest, *page: Any, **more: Any) -> HttpResponse:
    """The one page that may ask another server for pictures, if the operator named it."""
    tiles = settings.PARVIS.map_tiles_origin
    allowed = csp_update({"img-src": [tiles]}) if tiles else lambda view: view
    response: HttpResponse = allowed(htmx.render)(request, *page, **more)  # type: ignore[assignment]
    return response


def _frame(request: HttpRequest, period: Period, today: date, box: FilterBox) -> dict[str, Any]:
    """What stands around the dates: where one is, where one may go, what is looked for."""
    asked = selectors.query_of(box.filters)
    is_now = period.first <= today < period.ends
    return {
        "box": box,
        "view": period.view.value,
        "title": _title(period, today),
        "today": today,
        "shown_day": today if is_now and period.view is not AgendaView.DAY else period.first,
        "is_now": is_now,
        "is_past": period.ends <= today,
        "was_unreadable": period.was_unreadable,
        "tabs": _tabs(period, today, asked),
        "chips": [(label, _link(period, rest)) for label, rest in box.chips()],
        "narrower": [(label, _link(period, rest)) for label, rest in box.narrower()],
        "without_filters": _link(period, {}),
        "before": _near(period.before(), today, asked),
        "after": _near(period.after(), today, asked),
        "now_link": None if is_now else _link(Period.of(period.view, today), asked),
        "period_fields": _fields(period.query()),
        "asked_fields": _fields(asked),
        "here": _here(period, asked),
        "query": urlencode(asked, doseq=True),
        "my_area": _own_area(request, box, period),
        "may_publish": rules.may_publish_somewhere(request.user),
    }


def _body(
    request: HttpRequest, period: Period, now: datetime, filters: AgendaFilters
) -> dict[str, Any]:
    """The dates themselves, laid out as asked; ``count`` of those shown."""
    asked = selectors.query_of(filters)
    starts, ends = selectors.midnight(period.starts), selectors.midnight(period.ends)
    at = now if starts <= now < ends else None
    if period.view is AgendaView.MONTH:
        month = selectors.month(period.starts, filters)
        days = [day for week in month.weeks for day in week if day]
        links = {day.on: _link(Period.of(AgendaView.DAY, day.on), asked) for day in days}
        return {"month": month, "day_links": links, "count": month.count, "goes_on": None}
    if period.view is AgendaView.MAP:
        found = selectors.spots(starts=starts, ends=ends, filters=filters, at=at)
        return {
            "spots": [(spot, _link(period, {**asked, "lieu": spot.place.slug})) for spot in found],
            "drawing": _drawing(filters, found),
            "count": sum(spot.count for spot in found),
            "goes_on": None,
            "tiles": settings.PARVIS.map_tiles_url,
            "attribution": settings.PARVIS.map_tiles_attribution,
        }
    page = selectors.agenda(
        viewer=request.user, starts=starts, ends=ends, filters=filters, at=at, skip=period.skip
    )
    goes_on = _link(period.going_on(*page.goes_on), asked) if page.goes_on else None
    return {"page": page, "count": page.count, "goes_on": goes_on}


def _drawing(filters: AgendaFilters, found: list[selectors.Spot]) -> Any:
    """The plan as it stands without a script: the town, or the area looked for."""
    if filters.area is not None and not filters.nearby:
        shown: Area | None = territory.find_area(filters.area.slug)
        around = territory.neighbours_of(shown) if shown else []
    else:
        shown = next(iter(territory.top_areas()), None)
        around = territory.areas_inside(shown) if shown else []
    if shown is None:
        return None
    return territory.drawing_of(shown, [spot.place for spot in found], around=around)


def _own_area(request: HttpRequest, box: FilterBox, period: Period) -> str | None:
    """The link to one's own neighbourhood and those beside it, for who said where they live."""
    resident = request.user
    if not isinstance(resident, Resident) or resident.area_id is None:
        return None
    own = [slug for slug, area in box.choices.areas.items() if area.pk == resident.area_id]
    asked = {**selectors.query_of(box.filters), "quartier": own[0], "voisins": "1"} if own else None
    return _link(period, asked) if asked else None


def _fields(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """As hidden fields of a form."""
    return [
        (name, each)
        for name, value in query.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def _here(period: Period, asked: Mapping[str, Any]) -> str:
    return urlencode({**period.query(), **asked}, doseq=True)


def _link(period: Period, asked: Mapping[str, Any] | AgendaFilters) -> str:
    query = selectors.query_of(asked) if isinstance(asked, AgendaFilters) else asked
    return reverse("gatherings:agenda", query={**period.query(), **query})


def _near(period: Period | None, today: date, asked: Mapping[str, Any]) -> str | None:
    """The page before or after; the agenda has two ends, so that nobody (nor a robot) goes on."""
    if period is None or abs((period.starts - today).days) > BROWSED_DAYS:
        return None
    return _link(period, asked)


def _tabs(period: Period, today: date, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": view.label,
            "href": _link(period.shown_as(view, today), asked),
            "current": view is period.view,
        }
        for view in AgendaView
    ]


def _title(period: Period, today: date) -> str:
    first, last = period.starts, period.ends - timedelta(days=1)
    is_far = abs((first - today).days) > 300
    words = {"first": dates.day(first, year=is_far), "last": dates.day(last, year=is_far)}
    is_now = period.first <= today <= last
    if period.view is AgendaView.MONTH:
        return format_date(first, "LLLL y", locale=get_language() or "fr")
    if period.view is AgendaView.DAY:
        return _("Aujourd’hui, %(first)s") % words if is_now else words["first"]
    if period.view is AgendaView.LIST:
        is_all = first == today and not period.skip
        said = _("Tout ce qui vient") if is_all else _("Tout ce qui vient à partir du %(first)s")
        return said % words
    said = _("Cette semaine, jusqu’au %(last)s") if is_now else _("Du %(first)s au %(last)s")
    return said % words
