"""What follows a date, on its own page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people.models import Resident
from parvis.kernel import clock


def on_date(occurrence: Occurrence, request: HttpRequest) -> str | None:
    """Slot ``gathering.after``: the way to the page that follows."""
    viewer = request.user
    if not isinstance(viewer, Resident) or occurrence.is_cancelled:
        return None
    if not occurrence.is_over(clock.now()):
        return None
    gathering = occurrence.gathering
    runs = rules.may_hold_sheet(viewer, gathering)
    if not runs and not selectors.takes_part(viewer, occurrence):
        return None
    context = {"occurrence": occurrence}
    return render_to_string("gatherings/after/piece.html", context, request=request)
