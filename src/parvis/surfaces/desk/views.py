"""The coordinator's desk: what waits, what the town lacks, and how the welcomers are."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.domains.people import rules as people
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watch
from parvis.domains.welcome import selectors as welcome
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible
from parvis.web import htmx


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """For those who coordinate; for anybody else it does not exist."""
    if not people.has_role(request.user, Role.COORDINATOR):
        raise NotVisible
    now = clock.now()
    context = {
        "waiting": watch.all_waiting(request.user, at=now),
        "welcomers": welcome.welcomers_seen_by(request.user),
        "lacks": welcome.lacks(),
    }
    return htmx.render(request, "desk/desk.html", context, block="waits")
