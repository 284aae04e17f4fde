"""What tables add to the pages below: today, the coordination, one's account."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.people.models import Resident
from parvis.domains.rounds import selectors
from parvis.domains.rounds.selectors import home, pages
from parvis.kernel import clock


def at_home(*, request: HttpRequest, **_more: Any) -> str | None:
    """Slot ``home.asks``: a place to answer, a table to go on with or not, no table this week."""
    viewer = request.user
    if not isinstance(viewer, Resident):
        return None
    due, now = _due(request, viewer), clock.now()
    if not (due["asked"] or due["further"] or (due["missed"] and due["name"])):
        return None
    seat = selectors.seat_of(viewer, now) if due["asked"] else None
    further = home.to_say_further(viewer) if due["further"] else None
    context = {
        "asked": pages.seat_page(viewer, seat, now) if seat else None,
        "further": pages.seat_page(viewer, further, now) if further else None,
        "missed": due["missed"] and due["name"] and not due["sits"],
    }
    return render_to_string("rounds/home_asks.html", context, request=request)


def at_the_end_of_home(*, request: HttpRequest, **_more: Any) -> str | None:
    """Slot ``home.more``: the way to the tables, for who is at none."""
    viewer = request.user
    if not isinstance(viewer, Resident):
        return None
    due = _due(request, viewer)
    if due["sits"] or not (due["name"] or due["opens"]):
        return None
    return render_to_string("rounds/home_more.html", {"name": due["name"]}, request=request)


def at_the_desk(*, request: HttpRequest, **_more: Any) -> str | None:
    """Slot ``desk.more``: the way to the sessions and the weeks; what waits to be read over."""
    if not isinstance(request.user, Resident):
        return None
    weeks = home.to_read_over(request.user)
    return render_to_string("rounds/desk/at_desk.html", {"weeks": weeks}, request=request)


def _due(request: HttpRequest, viewer: Resident) -> dict[str, bool]:
    """Asked once a page, whatever fills of it."""
    found: dict[str, bool] | None = getattr(request, "_rounds_due", None)
    if found is None:
        found = home.home_of(viewer, clock.now())
        request._rounds_due = found  # type: ignore[attr-defined]  # noqa: SLF001
    return found
