"""Saying that one comes, to one date or to all of them, or no longer does: one button each."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms.coming import ComingForm
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.vocabulary import Coming
from parvis.kernel import clock
from parvis.web import addresses, dates
from parvis.web.redirects import answered, see_other


@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“I'm coming”, “I'd wait for a seat”, or (``series``) “I'm coming to all the dates”.

    A visitor enters first, and finds the page again.
    """
    page = reverse("gatherings:occurrence", args=[occurrence_id])
    if request.method != "POST":
        return see_other(page)
    if not request.user.is_authenticated:
        return see_other(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")
    shown = selectors.find_occurrence(request.user, occurrence_id)
    answers, now = _answers(request, shown), clock.now()

    def take_one() -> str:
        mine = services.come(occurrence_id=occurrence_id, resident=request.user, at=now, **answers)
        if mine.alone:  # now, so that the page says who waits
            services.find_greeters(occurrence_id=occurrence_id, at=now)
        return _said(request, selectors.find_occurrence(request.user, occurrence_id))

    def take_all() -> str:
        gathering_id = shown.gathering_id
        services.come_to_series(gathering_id=gathering_id, resident=request.user, at=now, **answers)
        return _said_of_all(selectors.waits_in_series(request.user, gathering_id, now))

    return answer(request, page, take_all if _is_of_series(request) else take_one)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“I no longer come”, “I no longer wait”, or (``series``) no more at all: no reason asked."""
    page = reverse("gatherings:occurrence", args=[occurrence_id])
    if request.method != "POST":
        return see_other(page)
    now = clock.now()

    def give_back_one() -> str:
        services.leave(occurrence_id=occurrence_id, resident=request.user, at=now)
        return _("C’est noté. Ce sera pour une autre fois, quand vous voudrez.")

    def give_back_all() -> str:
        shown = selectors.find_occurrence(request.user, occurrence_id)
        services.leave_series(gathering_id=shown.gathering_id, resident=request.user, at=now)
        return _("C’est noté pour toutes les dates. Vous pourrez revenir quand vous voudrez.")

    return answer(request, page, give_back_all if _is_of_series(request) else give_back_one)


def answer(request: HttpRequest, page: str, does: Callable[[], str]) -> HttpResponse:
    """Do it, say so on the next page; what is refused is said on the page of the date."""
    return answered(request, does, then=addresses.local(request, page), refused=page)


def _is_of_series(request: HttpRequest) -> bool:
    return request.POST.get("series") == "1"


def _answers(request: HttpRequest, shown: Occurrence) -> dict[str, Any]:
    mine = shown.place  # type: ignore[attr-defined]
    had = mine.guests if mine else 0
    return ComingForm(shown.gathering, request.POST, had=had).answers()


def _said(request: HttpRequest, shown: Occurrence) -> str:
    gathering, mine = shown.gathering, shown.place  # type: ignore[attr-defined]
    moment = dates.moment(shown.starts_at, gathering.time_zone)
    if mine is not None and mine.state == Coming.OFFERED:
        return _("Une place vous attend : il reste à dire oui.")
    if mine is None or mine.state != Coming.GOING:
        return _(
            "C’est complet pour l’instant : vous êtes sur la liste d’attente. Dès qu’une place est"
            " libre pour vous, nous vous l’écrivons."
        )
    if mine.guests:
        return ngettext(
            "C’est noté, vous venez avec une personne %(moment)s.",
            "C’est noté, vous venez avec %(num)s personnes %(moment)s.",
            mine.guests,
        ) % {"num": mine.guests, "moment": moment}
    said = _("C’est noté, vous venez %(moment)s.") % {"moment": moment}
    greeting = selectors.greeting_of(request.user, shown) if mine.alone else None
    if greeting and greeting.waits:
        said += " " + _("%(name)s vous attendra à l’entrée.") % {"name": greeting.waits}
    elif mine.alone:
        said += " " + _("Les personnes qui animent savent que vous venez seul·e.")
    return said


def _said_of_all(waits: bool) -> str:
    said = _("C’est noté, vous venez à toutes les dates.")
    if not waits:
        return said
    return f"{said} " + _(
        "Là où c’est complet, vous êtes sur la liste d’attente : la première place libre vous"
        " sera donnée."
    )
