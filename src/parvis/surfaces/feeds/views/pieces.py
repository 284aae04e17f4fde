"""What feeds add to other pages: links to follow an agenda elsewhere."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.territory.models import Area, Place


def follow_agenda(request: HttpRequest, query: str) -> str:
    """Slot ``agenda.more``; ``query`` as in the address of the page."""
    return _links(request, query, whole=True)


def follow_area(area: Area, request: HttpRequest) -> str:
    """Slot ``area.more``."""
    return _links(request, f"quartier={area.slug}")


def follow_place(place: Place, request: HttpRequest) -> str:
    """Slot ``place.more``."""
    return _links(request, f"lieu={place.slug}")


def keep_date(occurrence: Occurrence, request: HttpRequest) -> str:
    """Slot ``occurrence.more``: this date, or all of them, in one's own calendar."""
    gathering = occurrence.gathering
    context = {"occurrence": occurrence, "follows": gathering.is_public and gathering.repeats}
    return render_to_string("feeds/date.html", context, request=request)


def my_calendar(request: HttpRequest) -> str:
    """Slot ``people.account``."""
    return render_to_string("feeds/account.html", {}, request=request)


def _links(request: HttpRequest, query: str, *, whole: bool = False) -> str:
    asked = f"?{query}" if query else ""
    context = {
        "ics": reverse("feeds:agenda_ics") + asked,
        "atom": reverse("feeds:agenda_atom") + asked,
        "embed": reverse("feeds:embed_guide") + asked,
        "whole": whole,
    }
    return render_to_string("feeds/follow.html", context, request=request)
