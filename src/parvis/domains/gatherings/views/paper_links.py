"""Where paper and the hall screen are reached from: places, areas (slots)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.territory.models import Area, Place


def at_place(place: Place, request: HttpRequest) -> str:
    """Slot ``place.more``."""
    return _links(request, "place", place.slug)


def in_area(area: Area, request: HttpRequest) -> str:
    """Slot ``area.more``."""
    return _links(request, "area", area.slug)


def _links(request: HttpRequest, kind: str, slug: str) -> str:
    context = {"kind": kind, "slug": slug}
    return render_to_string("gatherings/paper_links.html", context, request=request)
