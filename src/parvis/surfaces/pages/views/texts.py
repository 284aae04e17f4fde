"""The texts of the house, the map of the site, the specimens of the design system."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.domains.people.vocabulary import CHARTER_VERSION, PRIVACY_VERSION
from parvis.web import specimens


def contact() -> dict[str, str]:
    return {
        "town_hall_phone": settings.PARVIS.town_hall_phone,
        "town_hall_email": settings.PARVIS.town_hall_email,
    }


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", contact())


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/charter.html", {"version": CHARTER_VERSION})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "version": PRIVACY_VERSION,
        "erasure_days": settings.PARVIS.erasure_days,
        **contact(),
    }
    return render(request, "pages/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", contact())


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/site_map.html")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the browser: what is shown without a connection."""
    return render(request, "offline.html")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component of the design system, with its specimen."""
    return render(request, "style.html", specimens.context())
