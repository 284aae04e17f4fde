"""The first page (a visitor's, a resident's today), my week, and search. Each of them ends."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors as gatherings
from parvis.kernel import clock, text, throttle
from parvis.surfaces.pages import finding
from parvis.surfaces.pages.today import today
from parvis.web import htmx

SHOWN = 5
SEARCHES_A_MINUTE = 60
#: Letters of a search that are read.
LONGEST = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today's page for somebody signed in; the door of the town for everybody else."""
    now = clock.now()
    if request.user.is_authenticated:
        return htmx.render(request, "pages/today.html", today(request.user, now))
    context = {
        "week": gatherings.coming_up(viewer=None, at=now, days=7, most=SHOWN),
    }
    return htmx.render(request, "pages/visitor.html", context)


@login_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """My next seven days, in a form that prints, and that the browser keeps for offline."""
    now = clock.now()
    context = {
        "now": now,
        "until": now + timedelta(days=7),
        "coming": gatherings.name_who_waits(request.user, gatherings.my_week(request.user, now)),
    }
    return htmx.render(request, "pages/week.html", context, block="main")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places, organisations, circles and activities whose words match."""
    asked = " ".join(text.clean(request.GET.get("q", "")[:LONGEST]).split())
    found: list[finding.Group] = []
    if asked:
        who = request.user.pk or throttle.network_of(request.META.get("REMOTE_ADDR", ""))
        throttle.require("pages.search", who, limit=SEARCHES_A_MINUTE, seconds=60)
        found = finding.find(asked, viewer=request.user, at=clock.now())
    return htmx.render(request, "pages/search.html", {"q": asked, "groups": found}, block="results")
