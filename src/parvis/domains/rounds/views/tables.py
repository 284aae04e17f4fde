"""A table that meets: its dates, its people, its first time, and what comes after."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.notifications import services as notifications
from parvis.domains.rounds import services
from parvis.domains.rounds.selectors import pages
from parvis.domains.rounds.vocabulary import Further
from parvis.kernel import clock
from parvis.web import htmx
from parvis.web.redirects import answered, see_other


@login_required
@require_safe
def table(request: HttpRequest, table_id: UUID) -> HttpResponse:
    now = clock.now()
    seat = pages.find_seat_at(request.user, table_id)
    notifications.mark_read_leading_to(to=request.user.pk, url=request.path, at=now)
    context = {"table": pages.table_dates(request.user, seat, now)}
    return htmx.render(request, "rounds/table.html", context)


@login_required
@require_safe
def guide(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """The first time: for paper as for the screen."""
    seat = pages.find_seat_at(request.user, table_id)
    page = pages.seat_page(request.user, seat, clock.now())
    host = next((one.name for one in page.people if one.is_host), None)
    return htmx.render(request, "rounds/guide.html", {"seat": page, "host": host})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def further(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """“Let us go on”, “again, with others”, “I stop here”: only the three together know."""
    seat = pages.find_seat(request.user, seat_id)
    page = reverse("rounds:table", args=[seat.table_id])
    wanted = request.POST.get("further", "")
    if request.method != "POST" or wanted not in Further.values:
        return see_other(page)

    def say() -> str:
        services.say_further(
            seat_id=seat_id, by=request.user, further=Further(wanted), at=clock.now()
        )
        return {
            Further.CONTINUE: _("C’est dit. Si vous êtes au moins trois, la tablée continue."),
            Further.OTHERS: _("C’est dit. Votre nom retourne sur la liste, pour d’autres visages."),
            Further.STOP: _("C’est dit. Merci d’être venu·e jusqu’ici."),
        }[Further(wanted)]

    return answered(request, say, then=page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Asked once, then done; nobody asks why."""
    seat = pages.find_seat(request.user, seat_id)
    now = clock.now()
    if request.method != "POST":
        shown = pages.seat_page(request.user, seat, now)
        return htmx.render(request, "rounds/leave.html", {"seat": shown})
    services.leave_table(seat_id=seat_id, by=request.user, at=now)
    messages.success(
        request, _("C’est fait. Vous pouvez remettre votre nom sur la liste quand vous voulez.")
    )
    return see_other(reverse("rounds:tables"))
