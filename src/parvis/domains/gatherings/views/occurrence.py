"""One date of a gathering: its page, and saying that one comes or no longer does."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import addresses, dates, htmx


@require_safe
def occurrence(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    shown = selectors.find_occurrence(request.user, occurrence_id)
    now = clock.now()
    gathering = shown.gathering
    others = selectors.other_dates(shown, now, request.user)
    context = {
        "occurrence": shown,
        "gathering": gathering,
        "place": gathering.place,
        "organisation": _organisation(shown),
        "is_over": shown.is_over(now),
        "seats": selectors.seats_words(shown),
        "rhythm": selectors.rhythm_words(gathering),
        "spoken": selectors.languages_words(gathering),
        "interests": [interests.label(each, _reading()) for each in gathering.interests],
        "outside_hours": _is_outside_hours(shown),
        "company": selectors.company_of(request.user, shown),
        "greeter": selectors.greeter_of(request.user, gathering),
        "host_name": selectors.host_name_of(request.user, gathering),
        "meets_blocked": selectors.meets_somebody_blocked(request.user, shown),
        "others": [(each, selectors.seats_words(each)) for each in others],
        "may_edit": rules.may_edit(request.user, gathering),
    }
    return htmx.render(request, "gatherings/occurrence.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“I'm coming”: one button. A visitor enters first, and finds the page again."""
    page = reverse("gatherings:occurrence", args=[occurrence_id])
    if request.method != "POST":
        return _see_other(page)
    if not request.user.is_authenticated:
        there = {"next": page}
        return _see_other(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(there)}")
    alone = request.POST.get("alone") == "1"
    try:
        services.come(
            occurrence_id=occurrence_id, resident=request.user, alone=alone, at=clock.now()
        )
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return _see_other(page)
    shown = selectors.find_occurrence(request.user, occurrence_id)
    messages.success(request, _said(request, shown, alone=alone))
    return _see_other(addresses.local(request, page))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“I no longer come”: one button, no reason asked."""
    page = reverse("gatherings:occurrence", args=[occurrence_id])
    if request.method != "POST":
        return _see_other(page)
    try:
        services.leave(occurrence_id=occurrence_id, resident=request.user, at=clock.now())
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("C’est noté. Ce sera pour une autre fois, quand vous voudrez."))
    return _see_other(addresses.local(request, page))


def _said(request: HttpRequest, shown: Occurrence, *, alone: bool) -> str:
    gathering = shown.gathering
    moment = dates.moment(shown.starts_at, gathering.time_zone)
    said = _("C’est noté, vous venez %(moment)s.") % {"moment": moment}
    greeter = selectors.greeter_of(request.user, gathering)
    if alone and greeter:
        waits = _("%(name)s vous attendra à l’entrée.") % {"name": greeter}
        said = f"{said} {waits}"
    elif alone:
        said = f"{said} " + _("Les personnes qui animent savent que vous venez seul·e.")
    return said


def _organisation(shown: Occurrence) -> Any:
    """Its page can be opened only while it is published."""
    organisation = shown.gathering.organisation
    return organisation if organisation and organisation.published else None


def _is_outside_hours(shown: Occurrence) -> bool:
    """Whether the place, whose hours are known, is usually closed when it begins."""
    opening = territory.opening(shown.gathering.place, shown.starts_at)
    return opening.is_known and opening.is_sure and not opening.is_open


def _reading() -> str:
    return get_language() or "fr"


def _see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
