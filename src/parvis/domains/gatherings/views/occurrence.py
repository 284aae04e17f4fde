"""The page of one date of a gathering."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markupsafe import Markup

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.forms.coming import ComingForm
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.views.meetings import plan as meetings
from parvis.domains.gatherings.vocabulary import Coming, SignUp
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.kernel import clock
from parvis.web import htmx


@require_safe
def occurrence(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    shown = selectors.find_occurrence(request.user, occurrence_id)
    if not shown.gathering.is_public:
        return meetings.page(request, shown)
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
        "ages": selectors.ages_words(gathering),
        "cohosts": selectors.cohosts_of(gathering),
        "interests": [interests.label(each, _reading()) for each in gathering.interests],
        "outside_hours": _is_outside_hours(shown),
        "company": selectors.company_of(request.user, shown),
        "greeter": selectors.greeter_of(request.user, gathering),
        "host_name": selectors.host_name_of(request.user, gathering),
        "meets_blocked": selectors.meets_somebody_blocked(request.user, shown),
        "others": [(each, selectors.seats_words(each)) for each in others],
        "may_edit": rules.may_edit(request.user, gathering),
        "linked_data": Markup(selectors.linked_data([shown])),  # noqa: S704  (escaped there)
        "greeting": selectors.greeting_of(request.user, shown),
        "holds_sheet": rules.may_hold_sheet(request.user, gathering),
        **_coming(request, shown, now),
    }
    return htmx.render(request, "gatherings/occurrence.html", context)


def _coming(request: HttpRequest, shown: Occurrence, now: datetime) -> dict[str, Any]:
    """How the viewer comes, waits, or may."""
    gathering, mine = shown.gathering, shown.place  # type: ignore[attr-defined]
    of_series = gathering.repeats or gathering.signup == SignUp.SERIES
    found: dict[str, Any] = {
        "standing": mine,
        "has_begun": shown.starts_at <= now,
        "only_series": gathering.signup == SignUp.SERIES,
        "of_series": of_series,
        "series": selectors.series_of(request.user, gathering.pk) if of_series else None,
        "queue": selectors.queue_of(request.user, shown, now),
        "guests_form": None,
        "ahead": "",
        "kept": "",
    }
    if gathering.guests_max or (mine and mine.guests):
        found["guests_form"] = ComingForm(gathering, had=mine.guests if mine else 0)
    if mine and mine.state == Coming.WAITING:
        found["ahead"] = selectors.place_words(selectors.ahead_of(mine, shown, now))
    if mine and mine.state == Coming.OFFERED:
        found["kept"] = selectors.until_words(mine.offered_until, now, gathering.time_zone)
    return found


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
