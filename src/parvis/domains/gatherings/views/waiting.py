"""A seat that came free: the page that offers it, and the two answers."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.views.coming import answer
from parvis.domains.gatherings.vocabulary import Coming
from parvis.kernel import clock
from parvis.web import dates
from parvis.web.redirects import see_other


@require_safe
@login_required
def offer(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """Yes or no, nothing else. What is answered or over leads to the page of the date."""
    shown = selectors.find_occurrence(request.user, occurrence_id)
    mine, now = shown.place, clock.now()  # type: ignore[attr-defined]
    is_kept = mine is not None and mine.state == Coming.OFFERED and mine.offered_until > now
    if not is_kept or shown.is_cancelled:
        return see_other(shown.get_absolute_url())
    gathering = shown.gathering
    context = {
        "occurrence": shown,
        "gathering": gathering,
        "place": gathering.place,
        "guests": mine.guests,
        "kept": selectors.until_words(mine.offered_until, now, gathering.time_zone),
    }
    return render(request, "gatherings/offer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return see_other(reverse("gatherings:offer", args=[occurrence_id]))
    shown = selectors.find_occurrence(request.user, occurrence_id)

    def take() -> str:
        now = clock.now()
        mine = services.accept(occurrence_id=occurrence_id, resident=request.user, at=now)
        if mine.alone:  # now, so that the page says who waits
            services.find_greeters(occurrence_id=occurrence_id, at=now)
        moment = dates.moment(shown.starts_at, shown.gathering.time_zone)
        return _("C’est noté, vous venez %(moment)s.") % {"moment": moment}

    return answer(request, shown.get_absolute_url(), take)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decline(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return see_other(reverse("gatherings:offer", args=[occurrence_id]))
    shown = selectors.find_occurrence(request.user, occurrence_id)

    def give_back() -> str:
        services.decline(occurrence_id=occurrence_id, resident=request.user, at=clock.now())
        return _("C’est noté, merci : la place ira à quelqu’un d’autre.")

    return answer(request, shown.get_absolute_url(), give_back)
