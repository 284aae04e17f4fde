"""Pages of places and neighbourhoods, open to everyone."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from parvis.domains.territory import selectors
from parvis.domains.territory.forms import PlaceFilters
from parvis.domains.territory.models import Place
from parvis.kernel import clock
from parvis.web import htmx

THUMBNAIL, PICTURE = 320, 960


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place, with filters that fit in the link."""
    now = clock.now()
    filters = PlaceFilters(request.GET, areas=selectors.neighbourhoods())
    found = selectors.published_places(
        **filters.asked(), open_at=now if filters.is_open_now else None
    )
    context = {"filters": filters, "cards": _cards(found, now)}
    return htmx.render(request, "territory/places.html", context, block="results")


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    shown = selectors.find_place(slug)
    now = clock.now()
    area = selectors.find_area(shown.area.slug)
    context = {
        "place": shown,
        "opening": selectors.opening(shown, now),
        "week": selectors.week_of(shown, now),
        "pictures": _pictures(shown, of_access=False),
        "access_pictures": _pictures(shown, of_access=True),
        "drawing": selectors.drawing_of(area, [shown], around=selectors.neighbours_of(area)),
    }
    return htmx.render(request, "territory/place.html", context)


def _pictures(place: Place, *, of_access: bool) -> list[dict[str, Any]]:
    """What the place looks like, or what helps to know whether one can get in."""
    return [
        {"url": photo.image.url(PICTURE), "alt": photo.alt, "image": photo.image}
        for photo in place.photos.all()
        if bool(photo.shows) is of_access
    ]


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    towns = [
        {
            "area": town,
            "parts": (parts := selectors.areas_inside(town)),
            "drawing": selectors.drawing_of(town, around=parts),
        }
        for town in selectors.top_areas()
    ]
    return htmx.render(request, "territory/areas.html", {"towns": towns})


@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    shown = selectors.find_area(slug)
    now = clock.now()
    found = selectors.published_places(area=shown)
    neighbours = selectors.neighbours_of(shown)
    context = {
        "area": shown,
        "parts_inside": selectors.areas_inside(shown),
        "neighbours": neighbours,
        "cards": _cards(found, now),
        "drawing": selectors.drawing_of(shown, found, around=neighbours),
    }
    return htmx.render(request, "territory/area.html", context)


def _cards(found: list[Place], now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "place": each,
            "opening": selectors.opening(each, now),
            "picture": _first_picture(each),
        }
        for each in found
    ]


def _first_picture(each: Place) -> str | None:
    return next((photo.image.url(THUMBNAIL) for photo in each.photos.all()), None)


def _version_of_shapes(_request: HttpRequest) -> str:
    return f'"{selectors.shapes().version}"'


@require_safe
@condition(etag_func=_version_of_shapes)
def shapes(_request: HttpRequest) -> HttpResponse:
    """The outlines of the neighbourhoods, for the plan drawn in the browser: open to everyone."""
    response = HttpResponse(selectors.shapes().body, content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response
