"""The directory, an organisation's page, its editing, and what it adds to places and areas."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.organisations import rules, selectors, services
from parvis.domains.organisations.forms import DirectoryFilters, OrganisationForm
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The directory, with search and filters that fit in the link."""
    filters = DirectoryFilters(request.GET, areas=territory.neighbourhoods())
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    listing = selectors.directory(**filters.wanted(), page=page)
    here = reverse("organisations:organisations")
    context = {
        "filters": filters,
        "listing": listing,
        "chips": [
            (label, _link(here, {k: v for k, v in filters.asked.items() if k != name}))
            for name, label in filters.chips()
        ],
        "before": _page_link(here, filters, listing.page - 1) if listing.page > 1 else None,
        "after": _page_link(here, filters, listing.page + 1)
        if listing.page < listing.pages
        else None,
    }
    return htmx.render(request, "organisations/organisations.html", context, block="results")


def _page_link(here: str, filters: DirectoryFilters, page: int) -> str:
    return _link(here, {**filters.asked, **({"page": page} if page > 1 else {})})


def _link(here: str, query: dict[str, Any]) -> str:
    return reverse("organisations:organisations", query=query) if query else here


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    found = selectors.find(slug, request.user)
    contact = selectors.contact_of(found, request.user)
    place = found.place if found.place and found.place.published else None
    reading = get_language() or "fr"
    is_visitor = not request.user.is_authenticated
    context = {
        "organisation": found,
        "contact": contact,
        "ask_for": selectors.name_to_ask_for(found, request.user),
        "may_sign_in_to_meet": is_visitor and selectors.somebody_welcomes(found),
        "place": place,
        "opening": territory.opening(place, clock.now()) if place else None,
        "interests": [(slug, interests.label(slug, reading)) for slug in found.interests],
        "may_edit": rules.may_edit(request.user, found),
    }
    return htmx.render(request, "organisations/organisation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """For those who animate it; for everybody else this page does not exist."""
    found = selectors.find(slug, request.user)
    if not rules.may_edit(request.user, found):
        raise NotVisible
    form = OrganisationForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_organisation(
                organisation=found, by=request.user, values=form.cleaned_data, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return HttpResponseRedirect(found.get_absolute_url(), status=303)
    context = {
        "organisation": found,
        "form": form,
        "branches": selectors.interest_branches(form["interests"].value() or ()),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "organisations/edit.html", context, status=status)


def at_place(place: Place, request: HttpRequest) -> str | None:
    """Slot ``place.more``: who has their home there."""
    found = selectors.at_place(place)
    return _nearby(request, found, _("Qui vous y trouverez"), None) if found else None


def in_area(area: Area, request: HttpRequest) -> str | None:
    """Slot ``area.more``: the associations of a neighbourhood."""
    found = selectors.in_area(area)
    if not found:
        return None
    query = {"quartier": area.slug} if area.kind == "neighbourhood" else {}
    more = _link(reverse("organisations:organisations"), query)
    return _nearby(request, found, _("Associations et services"), more)


def _nearby(request: HttpRequest, found: list[Any], title: str, more: str | None) -> str:
    context = {"organisations": found, "title": title, "more": more}
    return render_to_string("organisations/nearby.html", context, request=request)
