"""What gatherings ask on today's page: a seat to take, an answer to give, a word on what was."""

from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.gatherings import selectors
from parvis.domains.people.models import Resident
from parvis.kernel import clock


def at_home(request: HttpRequest) -> str | None:
    """Slot ``home.asks``. One query for most people, most days: whether there is anything."""
    viewer = request.user
    if not isinstance(viewer, Resident):
        return None
    now = clock.now()
    due = selectors.asks_of(viewer, now)
    if not any(due.values()):
        return None
    context = {
        "offers": _offers(viewer, now) if due["offer"] else [],
        "waiting": selectors.asked_of(viewer, now) if due["check_in"] else [],
        "agreed": selectors.agreed_lately(viewer, now)[:2] if due["agreed"] else [],
        "to_say": selectors.to_say(viewer, now)[:1] if due["came"] else [],
        "photos": selectors.photos_asked(viewer)[:1] if due["photo"] else [],
        "plans": selectors.waiting_plans(viewer, now) if due["plan"] else [],
    }
    return render_to_string("gatherings/asks.html", context, request=request)


def _offers(viewer: Resident, now: datetime) -> list[tuple[object, str]]:
    """Seats that are kept for the reader, and until when."""
    return [
        (one.occurrence, selectors.until_words(one.offered_until, now, zone))
        for one in selectors.offers_of(viewer, now)
        if one.offered_until and (zone := one.occurrence.gathering.time_zone)
    ]
