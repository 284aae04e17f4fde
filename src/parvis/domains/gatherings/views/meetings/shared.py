"""What the pages of gatherings by invitation share."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.meeting import MomentForm
from parvis.domains.gatherings.selectors import Suggested
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.errors import Refusal
from parvis.web.redirects import see_other


def suggested(
    request: HttpRequest,
    others: Sequence[Resident],
    *,
    first: bool,
    minutes: int = 60,
    of_circle: Area | None = None,
) -> Suggested:
    """Places and moments for these people; ``calme`` and ``plain-pied`` ask for more."""
    asked = request.POST if request.method == "POST" else request.GET
    needs = selectors.needs_of(
        request.user,
        others,
        step_free="plain-pied" in asked,
        quiet="calme" in asked,
    )
    areas = [one.area for one in (request.user, *others)] if others else [of_circle]
    return selectors.suggested_meeting(
        request.user,
        others,
        areas=areas,
        needs=needs,
        minutes=minutes,
        first_time=first,
        at=clock.now(),
        zone=zone_of(areas),
    )


def zone_of(areas: Sequence[Area | None]) -> str:
    """The hour of the wall in which moments are said."""
    known = next((area for area in areas if area is not None), None)
    return known.time_zone if known else settings.TIME_ZONE


def take_back(form: MomentForm, refusal: Refusal) -> None:
    """What a service refuses is said beside the fields, and nothing typed is lost."""
    problems = getattr(refusal, "problems", None) or {refusal.field: str(refusal)}
    for field, sentence in problems.items():
        beside = {"day": "moment", "starts": "moment", "place": "where"}.get(field or "", field)
        form.add_error(beside if beside in form.fields else None, sentence)


def to_plan(gathering_id: UUID, seen: int | None = None) -> HttpResponse:
    query = {"vu": seen} if seen else None
    return see_other(reverse("gatherings:plan", args=[gathering_id], query=query))
