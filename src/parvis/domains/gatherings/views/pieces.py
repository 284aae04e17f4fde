"""What gatherings add to the pages of places, neighbourhoods and organisations."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.organisations.models import Organisation
from parvis.domains.territory.models import Area, Place
from parvis.kernel import clock


def week_at_place(place: Place, request: HttpRequest) -> str | None:
    """Slot ``place.week``."""
    found = selectors.week_at_place(place, clock.now(), request.user)
    return _list(request, found, within="place", lieu=place.slug)


def week_in_area(area: Area, request: HttpRequest) -> str | None:
    """Slot ``area.week``."""
    found = selectors.week_in_area(area, clock.now(), request.user)
    return _list(request, found, label=_("Tout l’agenda ici"), within="area", quartier=area.slug)


def week_beside_area(area: Area, request: HttpRequest) -> str | None:
    """Slot ``area.beside``: the neighbours' next things, and the link to all of them together."""
    found = selectors.week_beside_area(area, clock.now(), request.user)
    label = _("Tout l’agenda, ici et à côté")
    return _list(request, found, label=label, quartier=area.slug, voisins="1")


def coming_of_organisation(organisation: Organisation, request: HttpRequest) -> str | None:
    """Slot ``organisation.week``: each thing it does, with its next date."""
    found = selectors.coming_of_organisation(organisation, clock.now(), request.user)
    rhythms = {one.pk: selectors.rhythm_words(one.gathering) for one in found}
    return _list(request, found, rhythms, association=organisation.slug)


def publish_for_organisation(organisation: Organisation, request: HttpRequest) -> str:
    """Slot ``organisation.actions``: shown to its hosts only, by the page that has the slot."""
    context = {"organisation": organisation}
    return render_to_string("gatherings/publish_button.html", context, request=request)


def _list(
    request: HttpRequest,
    found: list[Occurrence],
    notes: Mapping[UUID, str] | None = None,
    label: str = "",
    within: str = "",
    **asked: str,
) -> str | None:
    """``notes``: what is said in place of who invites; ``within``: what the page is about, and need
    not be repeated; ``asked``: filters of the whole agenda."""
    if not found:
        return None
    more = reverse("gatherings:agenda", query=asked) if asked else reverse("gatherings:agenda")
    told = notes or {}
    rows = [(one, told.get(one.pk, "")) for one in found]
    context = {"occurrences": rows, "more": more, "label": label, "within": within}
    return render_to_string("gatherings/week.html", context, request=request)
